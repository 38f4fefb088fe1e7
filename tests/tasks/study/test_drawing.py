"""Drawing: the same plot in the same bytes, whatever the time and the user's own settings."""

import base64
import re

import matplotlib

from tasks.study.drawing import COLOURS, MARKS, picture

SVG = "data:image/svg+xml;base64,"


def drawn(panels=1):
    def draw(axes):
        for place, one in enumerate(axes):
            one.plot([1, 2, 3], [3, 1, 2], color=COLOURS[place], marker=MARKS[place])
            one.set_title(f"panel {place}")

    uri = picture(draw, size=(4.0, 2.0), panels=panels)
    assert uri.startswith(SVG)
    return base64.b64decode(uri.removeprefix(SVG)).decode()


def test_it_is_svg_of_so_many_panels_without_a_date():
    for panels in (1, 2):
        svg = drawn(panels)
        assert svg.rstrip().endswith("</svg>")
        assert len(re.findall(r'id="axes_\d+"', svg)) == panels
        assert "dc:date" not in svg
        assert not re.search(r"20\d\d-\d\d-\d\d", svg)


def test_same_plot_same_bytes_whatever_is_set_elsewhere():
    first = drawn()
    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30, "svg.hashsalt": None}):
        assert drawn() == first
        assert matplotlib.rcParams["font.size"] == 30


def test_curves_differ_without_colour():
    assert len(set(COLOURS)) == len(COLOURS) == len(MARKS) == len(set(MARKS))

"""HTML: pictures keep every pixel, shares are never rounded to certainty, text stays text."""

import base64
import io

import numpy as np
import pytest
from jinja2 import UndefinedError
from PIL import Image

from tasks.output.html import environment, percent, picture_uri


def test_pictures_stand_in_the_page_itself():
    ink = np.random.default_rng(0).integers(0, 256, (7, 5)).astype(np.uint8)
    begin, content = picture_uri(ink).split(",")
    assert begin == "data:image/png;base64"
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))
    np.testing.assert_array_equal(shown, 255 - ink)
    assert picture_uri(ink) == picture_uri(ink.copy())


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (1e-6, "< 0.1 %"),
        (1 - 1e-6, "> 99.9 %"),
        (0.25, "25 %"),
        (0.1234, "12.3 %"),
        (None, "–"),
    ],
)
def test_shares(share, shown):
    assert percent(share) == shown


def test_templates_escape_and_miss_nothing_silently():
    templates = environment()
    shown = templates.from_string("{{ text | printable }} {{ 1234 | thousands }}")
    assert shown.render(text="<b>\n") == "&lt;b&gt;\\n 1,234"
    with pytest.raises(UndefinedError, match="text"):
        shown.render()

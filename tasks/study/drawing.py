"""Drawing: plots as SVG that stands in a page, the same bytes each time."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

#: Colours that people with any kind of colour vision tell apart (Okabe and Ito 2008), and marks,
#: so that curves differ in print without colour too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKS = ("o", "s", "^", "D", "v", "P")
#: How every plot looks, whatever the user's own settings of Matplotlib are.
STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#8a8f99",
    "axes.grid": True,
    "axes.labelcolor": "#1d2330",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "grid.color": "#e4e2dc",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 4,
    "svg.fonttype": "path",
    # Names within the file are drawn from this instead of at random.
    "svg.hashsalt": "scrivano",
    "xtick.color": "#626b7c",
    "ytick.color": "#626b7c",
}


def picture(
    draw: Callable[[Sequence[Axes]], None], *, size: tuple[float, float], panels: int = 1
) -> str:
    """Draw a plot.

    Parameters
    ----------
    draw : callable
        Draws on the panels, which stand side by side.
    size : (float, float)
        Width and height, inches.
    panels : int
        How many panels.

    Returns
    -------
    str
        The plot as a data URI of SVG. It holds no time and no version.
    """
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        figure = Figure(figsize=size, layout="constrained")
        draw(list(figure.subplots(1, panels, squeeze=False)[0]))
        content = io.BytesIO()
        figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(content.getvalue()).decode()

"""HTML pages: what all reports share, so that no text of the user's ever becomes markup."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import jinja2
import numpy as np
import numpy.typing as npt
from PIL import Image

from tasks.sources.names import printable

_TEMPLATES = Path(__file__).parent / "templates"


def environment(folder: Path = _TEMPLATES) -> jinja2.Environment:
    """Return a folder's templates: strict, escaped, filters printable, percent and thousands."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    templates.filters["printable"] = printable
    templates.filters["percent"] = percent
    templates.filters["thousands"] = "{:,}".format
    return templates


def percent(share: float | None) -> str:
    """Write a share in percent; never 100 % or 0 % where it is not.

    Examples
    --------
    >>> percent(0.5), percent(0.9999), percent(None)
    ('50 %', '> 99.9 %', '–')
    """
    if share is None:
        return "–"
    shown = f"{100 * share:.1f}"
    if shown == "100.0" and share < 1:
        shown = "> 99.9"
    elif shown == "0.0" and share > 0:
        shown = "< 0.1"
    return shown.removesuffix(".0") + " %"


def picture_uri(ink: npt.NDArray[np.uint8]) -> str:
    """Return a picture of ink as a PNG that stands in the page itself.

    Parameters
    ----------
    ink : (H, W) ndarray of uint8
        255 ink on 0 paper; shown dark on white.
    """
    content = io.BytesIO()
    Image.fromarray(255 - ink).save(content, "PNG")
    return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode("ascii")

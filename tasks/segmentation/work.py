"""Segmentation of one page as a piece of page work: file in, measures and glyphs out."""

from __future__ import annotations

import numpy as np

from schemas.errors import PageError, PassingFault
from schemas.glyphs import Glyphs
from schemas.pages import TURNS, MeasuredPages, unread_measures
from schemas.references import PageRef
from schemas.settings import LoadSettings, SegmentSettings
from schemas.validation import empty_table, table_of
from tasks.artifacts import Artifact, Store
from tasks.segmentation.page import segment_page
from tasks.sources.files import file_digest, file_state
from tasks.sources.names import label_of
from tasks.sources.read import read_page


def segment_one(
    page: PageRef, load: LoadSettings, segment: SegmentSettings, store: Store, turns: int = 0
) -> list[Artifact]:
    """Load and segment one page.

    Parameters
    ----------
    page : PageRef
        Which page.
    load, segment : LoadSettings, SegmentSettings
        How.
    store : Store
        Where the artifacts go.
    turns : int
        Quarter turns clockwise that set the page upright.

    Returns
    -------
    list of Artifact
        The page's measures (`MeasuredPages`, one row) and its glyphs (`Glyphs`). A page whose own
        bytes are the reason that it cannot be read is measured as refused or failed.

    Raises
    ------
    PassingFault
        If the page could not be read this time.
    """
    glyphs = empty_table(Glyphs)
    state = file_state(page.path)
    _expect_digest(page)
    try:
        image = read_page(page.path, page.frame, load)
        _expect_state(page, state)
    except PassingFault:
        raise
    except PageError as error:
        _expect_state(page, state)
        # What is kept holds for the content under any name.
        message = _without_name(error.message, page)
        measures = unread_measures(error.status, error.reason, message)
    else:
        pixels = np.ascontiguousarray(np.rot90(image.pixels, -turns))
        segmented = segment_page(pixels, page.page_id, segment)
        glyphs = segmented.glyphs
        measures = {
            "height": pixels.shape[0],
            "width": pixels.shape[1],
            "dpi": image.dpi,
            "orientation": image.orientation,
            "turn": TURNS[turns],
            "skew": segmented.skew,
            "text_height": segmented.text_height,
            "status": "read" if glyphs.num_rows else "blank",
            "reason": "",
            "message": "",
        }
    measured = table_of(MeasuredPages, [{"page_id": page.page_id, **measures}])
    return [store.put(measured, MeasuredPages), store.put(glyphs, Glyphs)]


def _without_name(message: str, page: PageRef) -> str:
    """Take the file's name, which errors begin with, out of their message."""
    name = label_of(page.path)
    return f"the file{message.removeprefix(name)}" if message.startswith(name) else message


def _expect_digest(page: PageRef) -> None:
    """Make sure that what is read is what was found: results are kept by content."""
    if file_digest(page.path) != page.digest:
        raise _changed(page)


def _expect_state(page: PageRef, state: tuple[int, ...]) -> None:
    """Make sure that the file has not changed since its digest was looked at."""
    if file_state(page.path) != state:
        raise _changed(page)


def _changed(page: PageRef) -> PassingFault:
    return PassingFault(
        "vanished", f"{label_of(page.path)} changed while the run went on; run again"
    )

"""Segmentation of one page as a piece of page work: file in, measures and glyphs out."""

from __future__ import annotations

from schemas.errors import PageError, PassingFault
from schemas.glyphs import Glyphs
from schemas.pages import MeasuredPages, unread_measures
from schemas.references import PageRef
from schemas.settings import LoadSettings, SegmentSettings
from schemas.validation import empty_table, table_of
from tasks.artifacts import Artifact, Store
from tasks.segmentation.page import segment_page
from tasks.sources.files import file_digest
from tasks.sources.names import label_of
from tasks.sources.read import read_page


def segment_one(
    page: PageRef, load: LoadSettings, segment: SegmentSettings, store: Store
) -> list[Artifact]:
    """Load and segment one page.

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
    try:
        _expect_unchanged(page)
        image = read_page(page.path, page.frame, load)
    except PassingFault:
        raise
    except PageError as error:
        # What is kept holds for the content under any name.
        message = _without_name(error.message, page)
        measures = unread_measures(error.status, error.reason, message)
    else:
        segmented = segment_page(image.pixels, page.page_id, segment)
        glyphs = segmented.glyphs
        measures = {
            "height": image.pixels.shape[0],
            "width": image.pixels.shape[1],
            "dpi": image.dpi,
            "orientation": image.orientation,
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


def _expect_unchanged(page: PageRef) -> None:
    """Make sure that what is read is what was found: results are kept by content."""
    if file_digest(page.path) != page.digest:
        raise PassingFault(
            "vanished", f"{label_of(page.path)} changed while the run went on; run again"
        )

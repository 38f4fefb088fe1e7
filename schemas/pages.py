"""Pages: what was found in the input, what was measured on each page, and how reading it ended."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pandera.pyarrow import DataFrameModel, Field, PyArrowData, dataframe_check

#: How a page can end.
STATUSES = ("read", "blank", "refused", "failed")

#: Why a page was not read; "" where it was.
REASONS = (
    "",
    "empty-file",
    "unsupported-format",
    "damaged",
    "encrypted",
    "over-limit",
    "unreadable",
    "vanished",
    "timeout",
    "over-memory",
    "worker-died",
    "internal",
)

#: Quarter turns, degrees.
TURNS = (0, 90, 180, 270)

PAGE_ID = r"^[0-9a-f]{32}$"


class FoundPages(DataFrameModel):
    """Pages found in the input, before any pixel is decoded; one row a frame of a file."""

    source: str = Field(
        str_length={"min_value": 1}, description="file path relative to the input, with '/'"
    )
    frame: pa.int32() = Field(ge=0, description="page within the file, from 0")
    page_id: str = Field(
        str_matches=PAGE_ID, description="stable id from the file's content and the frame"
    )
    digest: str = Field(description="SHA-256 of the file's content, hexadecimal; '' if unreadable")
    format: str = Field(description="file format by content: jpeg, png, tiff, pdf, ...; '' unknown")
    size: pa.int64() = Field(ge=0, description="file size in bytes")

    class Config:
        """Strict: no further columns; one row a frame of a file."""

        strict = True
        unique = ["source", "frame"]


class MeasuredPages(DataFrameModel):
    """What loading and segmenting a page's content found out; the same wherever the file lies."""

    page_id: str = Field(str_matches=PAGE_ID, description="stable id of the page")
    height: pa.int32() = Field(
        ge=0, description="height in pixels after orientation and turn; 0 unread"
    )
    width: pa.int32() = Field(
        ge=0, description="width in pixels after orientation and turn; 0 unread"
    )
    dpi: pa.float32() = Field(ge=0, description="dots per inch as the file states; 0 unknown")
    orientation: pa.int32() = Field(ge=1, le=8, description="EXIF orientation that was undone")
    turn: pa.int32() = Field(
        isin=TURNS,
        description="degrees clockwise by which the page was turned, after its EXIF orientation "
        "was undone, so that its text stands upright",
    )
    skew: pa.float32() = Field(
        ge=-90, le=90, description="degrees by which text lines fall to the right (clockwise)"
    )
    text_height: pa.float32() = Field(ge=0, description="typical glyph height in pixels; 0 no text")
    status: str = Field(isin=STATUSES, description="how reading the page ended")
    reason: str = Field(isin=REASONS, description="why the page was not read; '' where it was")
    message: str = Field(description="the reason in words, for a person; '' where it was read")

    class Config:
        """Strict: no further columns; one row a page."""

        strict = True
        unique = ["page_id"]

    @dataframe_check(error="a reason exactly where the page was not read")
    def reason_matches_status(cls, data: PyArrowData) -> pa.ChunkedArray:
        """A page that was read (or is blank) has no reason; any other has one."""
        succeeded = pc.is_in(data.table["status"], pa.array(["read", "blank"]))
        return pc.equal(succeeded, pc.equal(data.table["reason"], ""))

    @dataframe_check(error="a page that was read has a size")
    def read_pages_have_size(cls, data: PyArrowData) -> pa.ChunkedArray:
        """A page that was read has a height and a width."""
        sized = pc.and_(pc.greater(data.table["height"], 0), pc.greater(data.table["width"], 0))
        return pc.or_(sized, pc.is_in(data.table["status"], pa.array(["refused", "failed"])))


class Pages(FoundPages, MeasuredPages):
    """The pages of a run as written for the user; the same content may stand under two names."""

    class Config:
        """Strict: no further columns; one row a frame of a file."""

        strict = True
        unique = ["source", "frame"]


def unread_measures(status: str, reason: str, message: str) -> dict[str, Any]:
    """Return the measures of a page of which nothing is known but why it was not read."""
    return {
        "height": 0,
        "width": 0,
        "dpi": 0.0,
        "orientation": 1,
        "turn": 0,
        "skew": 0.0,
        "text_height": 0.0,
        "status": status,
        "reason": reason,
        "message": message,
    }

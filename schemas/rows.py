"""Rows: lines of text, in reading order, each with its glyphs in words."""

import pyarrow as pa
import pyarrow.compute as pc
from pandera.pyarrow import DataFrameModel, Field, PyArrowData, dataframe_check

from schemas.pages import PAGE_ID


class Rows(DataFrameModel):
    """Rows of pages, in reading order."""

    page_id: str = Field(str_matches=PAGE_ID, description="page that the row stands on")
    row: pa.int32() = Field(ge=0, description="number of the row in reading order, from 0")
    top: pa.int32() = Field(ge=0, description="first row of the box, page pixels")
    left: pa.int32() = Field(ge=0, description="first column of the box, page pixels")
    bottom: pa.int32() = Field(ge=1, description="one past the last row of the box, page pixels")
    right: pa.int32() = Field(ge=1, description="one past the last column of the box, page pixels")
    baseline: pa.float32() = Field(
        description="height of the line that characters stand on at the row's left, level pixels"
    )
    slope: pa.float32() = Field(
        ge=-2, le=2, description="fall of the baseline, level pixels down per pixel to the right"
    )
    text_height: pa.float32() = Field(
        gt=0, description="typical height of the row's glyphs, level pixels"
    )
    glyphs: pa.list_(pa.int32()) = Field(
        description="glyph numbers, in reading order along the row"
    )
    words: pa.list_(pa.int32()) = Field(
        description="for each glyph, the number of its word within the row, from 0"
    )
    partings: pa.list_(pa.float32()) = Field(
        description="for each glyph, the odds (natural logarithm) by white that a word begins there"
    )

    class Config:
        """Strict: no further columns; rows are numbered within their page."""

        strict = True
        unique = ["page_id", "row"]

    @dataframe_check(error="box not empty")
    def box_not_empty(cls, data: PyArrowData) -> pa.ChunkedArray:
        """Boxes have an area."""
        table = data.table
        return pc.and_(
            pc.less(table["top"], table["bottom"]), pc.less(table["left"], table["right"])
        )

    @dataframe_check(error="at least one glyph, and a word and a parting for each")
    def a_word_for_each_glyph(cls, data: PyArrowData) -> pa.ChunkedArray:
        """A row has glyphs, and names the word of each, and how sure it is that one begins."""
        glyphs, words, partings = (
            pc.list_value_length(data.table[name]) for name in ("glyphs", "words", "partings")
        )
        alike = pc.and_(pc.equal(glyphs, words), pc.equal(glyphs, partings))
        return pc.and_(pc.greater(glyphs, 0), alike)


class WrittenRows(Rows):
    """Rows as written for the user: with source and text."""

    source: str = Field(description="file path relative to the input, with '/'")
    frame: pa.int32() = Field(ge=0, description="page within the file, from 0")
    text: str = Field(description="the row as read, words parted by a blank")
    confidence: pa.float32() = Field(ge=0, le=1, description="mean confidence of its characters")
    rejected: pa.int32() = Field(ge=0, description="number of its characters that are rejected")

    class Config:
        """Strict: no further columns; rows are numbered within a page of a file."""

        strict = True
        unique = ["source", "frame", "row"]

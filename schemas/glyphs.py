"""Glyphs: the marks segmented from a page that may be characters."""

import pyarrow as pa
import pyarrow.compute as pc
from pandera.pyarrow import DataFrameModel, Field, PyArrowData, dataframe_check

from schemas.pages import PAGE_ID


class Glyphs(DataFrameModel):
    """Glyphs of pages.

    Two frames of reference are used. *Page* pixels are those of the page after its EXIF orientation
    is undone and the page is turned upright. *Level* pixels are page pixels turned about the page's
    centre by minus its skew, so that text lines run along rows; they may lie a little outside the
    page.
    """

    page_id: str = Field(str_matches=PAGE_ID, description="page that the glyph stands on")
    glyph: pa.int32() = Field(ge=0, description="number of the glyph within its page, from 0")
    top: pa.int32() = Field(ge=0, description="first row of the box, page pixels")
    left: pa.int32() = Field(ge=0, description="first column of the box, page pixels")
    bottom: pa.int32() = Field(ge=1, description="one past the last row of the box, page pixels")
    right: pa.int32() = Field(ge=1, description="one past the last column of the box, page pixels")
    page_height: pa.int32() = Field(ge=1, description="height of the page, pixels")
    page_width: pa.int32() = Field(ge=1, description="width of the page, pixels")
    level_top: pa.float32() = Field(description="top of the box, level pixels")
    level_left: pa.float32() = Field(description="left of the box, level pixels")
    level_bottom: pa.float32() = Field(description="bottom of the box, level pixels")
    level_right: pa.float32() = Field(description="right of the box, level pixels")
    ink: pa.float32() = Field(ge=0, description="area of ink, level pixels")
    height: pa.int32() = Field(ge=1, description="rows of the picture")
    width: pa.int32() = Field(ge=1, description="columns of the picture")
    pixels: pa.list_(pa.uint8()) = Field(
        description="the level picture, row by row, 255 ink on 0 paper; height x width values"
    )

    class Config:
        """Strict: no further columns; glyphs are numbered within their page."""

        strict = True
        unique = ["page_id", "glyph"]

    @dataframe_check(error="box inside the page and not empty")
    def box_inside_page(cls, data: PyArrowData) -> pa.ChunkedArray:
        """Boxes have an area and do not leave the page."""
        table = data.table
        upright = pc.and_(
            pc.less(table["top"], table["bottom"]),
            pc.less_equal(table["bottom"], table["page_height"]),
        )
        level = pc.and_(
            pc.less(table["left"], table["right"]),
            pc.less_equal(table["right"], table["page_width"]),
        )
        return pc.and_(upright, level)

    @dataframe_check(error="level box not empty")
    def level_box_not_empty(cls, data: PyArrowData) -> pa.ChunkedArray:
        """Level boxes have an area."""
        table = data.table
        return pc.and_(
            pc.less(table["level_top"], table["level_bottom"]),
            pc.less(table["level_left"], table["level_right"]),
        )

    @dataframe_check(error="height x width pixels")
    def pixels_fill_the_box(cls, data: PyArrowData) -> pa.ChunkedArray:
        """The picture has height x width pixels."""
        table = data.table
        return pc.equal(
            pc.list_value_length(table["pixels"]), pc.multiply(table["height"], table["width"])
        )

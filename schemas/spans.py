"""Spans: all that may be a character on a page, and what the network makes of each."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pandera.pyarrow import DataFrameModel, Field, PyArrowData, dataframe_check

from schemas.pages import PAGE_ID

#: Float32 sums of a few dozen terms stay well within this.
SUM_TOLERANCE = 1e-3


class Spans(DataFrameModel):
    """Spans of pages, row by row, from left to right.

    A row is taken apart into atoms, numbered from 0; neighbouring atoms from `first` up to, not
    including, `last` make a span. A reading of the row is a choice of spans that holds each atom
    once, so that this table is a lattice of all readings.
    """

    page_id: str = Field(str_matches=PAGE_ID, description="page that the span stands on")
    row: pa.int32() = Field(ge=0, description="row of the span, in reading order, from 0")
    first: pa.int32() = Field(ge=0, description="first atom, within the row")
    last: pa.int32() = Field(ge=1, description="one past the last atom, within the row")
    word: pa.int32() = Field(ge=0, description="word within the row, from 0")
    glyph: pa.int32() = Field(ge=0, description="number of the glyph that the first atom is of")
    top: pa.int32() = Field(ge=0, description="first row of the box, page pixels")
    left: pa.int32() = Field(ge=0, description="first column of the box, page pixels")
    bottom: pa.int32() = Field(ge=1, description="one past the last row of the box, page pixels")
    right: pa.int32() = Field(ge=1, description="one past the last column of the box, page pixels")
    level_top: pa.float64() = Field(description="top of the box, level pixels")
    level_left: pa.float64() = Field(description="left of the box, level pixels")
    level_bottom: pa.float64() = Field(description="bottom of the box, level pixels")
    level_right: pa.float64() = Field(description="right of the box, level pixels")
    odds: pa.float64() = Field(
        description="natural logarithm of the odds that it is one character, by geometry alone"
    )
    probabilities: pa.list_(pa.float32()) = Field(
        description="calibrated probability of each character, in the order of the alphabet, by "
        "the network alone"
    )

    class Config:
        """Strict: no further columns; a span stands once in its row."""

        strict = True
        unique = ["page_id", "row", "first", "last"]

    @dataframe_check(error="at least one atom")
    def at_least_one_atom(cls, data: PyArrowData) -> pa.ChunkedArray:
        """A span has atoms."""
        return pc.less(data.table["first"], data.table["last"])

    @dataframe_check(error="box not empty")
    def box_not_empty(cls, data: PyArrowData) -> pa.ChunkedArray:
        """Boxes have an area."""
        table = data.table
        return pc.and_(
            pc.less(table["top"], table["bottom"]), pc.less(table["left"], table["right"])
        )

    @dataframe_check(error="probabilities of one alphabet, within 0..1, that sum to 1")
    def probabilities_are_a_distribution(cls, data: PyArrowData) -> pa.ChunkedArray:
        """Every span has a probability for each character of the same alphabet."""
        lists = data.table["probabilities"].combine_chunks()
        values = lists.flatten().to_numpy()
        owners = lists.value_parent_indices().to_numpy()
        sums = np.bincount(owners, weights=values, minlength=len(lists)).astype(np.float64)
        strays = np.bincount(owners, weights=~((values >= 0) & (values <= 1)), minlength=len(lists))
        lengths = lists.value_lengths().to_numpy()
        of_one = lengths == (lengths[0] if len(lengths) else 0)
        return pa.chunked_array([of_one & (np.abs(sums - 1) <= SUM_TOLERANCE) & (strays == 0)])

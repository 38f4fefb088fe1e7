"""Readings: what each glyph was read as, how sure that is, and what else it may be."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pandera.pyarrow import DataFrameModel, Field, PyArrowData, dataframe_check

from schemas.alphabet import ALPHABETS
from schemas.pages import PAGE_ID

#: Alternatives less probable than this are gathered in `remainder`.
LEAST_PROBABILITY = 0.001
#: Float32 sums of a few dozen terms stay well within this.
SUM_TOLERANCE = 1e-3

_CHARACTERS = list(ALPHABETS["full"])


class Readings(DataFrameModel):
    """Readings of glyphs, in reading order."""

    page_id: str = Field(str_matches=PAGE_ID, description="page that the glyph stands on")
    row: pa.int32() = Field(ge=0, description="row of the glyph, in reading order, from 0")
    word: pa.int32() = Field(ge=0, description="word within the row, from 0")
    position: pa.int32() = Field(ge=0, description="place of the character in the row, from 0")
    glyph: pa.int32() = Field(ge=0, description="number of the glyph within its page")
    top: pa.int32() = Field(ge=0, description="first row of the box, page pixels")
    left: pa.int32() = Field(ge=0, description="first column of the box, page pixels")
    bottom: pa.int32() = Field(ge=1, description="one past the last row of the box, page pixels")
    right: pa.int32() = Field(ge=1, description="one past the last column of the box, page pixels")
    character: str = Field(isin=_CHARACTERS, description="what the glyph is read as, in context")
    confidence: pa.float32() = Field(
        ge=0, le=1, description="probability of the character, in context"
    )
    isolated: str = Field(isin=_CHARACTERS, description="what the network alone reads, unseeing")
    changed: bool = Field(description="whether context changed what the network alone reads")
    rejected: bool = Field(
        description="whether the character is left to a person: less sure than asked for, or not "
        "as the line's pattern has it"
    )
    text: str = Field(
        str_length={"min_value": 1},
        description="what stands for it in the text: the character, or a mark where it is rejected",
    )
    alternatives: pa.list_(pa.string()) = Field(
        description="characters of at least 0.1 % probability that the line's pattern allows, the "
        "most probable first: the character itself"
    )
    probabilities: pa.list_(pa.float32()) = Field(
        description="probability of each alternative, in context"
    )
    remainder: pa.float32() = Field(
        ge=0, le=1, description="probability of all characters not among the alternatives"
    )

    class Config:
        """Strict: no further columns; positions are numbered within a row."""

        strict = True
        unique = ["page_id", "row", "position"]

    @dataframe_check(error="box not empty")
    def box_not_empty(cls, data: PyArrowData) -> pa.ChunkedArray:
        """Boxes have an area."""
        table = data.table
        return pc.and_(
            pc.less(table["top"], table["bottom"]), pc.less(table["left"], table["right"])
        )

    @dataframe_check(error="changed where the character is not what the network alone reads")
    def changed_where_different(cls, data: PyArrowData) -> pa.ChunkedArray:
        """Context changed what differs from the isolated reading."""
        table = data.table
        return pc.equal(table["changed"], pc.not_equal(table["character"], table["isolated"]))

    @dataframe_check(error="a probability for each alternative")
    def probability_for_each_alternative(cls, data: PyArrowData) -> pa.ChunkedArray:
        """Alternatives and probabilities go in pairs."""
        return pc.equal(
            pc.list_value_length(data.table["alternatives"]),
            pc.list_value_length(data.table["probabilities"]),
        )

    @dataframe_check(error="probabilities within 0..1 that sum, with the remainder, to 1")
    def probabilities_sum_to_one(cls, data: PyArrowData) -> pa.ChunkedArray:
        """Alternatives and remainder are one distribution."""
        lists = data.table["probabilities"].combine_chunks()
        values = lists.flatten().to_numpy().astype(np.float64)
        owners = lists.value_parent_indices().to_numpy()
        sums = np.bincount(owners, weights=values, minlength=len(lists)).astype(np.float64)
        sums += data.table["remainder"].to_numpy()
        outside = ~((values >= 0) & (values <= 1))
        strays = np.bincount(owners, weights=outside, minlength=len(lists))
        return pa.chunked_array([(np.abs(sums - 1) <= SUM_TOLERANCE) & (strays == 0)])


class WrittenReadings(Readings):
    """Readings as written for the user: with source."""

    source: str = Field(description="file path relative to the input, with '/'")
    frame: pa.int32() = Field(ge=0, description="page within the file, from 0")

    class Config:
        """Strict: no further columns; positions are numbered within a row of a page of a file."""

        strict = True
        unique = ["source", "frame", "row", "position"]

"""Samples: labelled pictures of characters, to train on and to test with."""

import pyarrow as pa
import pyarrow.compute as pc
from pandera.pyarrow import DataFrameModel, Field, PyArrowData, dataframe_check

from schemas.alphabet import ALPHABETS, KINDS

SPLITS = ("train", "validation", "test")


class Samples(DataFrameModel):
    """Labelled characters."""

    source: str = Field(str_length={"min_value": 1}, description="data set, by name")
    sample: pa.int32() = Field(ge=0, description="number of the sample in its data set, from 0")
    label: str = Field(isin=list(ALPHABETS["full"]), description="the character that it shows")
    kind: str = Field(isin=KINDS, description="kind of the character")
    writer: str = Field(description="who wrote it; '' unknown")
    split: str = Field(isin=SPLITS, description="what the sample is used for")
    height: pa.int32() = Field(ge=1, description="rows of the picture")
    width: pa.int32() = Field(ge=1, description="columns of the picture")
    pixels: pa.list_(pa.uint8()) = Field(
        description="the picture, row by row, 255 ink on 0 paper; height x width values"
    )

    class Config:
        """Strict: no further columns; samples are numbered within their data set."""

        strict = True
        unique = ["source", "sample"]

    @dataframe_check(error="height x width pixels")
    def pixels_fill_the_box(cls, data: PyArrowData) -> pa.ChunkedArray:
        """The picture has height x width pixels."""
        table = data.table
        return pc.equal(
            pc.list_value_length(table["pixels"]), pc.multiply(table["height"], table["width"])
        )

"""Lexicon: the words that a text is likely to hold."""

import pyarrow as pa
from pandera.pyarrow import DataFrameModel, Field


class LexiconWords(DataFrameModel):
    """Words of a lexicon."""

    word: str = Field(str_length={"min_value": 1}, description="the word as listed")
    frequency: pa.float64() = Field(gt=0, description="how often it is met, in any unit")

    class Config:
        """Strict: no further columns; a word stands once."""

        strict = True
        unique = ["word"]

"""Scores: every figure of an evaluation, one row a figure."""

import pyarrow as pa
from pandera.pyarrow import DataFrameModel, Field

SUBJECTS = ("pages", "page", "glyphs", "class", "confusion", "reject")


class Scores(DataFrameModel):
    """Figures of an evaluation, in long form.

    ========= =========================== ============================ =======================
    subject   name                        metric                       detail
    ========= =========================== ============================ =======================
    pages     ``""``                      cer, wer, cer_no_space       ``""``
    page      source of the page          cer, wer, cer_no_space       ``""``
    glyphs    ``""``                      accuracy, ece, ...           ``""``
    class     the true character          accuracy                     ``""``
    confusion the true character          rate among its class         what it was read as
    reject    reject rate, as text        error, threshold, and these  ``""``
                                          with ``_within_kind``; with
                                          ``_on_pages`` for those of
                                          the characters of pages
    ========= =========================== ============================ =======================

    Figures of single characters stand once for all data sets together and once for each.
    """

    source: str = Field(description="data set that it is a figure of; '' all, and for pages")
    subject: str = Field(isin=SUBJECTS, description="what the figure is about")
    name: str = Field(description="which one of these")
    metric: str = Field(str_length={"min_value": 1}, description="name of the figure")
    detail: str = Field(description="what it was read as, for confusions")
    value: pa.float64() = Field(ge=0, description="the figure, as a fraction")
    count: pa.int64() = Field(ge=0, description="characters, words or samples it was counted over")

    class Config:
        """Strict: no further columns; a figure stands once."""

        strict = True
        unique = ["source", "subject", "name", "metric", "detail"]

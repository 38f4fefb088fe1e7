"""Transcripts: the text of each page."""

import pyarrow as pa
from pandera.pyarrow import DataFrameModel, Field

from schemas.pages import PAGE_ID


class Transcripts(DataFrameModel):
    """Transcripts of pages."""

    page_id: str = Field(str_matches=PAGE_ID, description="the page")
    text: str = Field(description="rows parted by a line feed, words by a blank; '' if blank")
    rows: pa.int32() = Field(ge=0, description="number of rows")
    characters: pa.int32() = Field(ge=0, description="number of characters, blanks not counted")
    confidence: pa.float32() = Field(
        ge=0, le=1, description="mean confidence of its characters; 1 where there are none"
    )

    class Config:
        """Strict: no further columns; one row a page."""

        strict = True
        unique = ["page_id"]

"""Summaries: how a run ended, for people and for machines."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from schemas.errors import EXIT_NONE_READ, EXIT_OK, EXIT_SOME_FAILED, EXIT_TOO_MANY_FAILED
from schemas.failures import FailureLimit, are_too_many


class UnreadPage(BaseModel):
    """A page that was not read, and why."""

    model_config = ConfigDict(frozen=True)

    source: str = Field(description="file path relative to the input")
    frame: int = Field(description="page within the file, from 0")
    status: str = Field(description="refused or failed")
    reason: str = Field(description="one of schemas.pages.REASONS")
    message: str = Field(description="the reason in words")


class TranscriptionSummary(BaseModel):
    """How a transcription ended."""

    model_config = ConfigDict(frozen=True)

    pages: int = Field(ge=0, description="pages found, readable or not")
    read: int = Field(ge=0, description="pages read")
    blank: int = Field(ge=0, description="pages read that hold no text")
    refused: int = Field(ge=0, description="pages declined: unsupported, encrypted, over a limit")
    failed: int = Field(ge=0, description="pages that could not be read")
    characters: int = Field(ge=0, description="characters read")
    confidence: float = Field(ge=0, le=1, description="mean confidence of the characters")
    rejected: int = Field(0, ge=0, description="characters that are left to a person")
    out: Path = Field(description="output folder")
    report: Path = Field(description="report for people")
    unread: tuple[UnreadPage, ...] = Field(description="pages refused or failed")
    max_failures: FailureLimit | None = Field(
        None, description="pages that were allowed to be unread; None: any number"
    )

    @property
    def exit_code(self) -> int:
        """What the command line returns: too many unread, none read, some, or all."""
        unread = self.refused + self.failed
        if self.max_failures is not None and are_too_many(unread, self.pages, self.max_failures):
            return EXIT_TOO_MANY_FAILED
        if not self.read + self.blank:
            return EXIT_NONE_READ
        return EXIT_SOME_FAILED if unread else EXIT_OK


class TrainingSummary(BaseModel):
    """How a training run ended."""

    model_config = ConfigDict(frozen=True)

    out: Path = Field(description="model file")
    epochs: int = Field(ge=1, description="epochs trained")
    samples: int = Field(ge=1, description="samples, those held out among them")
    metrics: dict[str, int | float] = Field(
        description="figures on samples that were held out, by name"
    )


class StudySummary(BaseModel):
    """How a study ended."""

    model_config = ConfigDict(frozen=True)

    page: Path = Field(description="page for people")
    numbers: Path = Field(description="table of every number")
    samples: int = Field(ge=1, description="samples, those held out among them")
    count: int = Field(ge=1, description="numbers in the table")
    metrics: dict[str, float] = Field(description="figures told first, by name")

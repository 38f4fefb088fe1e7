"""Settings: what a user may change, stage by stage; part of the stages' cache keys."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ByteSize, ConfigDict, Field, field_validator, model_validator

from schemas.alphabet import DEFAULT_ALPHABET, holds_signs
from schemas.failures import FailureLimit


class OnExisting(StrEnum):
    """What becomes of results that an earlier run left in the output folder."""

    OVERWRITE = "overwrite"
    SKIP = "skip"
    ABORT = "abort"


class Settings(BaseModel):
    """Base of all settings: frozen, finite, and strict about unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class LoadSettings(Settings):
    """Limits within which files are read."""

    max_pixels: int = Field(
        200_000_000, ge=1, description="pages of more pixels are refused (decompression bombs)"
    )
    max_side: int = Field(
        50_000, ge=1, description="pages with a longer side, in pixels, are refused"
    )
    max_frames: int = Field(10_000, ge=1, description="documents of more pages are refused")
    max_bytes: int = Field(
        2**33, ge=1, description="files of more bytes are refused, before they are read"
    )
    pdf_dpi: int = Field(
        300, ge=36, le=1200, description="resolution at which PDF pages are drawn, dots per inch"
    )


class SegmentSettings(Settings):
    """How glyphs are found on a page."""

    max_skew: float = Field(20.0, ge=0, le=45, description="largest skew looked for, degrees")
    sensitivity: float = Field(
        1.0, gt=0, description="above 1 fainter ink counts as ink, below 1 only stronger ink does"
    )
    small_marks: bool | None = Field(
        None,
        description="whether dots, commas and hyphens are kept; None: if the model's alphabet has "
        "signs",
    )


class RowSettings(Settings):
    """How glyphs are gathered to rows and words."""

    word_gap: float = Field(
        1.0, gt=0, description="above 1 fewer and longer words, below 1 more and shorter ones"
    )
    small_marks: bool | None = Field(
        None,
        description="whether dots, commas and hyphens are read; None: if the model's alphabet has "
        "signs",
    )


class RejectMark(StrEnum):
    """How a rejected character stands in the text."""

    QUESTION = "question"
    BRACKETS = "brackets"


class ReadingSettings(Settings):
    """How context settles what a glyph is."""

    language: str = Field(
        "en",
        min_length=2,
        description="language whose word list is used where no other is named (ISO 639-1)",
    )
    reject_below: float = Field(
        0.0, ge=0, le=1, description="characters of a lower confidence are rejected: marked in text"
    )
    reject_mark: RejectMark = Field(
        RejectMark.QUESTION,
        description="how rejected characters stand in the text: as `?`, or as `⟦X⟧`",
    )
    pattern: str | None = Field(
        None, description="what every line has to be, see `tasks.reading.patterns`; None: anything"
    )
    line_patterns: dict[Annotated[int, Field(ge=1)], str] = Field(
        default_factory=dict,
        description="what single lines have to be, by their number on the page, from 1; these go "
        "before `pattern`",
    )


class AugmentSettings(Settings):
    """How far training samples are bent, as standard deviations unless said."""

    rotation: float = Field(6.0, ge=0, description="degrees")
    shear: float = Field(0.13, ge=0, description="columns per row")
    scale: float = Field(0.09, ge=0, description="relative, each axis of its own")
    shift: float = Field(0.03, ge=0, description="relative to the side")
    elastic: float = Field(0.025, ge=0, description="displacement relative to the side")
    thickness: float = Field(0.4, ge=0, description="chance of a thicker or thinner stroke")
    noise: float = Field(0.05, ge=0, description="grey levels, relative")
    blur: float = Field(0.5, ge=0, description="pixels")


class TrainSettings(Settings):
    """How a network is trained."""

    preset: str = Field("default", description="architecture and recipe, by name")
    alphabet: str = Field(DEFAULT_ALPHABET, description="alphabet, by name")
    epochs: int | None = Field(None, ge=1, description="passes over the data; None: the preset's")
    seed: int = Field(0, ge=0, description="seed of every random draw")
    test_share: float = Field(
        0.1, ge=0, lt=1, description="share of each data set held out to measure on, never used"
    )
    validation_share: float = Field(
        0.1, gt=0, lt=1, description="share held out to choose the best epoch, by writer if known"
    )
    augment: AugmentSettings = AugmentSettings()

    @model_validator(mode="after")
    def something_is_left(self) -> Self:
        """Shares held out leave something to train on."""
        if self.test_share + self.validation_share >= 1:
            raise ValueError("test_share and validation_share: expected a sum below 1")
        return self


class LearnSettings(Settings):
    """How the study trains its reference network."""

    rates: tuple[Annotated[float, Field(gt=0, le=10)], ...] = Field(
        (0.001, 0.01, 0.1),
        min_length=1,
        description="learning rates, of the sum of a batch's gradients",
    )
    epochs: int = Field(50, ge=1, description="passes over the training samples")
    batch_size: int = Field(32, ge=1, description="samples a step")


class StudySettings(Settings):
    """All settings of a study."""

    learn: LearnSettings = LearnSettings()
    default_epochs: int | None = Field(
        None,
        ge=1,
        description="passes of the default architecture; None: as many as take a few minutes",
    )
    test_share: float = Field(
        0.1, gt=0, lt=0.5, description="share held out for the test, as in training"
    )
    validation_share: float = Field(
        0.1, gt=0, lt=0.5, description="share held out for validation, as in training"
    )
    seed: int = Field(0, ge=0, description="seed of every random draw")


#: Passing faults are tried again after about these many seconds.
RETRY_DELAYS = (1.0, 5.0)
#: Room for a page of `LoadSettings.max_pixels`, whose reading was seen to take 2.8 GiB.
PAGE_MEMORY = 4 << 30
#: Without any page, a worker that has everything loaded takes some 150 MiB.
LEAST_PAGE_MEMORY = 256 << 20


class PoolSettings(Settings):
    """How page work is spread, and what a page may take of it."""

    workers: int = Field(0, ge=0, description="worker processes; 0: one a core")
    pages_per_task: int = Field(64, ge=1, description="pages that one task run handles")
    page_timeout: float = Field(
        120.0, ge=0, description="seconds that a stage may work on a page; 0: any"
    )
    page_memory: ByteSize = Field(
        ByteSize(PAGE_MEMORY),
        description="memory of a worker process, such as 4GiB; a page that needs more is given up; "
        "0: any",
    )
    retry_delays: tuple[Annotated[float, Field(ge=0)], ...] = Field(
        RETRY_DELAYS,
        description="seconds, about, before pages that met passing faults are tried again",
    )

    @field_validator("page_memory")
    @classmethod
    def room_for_a_worker(cls, memory: ByteSize) -> ByteSize:
        """A worker fits into its memory."""
        if 0 < memory < LEAST_PAGE_MEMORY:
            raise ValueError("expected 0 or at least 256MiB, which a worker takes without any page")
        return memory


class TranscribeSettings(Settings):
    """All settings of a transcription."""

    load: LoadSettings = LoadSettings()
    segment: SegmentSettings = SegmentSettings()
    rows: RowSettings = RowSettings()
    reading: ReadingSettings = ReadingSettings()
    pool: PoolSettings = PoolSettings()
    max_failures: FailureLimit | None = Field(
        None,
        description="pages that may be refused or failed before the run counts as failed, as a "
        "number or a share such as 5%; None: any number",
    )

    def for_alphabet(self, alphabet: str) -> TranscribeSettings:
        """Settle what is left to the model's alphabet: whether small marks are kept and read."""
        changes: dict[str, object] = {"small_marks": holds_signs(alphabet)}
        return self.model_copy(
            update={
                name: part.model_copy(update=changes)
                for name, part in (("segment", self.segment), ("rows", self.rows))
                if part.small_marks is None
            }
        )

"""Stage score: readings of pages and of single characters against their truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE
from threadpoolctl import threadpool_limits

from model.storage import load_recogniser
from schemas.references import ModelRef
from schemas.samples import Samples
from schemas.settings import TrainSettings
from tasks.artifacts import Artifact, read_table
from tasks.read_page import ReadPage
from tasks.scoring.glyphs import GlyphScores
from tasks.scoring.recognised import RecognisedSamples, recognised_by
from tasks.scoring.text import TextScores, score_texts
from tasks.scoring.truth import text_pairs
from tasks.sources.find import FoundFolder
from tasks.training.fit import BLAS_THREADS
from tasks.training.samples import chosen_part


@task(name="score-pages", cache_policy=NO_CACHE)
def score_pages(
    found: FoundFolder, read: Mapping[str, ReadPage], folder: Path, alphabet: str
) -> TextScores:
    """Compare what was read of a folder with the true texts beside its pages."""
    return score_texts(text_pairs(found, read, folder), alphabet)


@task(name="recognise-samples", cache_policy=NO_CACHE)
def recognise_samples(
    data_sets: Sequence[Artifact], model: ModelRef, split: str | None, training: TrainSettings
) -> RecognisedSamples:
    """Show single characters, or one split of them, to a model."""
    recogniser = load_recogniser(model.path)
    tables = [read_table(artifact, Samples) for artifact in data_sets]
    with threadpool_limits(BLAS_THREADS):
        return recognised_by(recogniser, chosen_part(tables, recogniser.alphabet, split, training))


@task(name="score-samples", cache_policy=NO_CACHE)
def score_samples(recognised: RecognisedSamples) -> GlyphScores:
    """Compare what a model makes of single characters with their labels."""
    return recognised.scores()

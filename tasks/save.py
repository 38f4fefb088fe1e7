"""Stage save: the trained model measured, given its card, and written where it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from model.storage import save_recogniser
from schemas.history import History
from schemas.samples import Samples
from schemas.settings import TrainSettings
from schemas.summary import TrainingSummary
from tasks.artifacts import Artifact, read_file, read_table
from tasks.training.carding import command_of, measure, training_data, with_card
from tasks.training.content import recogniser_from


@task(name="save-model", cache_policy=NO_CACHE)
def save_model(
    fitted: dict[str, Artifact],
    samples: Artifact,
    specs: Sequence[str],
    settings: TrainSettings,
    date: str,
    out: Path,
) -> TrainingSummary:
    """Measure a trained model on what it was not trained on and save it with its card."""
    recogniser = recogniser_from(read_file(fitted["model"]))
    table = read_table(samples, Samples)
    metrics = measure(recogniser, table)
    command = command_of(specs, settings, date)
    carded = with_card(recogniser, settings, training_data(table), metrics, command, date)
    save_recogniser(out, carded)
    epochs = max(read_table(fitted["history"], History)["epoch"].to_pylist())
    return TrainingSummary(out=out, epochs=epochs, samples=table.num_rows, metrics=metrics)

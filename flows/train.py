"""The flow that trains a model."""

from __future__ import annotations

import datetime
from pathlib import Path

from prefect import flow

from schemas.environment import Environment
from schemas.settings import TrainSettings
from schemas.summary import TrainingSummary
from tasks.artifacts import Store
from tasks.caching import kept_in
from tasks.fit import fit_network
from tasks.load import load_samples
from tasks.save import save_model
from tasks.split import split_samples
from tasks.storage.use import in_use
from tasks.training.fit import alphabet_of, recipe_of


@flow(name="train-model")
def train_model(
    data: list[str],
    out: Path,
    settings: TrainSettings = TrainSettings(),  # noqa: B008 - frozen
    date: datetime.date | None = None,
    store: str | None = None,
) -> TrainingSummary:
    """Train a model from data sets and save it with its card.

    Parameters
    ----------
    data
        Data sets: paths, or `synthetic[:N]`.
    out
        Model file to write.
    settings
        Preset, alphabet, epochs, seed, shares held out, augmentation.
    date
        Day that the card states; today if not named. Named, the same training makes the same bytes.
    store
        Where cached results lie, any fsspec URL; the machine's default if not named.
    """
    shelf = Store(url=store or Environment().store)
    with in_use(shelf):
        alphabet = alphabet_of(settings)
        recipe_of(settings)  # a preset that does not exist is better told before data are loaded
        load = kept_in(load_samples, shelf)
        data_sets = [load(spec, alphabet, settings.seed, shelf) for spec in data]
        samples = kept_in(split_samples, shelf)(data_sets, alphabet, settings, shelf)
        fitted = kept_in(fit_network, shelf)(samples, settings, shelf)
        day = (date or datetime.datetime.now(tz=datetime.UTC).date()).isoformat()
        return save_model(fitted, samples, data, settings, day, out)

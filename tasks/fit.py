"""Stage fit: from samples to trained weights and learning curves."""

from __future__ import annotations

from typing import Any

from prefect import task

from schemas.history import History
from schemas.samples import Samples
from schemas.settings import TrainSettings
from tasks.artifacts import Artifact, Store, read_table
from tasks.caching import CACHED, by_content
from tasks.page_work import work_key
from tasks.training.content import recogniser_content
from tasks.training.fit import fit_recogniser

#: Kind of artifact that holds a model.
MODEL = "Model"


def _key(arguments: dict[str, Any]) -> str:
    return work_key(fit_recogniser, [arguments["samples"].digest], [arguments["settings"]])


@task(name="fit-network", cache_policy=by_content(_key), **CACHED)
def fit_network(samples: Artifact, settings: TrainSettings, store: Store) -> dict[str, Artifact]:
    """Train and calibrate a network: its weights under "model", its curves under "history"."""
    recogniser, history = fit_recogniser(read_table(samples, Samples), settings)
    return {
        "model": store.put_file(recogniser_content(recogniser), MODEL, "safetensors"),
        "history": store.put(history, History),
    }

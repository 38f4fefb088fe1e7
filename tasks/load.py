"""Stage load: data sets of labelled characters, each by its content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import task

from schemas.samples import Samples
from tasks.artifacts import Artifact, Store
from tasks.caching import CACHED, by_content
from tasks.datasets.load import dataset_digest
from tasks.page_work import work_key
from tasks.training.samples import load_restricted


def _key(arguments: dict[str, Any]) -> str:
    spec, alphabet, seed = (arguments[name] for name in ("spec", "alphabet", "seed"))
    # Samples carry the name of their data set, so it decides the result as the content does.
    name = Path(spec).resolve().name
    return work_key(load_restricted, [name, dataset_digest(spec), alphabet, str(seed)], [])


@task(name="load-samples", cache_policy=by_content(_key), **CACHED)
def load_samples(spec: str, alphabet: str, seed: int, store: Store) -> Artifact:
    """Load a data set's samples of an alphabet's characters (`Samples`)."""
    return store.put(load_restricted(spec, alphabet, seed), Samples)

"""Stage load: whole data sets of labelled characters, each by its content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import task

from schemas.samples import Samples
from tasks.artifacts import Artifact, Store
from tasks.caching import CACHED, by_content
from tasks.datasets.load import dataset_digest, load_dataset
from tasks.datasets.synthetic import synthetic_count
from tasks.page_work import work_key


def _key(arguments: dict[str, Any]) -> str:
    spec, alphabet, seed = (arguments[name] for name in ("spec", "alphabet", "seed"))
    # Samples carry the name of their data set, so it decides the result as the content does.
    name = Path(spec).resolve().name
    # Sets that are not drawn are the same whatever they are loaded for.
    drawn = alphabet if synthetic_count(spec) is not None else ""
    return work_key(load_dataset, [name, dataset_digest(spec), drawn, str(seed)], [])


@task(name="load-samples", cache_policy=by_content(_key), **CACHED)
def load_samples(spec: str, alphabet: str, seed: int, store: Store) -> Artifact:
    """Load a data set whole; a synthetic one is drawn of an alphabet's characters (`Samples`)."""
    return store.put(load_dataset(spec, seed=seed, alphabet=alphabet), Samples)

"""Stage compare: the default model beside the study's own network, on the same samples."""

from __future__ import annotations

from typing import Any

from prefect import task

from model.storage import load_recogniser
from schemas.references import ModelRef
from schemas.samples import Samples
from schemas.study import Study
from schemas.validation import table_of
from tasks.artifacts import Artifact, Store, read_table
from tasks.caching import CACHED, by_content
from tasks.page_work import work_key
from tasks.study.comparison import shipped_numbers, trained_numbers


def _trained_key(arguments: dict[str, Any]) -> str:
    more = [str(arguments[name]) for name in ("epochs", "seed")]
    return work_key(trained_numbers, [arguments["samples"].digest, *more], [])


def _shipped_key(arguments: dict[str, Any]) -> str:
    return work_key(shipped_numbers, [arguments["samples"].digest, arguments["model"].digest], [])


@task(name="compare-trained", cache_policy=by_content(_trained_key), **CACHED)
def compare_trained(samples: Artifact, epochs: int | None, seed: int, store: Store) -> Artifact:
    """Train the default architecture on the study's own samples and measure it (`Study`)."""
    rows = trained_numbers(read_table(samples, Samples), epochs, seed)
    return store.put(table_of(Study, rows), Study)


@task(name="compare-shipped", cache_policy=by_content(_shipped_key), **CACHED)
def compare_shipped(samples: Artifact, model: ModelRef, store: Store) -> Artifact:
    """Measure a model as it is on the study's test samples (`Study`)."""
    rows = shipped_numbers(read_table(samples, Samples), load_recogniser(model.path))
    return store.put(table_of(Study, rows), Study)

"""Stage learn: the reference network trained at each learning rate."""

from __future__ import annotations

from typing import Any

from prefect import task

from schemas.samples import Samples
from schemas.settings import LearnSettings
from schemas.study import Study
from schemas.validation import table_of
from tasks.artifacts import Artifact, Store, read_table
from tasks.caching import CACHED, by_content
from tasks.page_work import work_key
from tasks.study.rates import rate_numbers


def _key(arguments: dict[str, Any]) -> str:
    inputs = [arguments["samples"].digest, str(arguments["seed"])]
    return work_key(rate_numbers, inputs, [arguments["settings"]])


@task(name="learn-by-rate", cache_policy=by_content(_key), **CACHED)
def learn_by_rate(samples: Artifact, settings: LearnSettings, seed: int, store: Store) -> Artifact:
    """Train the reference network at each rate and look into the best one (`Study`)."""
    rows = rate_numbers(read_table(samples, Samples), settings, seed)
    return store.put(table_of(Study, rows), Study)

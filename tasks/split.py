"""Stage split: data sets put together, a share of them held out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prefect import task

from schemas.samples import Samples
from tasks.artifacts import Artifact, Store, read_table
from tasks.caching import CACHED, by_content
from tasks.page_work import work_key
from tasks.training.samples import joined_and_split


def _key(arguments: dict[str, Any]) -> str:
    digests = [artifact.digest for artifact in arguments["data_sets"]]
    more = [str(arguments[name]) for name in ("share", "seed")]
    return work_key(joined_and_split, [*digests, *more], [])


@task(name="split-samples", cache_policy=by_content(_key), **CACHED)
def split_samples(data_sets: Sequence[Artifact], share: float, seed: int, store: Store) -> Artifact:
    """Put data sets together and hold a share out for validation (`Samples`)."""
    tables = [read_table(artifact, Samples) for artifact in data_sets]
    return store.put(joined_and_split(tables, share, seed), Samples)

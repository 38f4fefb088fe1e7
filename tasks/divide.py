"""Stage divide: data sets put together and divided for a study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prefect import task

from schemas.samples import Samples
from schemas.settings import StudySettings
from tasks.artifacts import Artifact, Store, read_table
from tasks.caching import CACHED, by_content
from tasks.page_work import work_key
from tasks.study.samples import divided


def _key(arguments: dict[str, Any]) -> str:
    digests = [artifact.digest for artifact in arguments["data_sets"]]
    settings = arguments["settings"]
    decisive = (settings.test_share, settings.validation_share, settings.seed)
    return work_key(divided, [*digests, *map(str, decisive)], [])


@task(name="divide-samples", cache_policy=by_content(_key), **CACHED)
def divide_samples(
    data_sets: Sequence[Artifact], settings: StudySettings, store: Store
) -> Artifact:
    """Divide data sets into training, validation and test samples (`Samples`)."""
    tables = [read_table(artifact, Samples) for artifact in data_sets]
    return store.put(divided(tables, settings), Samples)

"""Stage split: shares of data sets held out, what the alphabet can say put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prefect import task

from schemas.samples import Samples
from schemas.settings import TrainSettings
from tasks.artifacts import Artifact, Store, read_table
from tasks.caching import CACHED, by_content
from tasks.page_work import work_key
from tasks.training.samples import joined_and_split


def _key(arguments: dict[str, Any]) -> str:
    digests = [artifact.digest for artifact in arguments["data_sets"]]
    settings = arguments["settings"]
    decisive = (settings.test_share, settings.validation_share, settings.seed)
    more = [arguments["alphabet"], *map(str, decisive)]
    return work_key(joined_and_split, [*digests, *more], [])


@task(name="split-samples", cache_policy=by_content(_key), **CACHED)
def split_samples(
    data_sets: Sequence[Artifact], alphabet: str, settings: TrainSettings, store: Store
) -> Artifact:
    """Hold shares of each set out, restrict to an alphabet, put the sets together (`Samples`)."""
    tables = [read_table(artifact, Samples) for artifact in data_sets]
    return store.put(joined_and_split(tables, alphabet, settings), Samples)

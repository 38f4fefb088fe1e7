"""Collecting: what came of each page, once its tasks have ended one way or another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from prefect.futures import PrefectFuture

from schemas.references import PageRef
from tasks.page_work import Outcome, outcomes_of
from tasks.progress import report
from tasks.read_page import ReadPage, read_page_of

#: Name that Prefect gives to the state of a task whose result was kept from an earlier run.
CACHED_STATE = "Cached"

STAGES = ("segment", "cluster", "recognise")


def collect(
    pages: Sequence[PageRef],
    segmented: PrefectFuture[Any],
    clustered: PrefectFuture[Any],
    recognised: PrefectFuture[Any],
) -> Iterator[ReadPage]:
    """Wait for the three tasks of some pages and yield what came of each page.

    Raises
    ------
    Exception
        Whatever ended a task other than passing faults of its pages.
    """
    outcomes: list[list[Outcome]] = []
    for stage, future in zip(STAGES, (segmented, clustered, recognised), strict=True):
        outcomes.append(outcomes_of(future.result(raise_on_failure=False)))
        if future.state.name == CACHED_STATE:
            report(stage, len(pages), "cached")
    for page, *stages in zip(pages, *outcomes, strict=True):
        yield read_page_of(page.page_id, *stages)

"""Collecting: what came of each page, once its tasks have ended one way or another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from prefect.futures import PrefectFuture

from schemas.pages import MeasuredPages
from schemas.references import PageRef
from tasks.artifacts import read_tables
from tasks.page_work import Fault, Outcome, Outcomes, outcomes_of
from tasks.progress import report
from tasks.read_page import ReadPage, read_page_of

#: Name that Prefect gives to the state of a task whose result was kept from an earlier run.
CACHED_STATE = "Cached"

STAGES = ("segment", "orient", "cluster", "recognise", "decode")


def collect(
    pages: Sequence[PageRef],
    segmented: PrefectFuture[Any],
    oriented: PrefectFuture[Any],
    clustered: PrefectFuture[Any],
    recognised: PrefectFuture[Any],
    decoded: PrefectFuture[Any],
) -> Iterator[ReadPage]:
    """Wait for the five tasks of some pages and yield what came of each page.

    Raises
    ------
    Exception
        Whatever ended a task other than passing faults of its pages.
    """
    outcomes: list[Outcomes] = []
    futures = (segmented, oriented, clustered, recognised, decoded)
    for stage, future in zip(STAGES, futures, strict=True):
        came = outcomes_of(future.result(raise_on_failure=False))
        if future.state.name == CACHED_STATE:
            report(stage, len(pages), "cached")
        # Here and not where they happen: a task that is tried again meets the same fault again.
        report(stage, sum(isinstance(outcome, Fault) for outcome in came), "failed")
        outcomes.append(came)
    report("unread", _unread(outcomes[0]), "failed")
    for page, *stages in zip(pages, *outcomes, strict=True):
        yield read_page_of(page.page_id, *stages)


def _unread(segmented: Sequence[Outcome]) -> int:
    """Count pages that were refused or failed for good; only pages without glyphs are asked."""
    asked = [
        outcome[0]
        for outcome in segmented
        if isinstance(outcome, list) and outcome and not outcome[1].rows
    ]
    measured = read_tables(asked, MeasuredPages)
    return sum(status not in ("read", "blank") for status in measured["status"].to_pylist())

"""Collecting: what came of each page, once its tasks have ended one way or another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from prefect.futures import PrefectFuture

from schemas.references import PageRef
from tasks.artifacts import Artifact
from tasks.page_work import Fault, Outcome, outcomes_of
from tasks.progress import report

#: Name that Prefect gives to the state of a task whose result was kept from an earlier run.
CACHED_STATE = "Cached"

STAGES = ("segment", "cluster", "recognise")


@dataclass(frozen=True)
class ReadPage:
    """What came of a page.

    Attributes
    ----------
    page_id : str
        The page.
    measured : Artifact or None
        Its measures, if it got that far.
    rows, readings, transcript : Artifact or None
        What was read; None where the page has no text or a stage did not end well.
    fault : Fault or None
        The passing fault that it met, if any.
    """

    page_id: str
    measured: Artifact | None
    rows: Artifact | None
    readings: Artifact | None
    transcript: Artifact | None
    fault: Fault | None


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
        yield _read_page(page.page_id, *stages)


def _read_page(page_id: str, *stages: Outcome) -> ReadPage:
    fault = next((outcome for outcome in stages if isinstance(outcome, Fault)), None)
    measured, rows, read = ([] if isinstance(outcome, Fault) else outcome for outcome in stages)
    return ReadPage(
        page_id=page_id,
        measured=measured[0] if measured else None,
        rows=rows[0] if rows else None,
        readings=read[0] if read else None,
        transcript=read[1] if read else None,
        fault=fault,
    )

"""Page work: a stage's work on several pages, each kept as soon as it is done.

A stage describes its work on a page as a `Job`: a plain function, its arguments and the key under
which the outcome is remembered. `carry_out` looks up which jobs are done already, hands the others
to the pool, and keeps failures from spreading. The key holds the content of what goes in, the
stage's settings and the digest of the code, never a path or a time; so pages that were finished
before a run was killed, moved or extended are not read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from schemas.errors import PageError, PassingFault, ScrivanoError
from tasks.artifacts import Artifact, Store
from tasks.code_digest import code_digest
from tasks.pool import PagePool
from tasks.progress import report


@dataclass(frozen=True)
class Job:
    """Work of one stage on one page.

    Attributes
    ----------
    function : callable
        ``function(*arguments) -> list[Artifact]``, plain and importable by name.
    arguments : tuple
        What it is called with.
    key : str
        What the outcome is remembered under, hexadecimal.
    """

    function: Callable[..., list[Artifact]]
    arguments: tuple[Any, ...]
    key: str


@dataclass(frozen=True)
class Fault:
    """Why a page's work came to nothing this time."""

    reason: str
    message: str


#: What came of a page in a stage: its artifacts, or why there are none.
Outcome = list[Artifact] | Fault


class UnfinishedPages(ScrivanoError):
    """Some pages of a task met passing faults; the others' outcomes are here all the same.

    Raised, not returned, so that the task is tried again and never served from the cache.

    Attributes
    ----------
    outcomes : list of Outcome
        One for each page of the task.
    """

    def __init__(self, outcomes: list[Outcome]) -> None:
        faults = [outcome for outcome in outcomes if isinstance(outcome, Fault)]
        super().__init__(f"{len(faults)} of {len(outcomes)} pages unfinished: {faults[0].message}")
        self.outcomes = outcomes


def work_key(
    function: Callable[..., Any], inputs: Sequence[str], settings: Sequence[BaseModel]
) -> str:
    """Return the key of a piece of work: its code, what goes in, and its settings.

    Parameters
    ----------
    function : callable
        The function that does the work.
    inputs : sequence of str
        Digests of all that goes in.
    settings : sequence of pydantic.BaseModel
        Settings that change the outcome.
    """
    record = [
        f"{function.__module__}.{function.__qualname__}",
        code_digest(function),
        list(inputs),
        [entry.model_dump(mode="json") for entry in settings],
    ]
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def joint_key(jobs: Sequence[Job]) -> str:
    """Return the key of several jobs done by one task."""
    return hashlib.sha256("".join(job.key for job in jobs).encode()).hexdigest()


def carry_out(stage: str, jobs: Sequence[Job], store: Store, pool: PagePool) -> list[Outcome]:
    """Do jobs that are not done yet, in the pool, and return the outcome of each.

    Raises
    ------
    UnfinishedPages
        If a job met a passing fault; the other jobs are finished and remembered first.
    """
    outcomes: list[Outcome | None] = [store.recall(job.key) for job in jobs]
    report(stage, sum(outcome is not None for outcome in outcomes), "cached")
    waiting = [i for i, outcome in enumerate(outcomes) if outcome is None]
    calls = [(jobs[i], store) for i in waiting]
    for position, result in pool.run(_do, calls):
        outcome = _fault_of(result) if isinstance(result, Exception) else result
        outcomes[waiting[position]] = outcome
        report(stage, 1, "failed" if isinstance(outcome, Fault) else "computed")
    done = [outcome for outcome in outcomes if outcome is not None]
    if any(isinstance(outcome, Fault) for outcome in done):
        raise UnfinishedPages(done)
    return done


def _do(job: Job, store: Store) -> list[Artifact]:
    """Run in the worker: what is done is remembered there, so a dying parent loses nothing."""
    artifacts = job.function(*job.arguments)
    store.remember(job.key, artifacts)
    return artifacts


def _fault_of(error: Exception) -> Fault:
    if isinstance(error, PageError):
        return Fault(error.reason, error.message)
    if isinstance(error, OSError):
        fault = PassingFault("unreadable", f"{error}")
        return Fault(fault.reason, fault.message)
    return Fault("internal", f"unexpected {type(error).__name__}: {error}")

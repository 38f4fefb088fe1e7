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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from pydantic import BaseModel

from schemas.errors import OutputError, PageError, RunEnded, ScrivanoError, UsageError
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


#: What came of a page in a stage: its artifacts (none where there was nothing to do), or why not.
Outcome = list[Artifact] | Fault


class Outcomes(Sequence[Outcome]):
    """What came of the pages of a task, one each, in order.

    A sequence, but no list, and no class of data either: Prefect looks through those to the last
    string, several times for each task that gets them, for what other tasks have yet to return.

    Parameters
    ----------
    of_pages : iterable of Outcome
        One for each page of the task.
    """

    __slots__ = ("__weakref__", "_of_pages")

    def __init__(self, of_pages: Iterable[Outcome]) -> None:
        self._of_pages = tuple(of_pages)

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._of_pages)

    def __iter__(self) -> Iterator[Outcome]:
        """Go through the pages."""
        return iter(self._of_pages)

    @overload
    def __getitem__(self, page: int) -> Outcome: ...

    @overload
    def __getitem__(self, page: slice) -> Outcomes: ...

    def __getitem__(self, page: int | slice) -> Outcome | Outcomes:
        """Return what came of a page, by its place in the task, or of some pages."""
        if isinstance(page, slice):
            return Outcomes(self._of_pages[page])
        return self._of_pages[page]

    def __eq__(self, other: object) -> bool:
        """Tell whether the same came of the same number of pages."""
        return isinstance(other, Outcomes) and self._of_pages == other._of_pages

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show what came of each page."""
        return f"Outcomes({list(self._of_pages)!r})"


class UnfinishedPages(ScrivanoError):
    """Some pages of a task met faults to the last; the others' outcomes are here all the same.

    Raised, not returned, so that the task is never served from the cache: another run tries again.

    Attributes
    ----------
    outcomes : Outcomes
        One for each page of the task.
    """

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        faults = [outcome for outcome in outcomes if isinstance(outcome, Fault)]
        super().__init__(f"{len(faults)} of {len(outcomes)} pages unfinished: {faults[0].message}")
        self.outcomes = Outcomes(outcomes)

    def __reduce__(self) -> tuple[type[UnfinishedPages], tuple[Outcomes]]:
        """Travel whole between processes."""
        return UnfinishedPages, (self.outcomes,)


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


def joint_key(jobs: Sequence[Job | None]) -> str:
    """Return the key of several jobs done by one task."""
    keys = "".join(job.key if job else "-" for job in jobs)
    return hashlib.sha256(keys.encode()).hexdigest()


def outcomes_of(result: Outcomes | UnfinishedPages) -> Outcomes:
    """Return a task's outcomes, whether or not some of its pages were left unfinished.

    Raises
    ------
    Exception
        If the task ended in any other error, that error.
    """
    if isinstance(result, UnfinishedPages):
        return result.outcomes
    if isinstance(result, BaseException):
        raise result
    return result


def carry_out(stage: str, jobs: Sequence[Job | None], store: Store, pool: PagePool) -> Outcomes:
    """Do jobs that are not done yet, in the pool, and return the outcome of each.

    Parameters
    ----------
    stage : str
        Name of the stage, for whoever watches.
    jobs : sequence of Job or None
        One for each page; None where there is nothing to do, which leads to no artifacts.

    Raises
    ------
    UnfinishedPages
        If a job met a fault, however often the pool tried; the other jobs are finished and
        remembered first.
    OutputError
        If the store cannot be written.
    RunEnded
        If the pool is closed meanwhile.
    """
    outcomes: list[Outcome] = [[] for _ in jobs]
    waiting: list[tuple[int, Job]] = []
    kept = 0
    for i, job in enumerate(jobs):
        known = store.recall(job.key) if job else []
        if job and known is None:
            waiting.append((i, job))
        else:
            outcomes[i] = known or []
            kept += job is not None
    report(stage, kept, "cached")
    report(stage, len(jobs) - len(waiting) - kept, "skipped")
    for position, result in pool.run(_do, [(job, store) for _, job in waiting]):
        if isinstance(result, OutputError | UsageError | RunEnded):
            raise result
        outcome = _fault_of(result) if isinstance(result, Exception) else result
        outcomes[waiting[position][0]] = outcome
        if not isinstance(outcome, Fault):
            report(stage, 1, "computed")
    if any(isinstance(outcome, Fault) for outcome in outcomes):
        raise UnfinishedPages(outcomes)
    return Outcomes(outcomes)


def _do(job: Job, store: Store) -> list[Artifact]:
    """Run in the worker: what is done is remembered there, so a dying parent loses nothing."""
    artifacts = job.function(*job.arguments)
    store.remember(job.key, artifacts)
    return artifacts


def _fault_of(error: Exception) -> Fault:
    if isinstance(error, PageError):
        return Fault(error.reason, error.message)
    if isinstance(error, ScrivanoError):
        return Fault("internal", str(error))
    if isinstance(error, MemoryError):
        return Fault("over-memory", "the page did not fit into memory. Use fewer workers.")
    if isinstance(error, OSError):
        # Not the whole text of it, which names paths of this machine.
        return Fault("unreadable", error.strerror or type(error).__name__)
    return Fault("internal", f"unforeseen {type(error).__name__}; please report it")

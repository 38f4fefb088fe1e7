"""The pool: page work runs in one shared set of processes, and no page takes another with it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np

from schemas.errors import PassingFault, RunEnded
from schemas.settings import RETRY_DELAYS
from tasks.worker import Budget, Worker

T = TypeVar("T")

#: Delays are made shorter or longer by up to this share, so that what failed together, such as all
#: pages on a network drive, is not tried again together.
RETRY_JITTER = 0.5

#: What may pass: a file that cannot be read now, a process that died.
_PASSING = (PassingFault, OSError)


class PagePool:
    """Processes that many threads hand pages to.

    Each page has a process to itself while it is worked on, so that one that dies, hangs or fills
    its memory ends alone: its process is killed and replaced, and the pages in the other processes
    never learn of it. Processes start when there are pages for them, so that a run served from the
    cache starts none.

    Parameters
    ----------
    workers : int
        Number of processes; 0 for one a core that this process may use.
    budget : Budget
        What each call may take.
    retry_delays : sequence of float
        Seconds to wait, about, before calls that met passing faults are tried again; none for no
        further tries.

    Examples
    --------
    >>> with PagePool(workers=1) as pool:
    ...     dict(pool.run(abs, [(-1,), (2,)]))
    {0: 1, 1: 2}
    """

    def __init__(
        self,
        workers: int = 0,
        budget: Budget = Budget(),  # noqa: B008 - frozen
        retry_delays: Sequence[float] = RETRY_DELAYS,
    ) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        self.budget = budget
        self.retry_delays = tuple(retry_delays)
        # A thread a process: it waits for its page, and watches it.
        self._watchers: ThreadPoolExecutor | None = None
        self._hired: set[Worker] = set()
        self._idle: list[Worker] = []
        self._lock = threading.Lock()
        self._closed = threading.Event()
        # Not for results: other processes have to draw other delays.
        self._rng = np.random.default_rng(os.getpid())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[int, Budget, tuple[float, ...]]]:
        """Travel to a distributed worker as a promise of processes, not as processes."""
        return PagePool, (self.workers, self.budget, self.retry_delays)

    def close(self) -> None:
        """End the processes at once, whatever they are doing; work not begun is dropped."""
        self._closed.set()
        with self._lock:
            watchers, self._watchers = self._watchers, None
            hired, self._hired = self._hired, set()
        for worker in hired:
            worker.kill()
        if watchers is not None:
            # Not with `cancel_futures`: `as_completed` would wait for those futures for ever. What
            # has not begun ends by itself, for nothing is hired any more.
            watchers.shutdown()
        for worker in hired:
            worker.end()

    def run(
        self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]
    ) -> Iterator[tuple[int, T | Exception]]:
        """Call a function once for each tuple of arguments, in the pool.

        Calls that meet passing faults (`PassingFault`, `OSError`, a process that dies) are tried
        again, after all others and after a while. Nothing else is: not what took too much time or
        memory, for it would again.

        Yields
        ------
        tuple of int and (result or Exception)
            The position of the call and what came of it, in the order of completion. `OverBudget`
            for a call that took more than the budget, `PassingFault` for one whose process died.

        Raises
        ------
        RunEnded
            If the pool is closed before or meanwhile.
        """
        waiting = dict(enumerate(calls))
        for delay in (*self.retry_delays, None):
            again = {}
            for position, result in self._once(function, waiting):
                if delay is not None and isinstance(result, _PASSING):
                    again[position] = calls[position]
                else:
                    yield position, result
            if not again:
                return
            self._wait(delay or 0.0)
            waiting = again

    def _once(
        self, function: Callable[..., T], calls: Mapping[int, tuple[Any, ...]]
    ) -> Iterator[tuple[int, T | Exception]]:
        with self._lock:
            self._expect_open()
            if self._watchers is None and calls:
                self._watchers = ThreadPoolExecutor(self.workers, thread_name_prefix="page")
            futures = {
                self._watchers.submit(self._call, function, call): position
                for position, call in calls.items()
                if self._watchers is not None
            }
        for future in as_completed(futures):
            result: T | Exception
            try:
                result = future.result()
            except OSError as error:  # a process could not be started
                result = error
            self._expect_open()
            yield futures[future], result

    def _call(self, function: Callable[..., T], call: tuple[Any, ...]) -> T | Exception:
        worker = self._hire()
        try:
            return worker.call(function, call, self.budget)
        finally:
            self._dismiss_or_keep(worker)

    def _hire(self) -> Worker:
        with self._lock:
            self._expect_open()
            if self._idle:
                return self._idle.pop()
            worker = Worker()
            self._hired.add(worker)
            return worker

    def _dismiss_or_keep(self, worker: Worker) -> None:
        fit = worker.is_fit(self.budget)
        with self._lock:
            if fit:
                self._idle.append(worker)
                return
            self._hired.discard(worker)
        worker.end()

    def _wait(self, delay: float) -> None:
        with self._lock:
            factor = self._rng.uniform(1 - RETRY_JITTER, 1 + RETRY_JITTER)
        if self._closed.wait(delay * factor):
            raise _ended()

    def _expect_open(self) -> None:
        if self._closed.is_set():
            raise _ended()


def _ended() -> RunEnded:
    return RunEnded("the run has ended; no further page is begun")

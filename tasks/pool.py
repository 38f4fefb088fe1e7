"""The pool: page work runs in one shared set of processes, one BLAS thread each."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self, TypeVar

from threadpoolctl import threadpool_limits

from schemas.errors import PassingFault, RunEnded

T = TypeVar("T")

BLAS_THREADS = 1

#: Read by the BLAS libraries when they are loaded.
BLAS_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class PagePool:
    """Processes that many threads hand pages to.

    Processes start with the first page, so that a run served from the cache starts none. A page
    whose worker dies takes no other page with it: all pages that were under way are done again,
    each alone, and only the one that kills its worker a second time is given up.

    Parameters
    ----------
    workers : int
        Number of processes; 0 for one a core that this process may use.

    Examples
    --------
    >>> with PagePool(workers=1) as pool:
    ...     dict(pool.run(abs, [(-1,), (2,)]))
    {0: 1, 1: 2}
    """

    def __init__(self, workers: int = 0) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        self._executor: ProcessPoolExecutor | None = None
        self._closed = False
        self._lock = threading.Lock()
        self._alone = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[int]]:
        """Travel to a distributed worker as a promise of processes, not as processes."""
        return PagePool, (self.workers,)

    def close(self) -> None:
        """End the processes; work not begun is dropped."""
        with self._lock:
            executor, self._executor = self._executor, None
            self._closed = True
        if executor is not None:
            executor.shutdown(cancel_futures=True)

    def run(
        self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]
    ) -> Iterator[tuple[int, T | Exception]]:
        """Call a function once for each tuple of arguments, in the pool.

        Yields
        ------
        tuple of int and (result or Exception)
            The position of the call and what came of it, in the order of completion. A call whose
            process dies twice ends in `PassingFault`.
        """
        futures = {self._submit(function, call): i for i, call in enumerate(calls)}
        for future in as_completed(futures):
            position = futures[future]
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                yield position, self._run_alone(function, calls[position])
            elif isinstance(error, Exception):
                yield position, error
            elif error is not None:
                raise error
            else:
                yield position, future.result()

    def _submit(self, function: Callable[..., T], call: tuple[Any, ...]) -> Future[T]:
        with self._lock:
            if self._closed:
                raise RunEnded("the run has ended; no further page is begun")
            if self._executor is None:
                self._executor = _processes(self.workers)
            try:
                return self._executor.submit(function, *call)
            except BrokenProcessPool:
                self._executor.shutdown(wait=False, cancel_futures=True)
                self._executor = _processes(self.workers)
                return self._executor.submit(function, *call)

    def _run_alone(self, function: Callable[..., T], call: tuple[Any, ...]) -> T | Exception:
        with self._alone, _processes(1) as executor:
            try:
                return executor.submit(function, *call).result()
            except BrokenProcessPool:
                return PassingFault(
                    "worker-died",
                    "the process that read this page died twice, most likely for want of memory. "
                    "Try again with fewer workers, or with the page at a lower resolution.",
                )
            except Exception as error:  # whatever the page's work raised is the page's own outcome
                return error


def _processes(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork of a process with Prefect's threads can stand still for ever.
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_limit_threads,
    )


def _limit_threads() -> None:
    for variable in BLAS_VARIABLES:
        os.environ[variable] = str(BLAS_THREADS)
    # For libraries that the start of the process has loaded already.
    threadpool_limits(BLAS_THREADS)

"""Side by side: long pieces of work in a thread each, that all end if one of them has to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import TypeVar

Result = TypeVar("Result")
Check = Callable[[], None]


class Abandoned(Exception):
    """Work was given up because other work beside it failed, or all of it was interrupted."""


def run_side_by_side(work: Sequence[Callable[[Check], Result]]) -> list[Result]:
    """Run functions at the same time, each in a thread with the caller's context.

    Parameters
    ----------
    work : sequence of callable
        Each is given a function to call every now and then, which raises `Abandoned` once the
        result is no longer wanted.

    Returns
    -------
    list
        What each returned, in their order.

    Raises
    ------
    Exception
        Whatever one of them raised first; the others are then abandoned.

    Examples
    --------
    >>> run_side_by_side([lambda check: 1, lambda check: 2])
    [1, 2]
    """
    over = threading.Event()

    def check() -> None:
        if over.is_set():
            raise Abandoned

    with ThreadPoolExecutor(max_workers=max(1, len(work))) as pool:
        futures = [pool.submit(copy_context().run, piece, check) for piece in work]
        try:
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            # Also where the caller is interrupted: the pool would wait for its threads for long.
            over.set()
        failed = [error for future in done if (error := future.exception()) is not None]
    if failed:
        raise failed[0]
    return [future.result() for future in futures]

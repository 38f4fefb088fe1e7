"""Pace: pages go through their tasks some at a time; memory does not grow with their number."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

P = TypeVar("P")
B = TypeVar("B")
R = TypeVar("R")


def in_turn(
    items: Sequence[P],
    size: int,
    ahead: int,
    begin: Callable[[Sequence[P]], B],
    end: Callable[[B], R],
) -> Iterator[R]:
    """Begin the work on a few chunks ahead, and yield what came of each, in order.

    Parameters
    ----------
    items : sequence
        What is to be worked on.
    size : int
        How many make a chunk.
    ahead : int
        How many chunks are begun before the first of them is waited for.
    begin : callable
        Begins the work on a chunk without waiting for it.
    end : callable
        Waits for what `begin` returned and returns what came of it.

    Examples
    --------
    >>> list(in_turn("abcde", 2, 2, begin=str.upper, end=str.strip))
    ['AB', 'CD', 'E']
    """
    under_way: deque[B] = deque()
    for first in range(0, len(items), size):
        if len(under_way) >= ahead:
            yield end(under_way.popleft())
        under_way.append(begin(items[first : first + size]))
    while under_way:
        yield end(under_way.popleft())

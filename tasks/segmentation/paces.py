"""Paces: how posts follow each other on a line, and which things that stand there keep to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Pixels, and share of a step, by which a post may stand off its place.
OFF_PLACE, OFF_SHARE = 2, 0.04
#: Even steps on a line at least; the same, where the page's other lines have such steps; and share
#: by which steps may differ then.
LEAST_STEPS, LEAST_KNOWN_STEPS, STEP_SHARE = 5, 3, 0.02
#: White between boxes that stand apart, at least, pixels; and at most, as a share of a step.
LEAST_APART, MOST_APART = 5, 0.35


@dataclass(frozen=True)
class Pace:
    """How posts follow each other; pixels.

    Attributes
    ----------
    step : float
        From the left side of a box to that of the next one.
    apart : float
        From the right side of a box to the left side of the next one; 0: they share it.
    """

    step: float
    apart: float

    def places(self, begin: float, end: float) -> Floats:
        """Return where posts stand between the first and the last one, these among them."""
        count = max(1, round((end - begin + self.apart) / self.step))
        if not self.apart:
            return np.linspace(begin, end, count + 1)
        lefts = np.linspace(begin, end + self.apart, count + 1)
        return np.sort(np.concatenate([lefts[:-1], lefts[1:] - self.apart]))


def paces_of(length: int, least_step: float) -> Iterator[Pace]:
    """List how posts may follow each other on a line of a length, in steps of at least so much."""
    for count in range(LEAST_STEPS, int(length / least_step) + 1):
        yield Pace(length / count, 0.0)
        for apart in range(LEAST_APART, int(MOST_APART * length / count) + 1):
            yield Pace((length + apart) / count, float(apart))


def fitting(length: int, pace: Pace) -> Iterator[Pace]:
    """Give a known pace, fitted to a line of a length, if that holds a number of its steps."""
    count = max(LEAST_KNOWN_STEPS, round((length + pace.apart) / pace.step))
    off = abs(length + pace.apart - count * pace.step)
    if off <= OFF_PLACE + STEP_SHARE * pace.step * count:
        yield Pace((length + pace.apart) / count, pace.apart)


def standing_at(runs: Floats, places: Floats, pace: Pace, thickness: float) -> Ints:
    """Return the columns of the posts that stand at the places of a pace; -1 where none does.

    Parameters
    ----------
    runs : (2, N) float64 ndarray
        Middle column and width of each thing that stands on the line, from left to right.
    places : (M,) float64 ndarray
        Columns at which posts are looked for.
    pace : Pace
        How these follow each other.
    thickness : float
        Of the line, and so of its posts.

    Returns
    -------
    (M,) int64 ndarray
        Columns.
    """
    reach = max(OFF_PLACE, round(OFF_SHARE * pace.step))
    at = nearest(runs[0], places, reach)
    if pace.apart:
        # Sides of neighbours that are close to each other are seen as one, as wide as both.
        wide = runs[0, runs[1] >= pace.apart + thickness]
        both = nearest(wide, (places[1:-1:2] + places[2:-1:2]) / 2, reach)
        half = round(pace.apart / 2)
        for first, way in ((1, -half), (2, half)):
            alone = at[first:-1:2]
            alone[:] = np.where((alone < 0) & (both >= 0), both + way, alone)
    return at


def nearest(middles: Floats, places: Floats, reach: int) -> Ints:
    """Return the column of the post nearest to each place; -1 where there is none within reach.

    Examples
    --------
    >>> nearest(np.array([10.0, 31.0]), np.array([9.0, 20.0, 30.0]), 2).tolist()
    [10, -1, 31]
    """
    if not middles.size:
        return np.full(places.size, -1, dtype=np.int64)
    behind = np.clip(np.searchsorted(middles, places), 1, max(middles.size - 1, 1))
    near = np.stack([middles[behind - 1], middles[np.minimum(behind, middles.size - 1)]])
    away = np.abs(near - places)
    closest = away.argmin(axis=0)
    every = np.arange(places.size)
    within = away[closest, every] <= reach
    at: Ints = np.where(within, np.rint(near[closest, every]), -1).astype(np.int64)
    return at

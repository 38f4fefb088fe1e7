"""Closing: sides of boxes and teeth of combs, told by where they end."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tasks.segmentation.following import Ruling
from tasks.segmentation.rulings import Candidates

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Upright sides of boxes are taller than this, in text heights, for letters stand within.
SIDE_UPRIGHT = 1.1
#: Teeth of combs, in text heights: lengths, and by how much those of one comb differ.
TOOTH_RANGE, TOOTH_SPREAD = (0.2, 0.7), 0.08
#: Pixels by which a side may end before the middle of what it ends on; and beyond its edge.
SHORT, BEYOND = 1.5, 3.0


def touching(lying: Candidates, standing: Candidates, long: list[Ruling]) -> tuple[Bools, Bools]:
    """Choose the candidates whose both ends may lie on others; any that `closed` would keep."""
    feet = np.zeros((0, 5)) if not long else np.array([_foot(one) for one in long])
    lines = np.concatenate([_feet(lying), feet])
    posts = _feet(standing)
    upper, beside = np.ones(len(lines), dtype=np.bool_), np.ones(len(posts), dtype=np.bool_)
    on_line = [_end_lies_on(posts, lines, way) for way in (-1, 1)]
    on_post = [_end_lies_on(lines, posts, way) for way in (-1, 1)]
    while True:
        left = beside & np.all([(on & upper).any(axis=1) for on in on_line], axis=0)
        kept = upper & np.all([(on & left).any(axis=1) for on in on_post], axis=0)
        if (left == beside).all() and (kept == upper).all():
            return upper[: len(lying)], beside
        upper, beside = kept, left


def _feet(some: Candidates) -> Floats:
    return np.stack([some.start, some.stop, some.first, some.last, some.reach], axis=1)


def _foot(one: Ruling) -> tuple[float, ...]:
    return (
        one.start,
        one.stop,
        one.middle[0],
        one.middle[-1],
        one.thickness / 2 + np.ptp(one.middle),
    )


def _end_lies_on(some: Floats, others: Floats, way: int) -> Bools:
    """Say which ends (-1 first, 1 last) may lie on which rulings of the other direction: (N, M)."""
    if not len(some) or not len(others):
        return np.zeros((len(some), len(others)), dtype=np.bool_)
    end, row = (some[:, 0], some[:, 2]) if way < 0 else (some[:, 1] - 1, some[:, 3])
    start, stop, first, last, reach = others.T
    slack = some[:, 4, None] + reach + BEYOND
    share = np.clip((row[:, None] - start) / np.maximum(stop - 1 - start, 1), 0.0, 1.0)
    over = way * (end[:, None] - (first + share * (last - first)))
    beside = (row[:, None] >= start - slack) & (row[:, None] <= stop + slack)
    lies: Bools = beside & (over >= -SHORT - reach) & (over <= slack)
    return lies


def others_than(sides: list[Ruling], long: list[Ruling]) -> list[Ruling]:
    """Leave out what lies on a longer ruling."""
    if not sides or not long:
        return sides
    middle = np.array([one.start + one.middle.size / 2 for one in sides])
    row = np.array([one.middle[one.middle.size // 2] for one in sides])
    away = np.full(len(sides), np.inf)
    for other in long:
        within = (middle >= other.start) & (middle < other.stop)
        at = np.clip(middle - other.start, 0, other.middle.size - 1).astype(np.int64)
        apart = np.abs(row - other.middle[at]) - other.thickness
        away = np.where(within, np.minimum(away, apart), away)
    return [one for one, apart in zip(sides, away, strict=True) if apart > 0]


def closed(
    across: list[Ruling], upright: list[Ruling], long: list[Ruling]
) -> tuple[list[Ruling], list[Ruling]]:
    """Keep the sides of closed boxes, one or several in a row.

    The upper and lower sides of a row of boxes end where upright ones do. Between such only does an
    upright side part two boxes; so stems of letters on squared paper are none.
    """
    lines, corners = across + long, upright
    while True:
        left = [one for one in corners if _ends_on(one, lines, corner=True)]
        kept = [one for one in lines if _ends_on(one, left, corner=True)]
        if len(left) == len(corners) and len(kept) == len(lines):
            break
        lines, corners = kept, left
    if not lines:
        return [], []
    closed = {id(one) for one in lines}
    return (
        [one for one in across if id(one) in closed],
        [one for one in upright if _ends_on(one, lines)],
    )


def find_combs(
    lines: list[Ruling], short: list[Ruling], text_height: float, known: float | None = None
) -> tuple[list[Ruling], list[Ruling]]:
    """Choose the lines that are combs', and their teeth.

    A comb has a tooth at either end of its line, and all its teeth are of one length: that of
    other combs, if it is known.
    """
    combs: list[Ruling] = []
    teeth: dict[int, Ruling] = {}
    for line in lines:
        standing = [one for one in short if _stands_on(one, line)]
        first = [one for one in standing if _meets_end(line, line.start, one)]
        last = [one for one in standing if _meets_end(line, line.stop - 1, one)]
        if not first or not last:
            continue
        length = known or (first[0].middle.size + last[0].middle.size) / 2
        alike = [
            one for one in standing if abs(one.middle.size - length) <= TOOTH_SPREAD * text_height
        ]
        if first[0] in alike and last[0] in alike and _may_be_tooth(length / text_height):
            combs.append(line)
            teeth |= {id(one): one for one in alike}
    return combs, list(teeth.values())


def _may_be_tooth(length: float) -> bool:
    """Say whether a length in text heights is none that stems of letters have."""
    return length <= TOOTH_RANGE[1] or length >= SIDE_UPRIGHT


def _stands_on(one: Ruling, line: Ruling) -> bool:
    return _meets(one, one.middle[-1], one.stop - 1, 1, line, corner=False)


def _meets_end(line: Ruling, col: int, one: Ruling) -> bool:
    return bool(abs(one.middle[-1] - col) <= (one.thickness + line.thickness) / 2 + BEYOND)


def _ends_on(one: Ruling, others: list[Ruling], *, corner: bool = False) -> bool:
    """Say whether both ends of a ruling lie on rulings of the other direction, or on their ends."""
    ends = ((one.middle[0], one.start, -1), (one.middle[-1], one.stop - 1, 1))
    return all(
        any(_meets(one, row, col, way, other, corner=corner) for other in others)
        for row, col, way in ends
    )


def _meets(one: Ruling, row: float, col: int, way: int, other: Ruling, *, corner: bool) -> bool:
    """Say whether a ruling's end meets another ruling; `way` is -1 for its start, 1 for its end."""
    reach = (one.thickness + other.thickness) / 2 + BEYOND
    if not other.start - reach <= row < other.stop + reach:
        return False
    if corner and min(abs(row - other.start), abs(row - other.stop)) > reach:
        return False
    at = min(max(round(row) - other.start, 0), other.middle.size - 1)
    return bool(-SHORT <= way * (col - other.middle[at]) <= reach)

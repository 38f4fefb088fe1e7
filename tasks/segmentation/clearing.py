"""Clearing: a page freed of ruled lines, squares, boxes and combs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.segmentation.binarise import BoolImage
from tasks.segmentation.illumination import FloatImage
from tasks.segmentation.mending import band, take_out
from tasks.segmentation.rulings import (
    Candidates,
    Ruling,
    RulingSize,
    find_candidates,
    ruling_angle,
)

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Before the size of text is known, rulings are told by their shape alone. Pixels of the overview:
#: far longer and thinner than strokes of letters, or sides of frames.
OVERVIEW_LONG = RulingSize(run=64, length=150.0, thickness=16.0, aspect=50.0)
OVERVIEW_SIDE = RulingSize(run=24, length=24.0, thickness=8.0, aspect=8.0, bend=1.5)
OVERVIEW_GAP = 1
#: Strokes of more rows say nothing of the angle of rulings; pixels of the overview.
ANGLE_THICKNESS = 12.0
#: Rulings may fall by so much more than the text, degrees.
ANGLE_MARGIN = 2.0
#: When the size of text is known, in text heights: longer than strokes are, be it in a title of
#: thrice the size, and not thicker than a broad pen's; paper that is bridged.
RUN, LENGTH_ACROSS, LENGTH_UPRIGHT, THICKNESS, GAP = 1.5, 2.2, 4.0, 0.3, 0.06
#: Length over thickness.
ASPECT = 12.0
#: Sides of boxes: upper and lower ones, and upright ones, which are taller than what stands within.
#: Two that stand close together, of neighbouring boxes, are seen as one thick one.
SIDE_ACROSS, SIDE_UPRIGHT, SIDE_THICKNESS, SIDE_BEND = 0.6, 1.1, 0.3, 0.03
SIDE_ASPECT = 5.0
#: Teeth of combs, in text heights: lengths, and by how much those of one comb differ.
TOOTH_RANGE, TOOTH_SPREAD = (0.2, 0.7), 0.08
TOOTH_ASPECT = 1.5
#: Pixels by which a side may end before the middle of what it ends on; and beyond its edge.
SHORT, BEYOND = 1.5, 3.0


@dataclass(frozen=True)
class Slopes:
    """By how much rulings fall.

    Attributes
    ----------
    across : float
        Degrees by which those along the rows fall to the right.
    upright : float
        Degrees by which those along the columns stray to the right on their way down.
    """

    across: float = 0.0
    upright: float = 0.0

    def turned(self, skew: float) -> Slopes:
        """Return the slopes after the page is turned level, text having fallen by a skew."""
        return Slopes(self.across - skew, self.upright + skew)


@dataclass(frozen=True)
class Cleared:
    """A page without its rulings.

    Attributes
    ----------
    absorbance : (H, W) float32 ndarray
        Darkness of each pixel.
    rulings : (H, W) bool ndarray
        Pixels that lie on rulings.
    slopes : Slopes
        How they fall.
    """

    absorbance: FloatImage
    rulings: BoolImage
    slopes: Slopes


def clear_overview(
    absorbance: FloatImage, dark: BoolImage, darkness: float, *, largest_skew: float
) -> Cleared | None:
    """Clear a page whose text may have any size and skew; None if it has no rulings.

    Parameters
    ----------
    absorbance : (H, W) float32 ndarray
        Darkness of each pixel.
    dark : (H, W) bool ndarray
        Pixels darker than paper.
    darkness : float
        Typical absorbance of the page's ink.
    largest_skew : float
        Degrees.
    """
    largest = largest_skew + ANGLE_MARGIN
    slopes = Slopes(
        ruling_angle(dark, ANGLE_THICKNESS, largest),
        ruling_angle(dark.T, ANGLE_THICKNESS, largest),
    )
    sizes = (OVERVIEW_LONG, OVERVIEW_SIDE)
    across, upright = _found(dark, slopes, OVERVIEW_GAP, (sizes, sizes))
    if across and not any(one.middle.size >= OVERVIEW_LONG.length for one in upright):
        # Slanted stems of letters set the angle; printed sides and teeth are square to the lines.
        slopes = Slopes(slopes.across, -slopes.across)
        across, upright = _found(dark, slopes, OVERVIEW_GAP, (sizes, sizes))
    return _cleared(absorbance, darkness, slopes, across, upright)


def clear_level(
    absorbance: FloatImage,
    dark: BoolImage,
    darkness: float,
    *,
    text_height: float,
    slopes: Slopes,
) -> Cleared | None:
    """Clear a level page of text of a known size; None if it has no rulings.

    Parameters
    ----------
    absorbance : (H, W) float32 ndarray
        Darkness of each pixel.
    dark : (H, W) bool ndarray
        Pixels darker than paper.
    darkness : float
        Typical absorbance of the page's ink.
    text_height : float
        Pixels.
    slopes : Slopes
        How rulings were seen to fall before.
    """
    long = [
        RulingSize(
            run=round(RUN * text_height),
            length=length * text_height,
            thickness=THICKNESS * text_height,
            aspect=ASPECT,
        )
        for length in (LENGTH_ACROSS, LENGTH_UPRIGHT)
    ]
    sides = [_short(length, SIDE_ASPECT, text_height) for length in (SIDE_ACROSS, SIDE_UPRIGHT)]
    gap = round(GAP * text_height)
    across, upright = _found(dark, slopes, gap, list(zip(long, sides, strict=True)))
    margin = text_height / 2
    ends = [one for one in across if one.start > margin and one.stop < absorbance.shape[1] - margin]
    if ends:
        tooth = _short(TOOTH_RANGE[0], TOOTH_ASPECT, text_height)
        short = find_candidates(dark.T, slopes.upright, gap, [tooth])[0].followed()
        short = _others(short, upright)
        _, teeth = _combs(ends, short, text_height)
        if teeth:
            length = float(np.median([one.middle.size for one in teeth]))
            brief = find_candidates(dark, slopes.across, gap, [sides[0]])[0].followed()
            lines, more = _combs(_others(brief, across), short, text_height, length)
            across += lines
            upright += teeth + more
    return _cleared(absorbance, darkness, slopes, across, upright)


def _short(length: float, aspect: float, text_height: float) -> RulingSize:
    """Return the size of short straight rulings of a least length in text heights."""
    return RulingSize(
        run=round(length * text_height),
        length=length * text_height,
        thickness=SIDE_THICKNESS * text_height,
        aspect=aspect,
        bend=max(1.0, SIDE_BEND * text_height),
    )


def _found(
    dark: BoolImage, slopes: Slopes, gap: int, sizes: Sequence[tuple[RulingSize, RulingSize]]
) -> tuple[list[Ruling], list[Ruling]]:
    """Find rulings along rows and along columns: long ones, and sides of closed boxes."""
    lying = find_candidates(dark, slopes.across, gap, sizes[0])
    standing = find_candidates(np.ascontiguousarray(dark.T), slopes.upright, gap, sizes[1])
    across, upright = lying[0].followed(), standing[0].followed()
    # Most candidates are strokes of letters; following each would take as long as all the rest.
    near = _touching(lying[1], standing[1], across)
    upper, beside = lying[1].followed(near[0]), standing[1].followed(near[1])
    upper, beside = _closed(_others(upper, across), _others(beside, upright), across)
    return across + upper, upright + beside


def _off_edges(long: list[Ruling], height: int) -> list[Ruling]:
    """Leave out what runs along the edge of the picture: the border of the page, or what is beyond.

    No text stands there, so for its sake alone nothing has to be cleared.
    """
    return [
        one
        for one in long
        if one.thickness < float(np.median(one.middle)) < height - 1 - one.thickness
    ]


def _cleared(
    absorbance: FloatImage,
    darkness: float,
    slopes: Slopes,
    across: list[Ruling],
    upright: list[Ruling],
) -> Cleared | None:
    shape = absorbance.shape
    if not _off_edges(across, shape[0]) and not _off_edges(upright, shape[1]):
        return None
    covered = band(shape, across) | band(shape[::-1], upright).T
    return Cleared(take_out(absorbance, across, upright, darkness), covered, slopes)


def _touching(lying: Candidates, standing: Candidates, long: list[Ruling]) -> tuple[Bools, Bools]:
    """Choose the candidates whose both ends may lie on others; any that `_closed` would keep."""
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


def _others(sides: list[Ruling], long: list[Ruling]) -> list[Ruling]:
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


def _closed(
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


def _combs(
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

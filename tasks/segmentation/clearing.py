"""Clearing: a page freed of ruled lines, squares, boxes and combs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.segmentation.binarise import BoolImage
from tasks.segmentation.chains import chained
from tasks.segmentation.closing import (
    SIDE_UPRIGHT,
    TOOTH_RANGE,
    closed,
    find_combs,
    others_than,
    touching,
)
from tasks.segmentation.following import Ruling
from tasks.segmentation.illumination import FloatImage
from tasks.segmentation.mending import band, take_out
from tasks.segmentation.posts import PostSize, find_posts
from tasks.segmentation.rulings import (
    Candidates,
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
#: Posts on lines, pixels of the overview: not lower, not taller, not closer.
OVERVIEW_POSTS = PostSize(length=5.0, tallest=160, step=14.0)
OVERVIEW_FOOT = 40.0
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
SIDE_ACROSS, SIDE_THICKNESS, SIDE_BEND = 0.6, 0.3, 0.03
SIDE_ASPECT = 5.0
#: Length over thickness of a comb's teeth.
TOOTH_ASPECT = 1.5
#: Posts on a line, in text heights: not taller, not closer; and the length of their line.
POST_TALLEST, POST_STEP, FOOT = 3.0, 0.5, 1.0


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
    across, upright, brief = _found(dark, slopes, OVERVIEW_GAP, (sizes, sizes))
    if across and not any(one.middle.size >= OVERVIEW_LONG.length for one in upright):
        # Slanted stems of letters set the angle; printed sides and teeth are square to the lines.
        slopes = Slopes(slopes.across, -slopes.across)
        across, upright, brief = _found(dark, slopes, OVERVIEW_GAP, (sizes, sizes))
    feet = brief.followed(brief.stop - brief.start >= OVERVIEW_FOOT)
    across, upright = _posted(dark, slopes, OVERVIEW_POSTS, feet, (across, upright))
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
    across, upright, brief = _found(dark, slopes, gap, list(zip(long, sides, strict=True)))
    margin = text_height / 2
    ends = [one for one in across if one.start > margin and one.stop < absorbance.shape[1] - margin]
    if ends:
        tooth = _short(TOOTH_RANGE[0], TOOTH_ASPECT, text_height)
        short = find_candidates(dark.T, slopes.upright, gap, [tooth])[0].followed()
        short = others_than(short, upright)
        _, teeth = find_combs(ends, short, text_height)
        if teeth:
            length = float(np.median([one.middle.size for one in teeth]))
            lines, more = find_combs(
                others_than(brief.followed(), across), short, text_height, length
            )
            across += lines
            upright += teeth + more
    posts = PostSize(
        length=TOOTH_RANGE[0] * text_height,
        tallest=round(POST_TALLEST * text_height),
        step=POST_STEP * text_height,
    )
    feet = brief.followed(brief.stop - brief.start >= FOOT * text_height)
    across, upright = _posted(dark, slopes, posts, feet, (across, upright))
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
) -> tuple[list[Ruling], list[Ruling], Candidates]:
    """Find rulings along rows and along columns: long ones, and sides of closed boxes.

    What may be sides along the rows comes with them, for it may be the foot of a comb.
    """
    lying = find_candidates(dark, slopes.across, gap, sizes[0])
    standing = find_candidates(np.ascontiguousarray(dark.T), slopes.upright, gap, sizes[1])
    across, upright = lying[0].followed(), standing[0].followed()
    # Most candidates are strokes of letters; following each would take as long as all the rest.
    near = touching(lying[1], standing[1], across)
    upper, beside = lying[1].followed(near[0]), standing[1].followed(near[1])
    upper, beside = closed(others_than(upper, across), others_than(beside, upright), across)
    return across + upper, upright + beside, lying[1]


def _posted(
    dark: BoolImage,
    slopes: Slopes,
    size: PostSize,
    feet: list[Ruling],
    found: tuple[list[Ruling], list[Ruling]],
) -> tuple[list[Ruling], list[Ruling]]:
    """Add posts that stand at even steps; leave out stems of letters that stand among them."""
    across, upright = found
    lines = across + others_than(feet, across)
    lines += chained(lines)
    known = {id(one) for one in across}
    for posts in find_posts(dark, lines, slopes.upright, size):
        upright = [one for one in upright if not posts.hold(one)]
        upright += others_than(posts.standing, upright)
        if id(posts.line) not in known:
            across = [*across, posts.line]
    return across, upright


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

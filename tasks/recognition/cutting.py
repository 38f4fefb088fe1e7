"""Cutting: a glyph taken apart where several letters may touch.

A stroke that a seam severs may have been of either letter, or of both: a ring that lost its side is
a C, and a 1 that kept the end of its neighbour's bar is a 7. Both parts get a bit of it; and each
is looked at as it would be if the stroke were more of the one, and more of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

import numpy as np
import numpy.typing as npt

from tasks.recognition.joining import Atom
from tasks.segmentation.seams import INK, Seam, best_seams, pen_width

Picture = npt.NDArray[np.uint8]
Columns = npt.NDArray[np.intp]

#: No part of a cut glyph is narrower than this, in text heights.
LEAST_PART = 0.04
#: Width for which a glyph is cut once more, in text heights, and most cuts of one.
CUT_EVERY, MOST_CUTS = 0.1, 16
#: Ink of a severed stroke across the seam that the parts before it and after it get, in widths of
#: the pen; and what they get in other views of them.
SHARED = (1.0, 1.0)
VIEWS = ((2.0, 0.0), (0.0, 2.0))
#: Cutting one glyph in two is unlikely, the more so the more strokes are severed (natural
#: logarithms of odds).
CUT_ODDS, STROKE_ODDS = 0.5, 1.2
MOST_STROKES = 4


@dataclass(frozen=True)
class Cuts:
    """How finely glyphs are cut.

    Attributes
    ----------
    wide : float
        Glyphs at least so wide, in text heights, may be several letters that touch, a slim 1 among
        them.
    stroke : float
        Ink that a part has at least: share of an upright stroke.
    views : sequence of (float, float)
        Other ways to share severed strokes; see `VIEWS`.
    """

    wide: float = 0.4
    stroke: float = 0.2
    views: Sequence[tuple[float, float]] = VIEWS


def parts_of(whole: Atom, text_height: float, slant: float, cuts: Cuts) -> list[Atom]:
    """Cut a glyph wherever letters may touch.

    Parameters
    ----------
    whole : Atom
        The glyph.
    text_height : float
        Typical height of the row's glyphs, level pixels.
    slant : float
        Columns that the hand leans to the right for each row upwards.
    cuts : Cuts
        How finely it is cut.

    Returns
    -------
    list of Atom
        From left to right; the glyph itself where no cut is worth trying.
    """
    width = (whole.level[3] - whole.level[1]) / text_height
    picture, scale = whole.picture, whole.scale
    most = min(round(width / CUT_EVERY) - 1, MOST_CUTS)
    tall = text_height * scale
    seams = best_seams(picture, tall, slant, LEAST_PART, most, least_stroke=cuts.stroke)
    if not seams:
        return [whole]
    joints = [
        whole.joint,
        *(CUT_ODDS + STROKE_ODDS * min(seam.strokes, MOST_STROKES) for seam in seams),
    ]
    severed = [_severed(picture, seam) for seam in seams]
    pen = pen_width(picture)
    looks = []
    for shared in (SHARED, *cuts.views):
        before, after = (round(share * pen) for share in shared)
        ends = [seam.columns + before * own for seam, own in zip(seams, severed, strict=True)]
        begins = [seam.columns - after * own for seam, own in zip(seams, severed, strict=True)]
        looks.append(_taken_apart(whole, begins, ends, joints))
    return [_with_views(part, others) for part, *others in zip(*looks, strict=True) if part]


def _taken_apart(
    whole: Atom, begins: Sequence[Columns], ends: Sequence[Columns], joints: Sequence[float]
) -> list[Atom | None]:
    """Take a glyph apart at seams, at which parts end and the next begin; None for one without ink.

    Parts may overlap. There is one more than seams, and a joint for each.
    """
    rows, width = whole.picture.shape
    lefts = [np.zeros(rows, np.intp), *begins]
    rights = [*ends, np.full(rows, width, np.intp)]
    edges = zip(lefts, rights, joints, strict=True)
    return [_part(whole, left, right, joint) for left, right, joint in edges]


def _with_views(part: Atom, others: Sequence[Atom | None]) -> Atom:
    """Return a part with other views of it, unless these are all the same."""
    views = tuple(other or part for other in others)
    same = all(
        view.level == part.level and np.array_equal(view.picture, part.picture) for view in views
    )
    return part if same else replace(part, views=views)


def _severed(picture: Picture, seam: Seam) -> Columns:
    """Return 1 for each row in which a seam severs a stroke, else 0."""
    rows, last = np.arange(len(picture)), picture.shape[1] - 1
    left = picture[rows, np.clip(seam.columns - 1, 0, last)]
    right = picture[rows, np.clip(seam.columns, 0, last)]
    return (np.minimum(left, right) > INK).astype(np.intp)


def _part(whole: Atom, left: Columns, right: Columns, joint: float) -> Atom | None:
    """Take what lies between two edges, trimmed to its ink; None if there is none."""
    columns = np.arange(whole.picture.shape[1])
    inside = (columns >= left[:, None]) & (columns < right[:, None])
    picture = np.where(inside, whole.picture, 0).astype(np.uint8)
    rows, inked = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    if not rows.size:
        return None
    sides = (int(rows[0]), int(inked[0]), int(rows[-1]) + 1, int(inked[-1]) + 1)
    top, first, bottom, last = sides
    shares = [side / whole.picture.shape[at % 2] for at, side in enumerate(sides)]
    level = _within(whole.level, shares)
    box = [floor(side) for side in _within(whole.box, shares)]
    return Atom(
        glyph=whole.glyph,
        word=whole.word,
        box=(box[0], box[1], max(box[0] + 1, box[2]), max(box[1] + 1, box[3])),
        level=(level[0], level[1], level[2], level[3]),
        picture=picture[top:bottom, first:last],
        joint=joint,
    )


def _within(box: Sequence[float], shares: Sequence[float]) -> list[float]:
    """Return a part of a box, given in shares of its height and width."""
    top, left, bottom, right = box
    corner, size = (top, left), (bottom - top, right - left)
    return [corner[at % 2] + share * size[at % 2] for at, share in enumerate(shares)]

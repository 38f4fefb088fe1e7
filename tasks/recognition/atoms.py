"""Atoms: the smallest pieces of a row that may be characters, and what speaks for joining them.

A letter may have been written in pieces that do not touch, two letters may touch. So the glyphs of
a row are cut once more where they are wide, and which neighbouring atoms are one character is left
to be decided by what they can be read as (LeCun et al. 1998, Breuel 2001).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from skimage.transform import resize

from tasks.segmentation.seams import INK, Seam, best_seams, pen_width, slant_of

SIDES = ("top", "left", "bottom", "right")

Picture = npt.NDArray[np.uint8]
Columns = npt.NDArray[np.intp]

#: No part of a cut glyph is narrower than this, in text heights.
LEAST_PART = 0.04
#: Width for which a glyph is cut once more, in text heights, and most cuts of one.
CUT_EVERY, MOST_CUTS = 0.1, 16
#: Ink that both parts get where a seam severs a stroke, to either side, in widths of the pen: where
#: two letters touch, one stroke is of both, and a ring that lost it would be a C.
SHARED = 1.0
#: Cutting one glyph in two is unlikely, the more so the more strokes are severed (natural
#: logarithms of odds).
CUT_ODDS, STROKE_ODDS = 0.5, 1.2
MOST_STROKES = 4
#: Odds that pieces are one character: with hardly any white between them, and how fast they fall
#: with the white, in units of the row's own.
CLOSE_ODDS, WHITE_ODDS = 3.0, 8.0
#: Odds that what segmentation has cut apart is one character after all.
CUT_APART_ODDS = -0.5
#: Glyphs lower or slimmer than this, in text heights, may be signs where an alphabet has these,
#: and odds that they are no stroke of their neighbour then.
LOW, SLIM = 0.45, 0.3
SIGN_ODDS = 3.0
#: White between letters where a row has too few gaps to tell, in text heights.
USUAL_WHITE = 0.25
#: Gaps from which a row's own white is believed.
ENOUGH_GAPS = 4
#: Words of fewer glyphs do not tell: two glyphs may be one letter that is broken.
LEAST_WORD = 3
#: Pictures whose scales differ by less are put together as they are.
SAME_SCALE = 0.03


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
    """

    wide: float = 0.4
    stroke: float = 0.2


@dataclass(frozen=True)
class Atom:
    """A piece of a row.

    Attributes
    ----------
    glyph : int
        Number of the glyph that it is, or is part of.
    word : int
        Word of the row.
    box : tuple of int
        Top, left, bottom, right, page pixels.
    level : tuple of float
        Top, left, bottom, right, level pixels.
    picture : (H, W) ndarray of uint8
        255 ink on 0 paper.
    joint : float
        Logarithm of the odds that it is one character with the atom before it, from geometry alone;
        minus infinity at the start of a word.
    """

    glyph: int
    word: int
    box: tuple[int, int, int, int]
    level: tuple[float, float, float, float]
    picture: Picture
    joint: float


def atoms_of(
    glyphs: Sequence[dict[str, Any]],
    words: Sequence[int],
    text_height: float,
    *,
    sure: Collection[int] = (),
    signs: bool = False,
    cuts: Cuts = Cuts(),
) -> list[Atom]:
    """Take a row apart.

    Parameters
    ----------
    glyphs : sequence of dict
        Rows of `schemas.glyphs.Glyphs`, in reading order.
    words : sequence of int
        Word of each.
    text_height : float
        Typical height of the row's glyphs, level pixels.
    sure : collection of int
        Numbers of glyphs that are one character beyond doubt: they are not cut.
    signs : bool
        Whether small and slim glyphs may be signs rather than strokes of their neighbours.
    cuts : Cuts
        How finely glyphs are cut.

    Returns
    -------
    list of Atom
        In reading order.
    """
    white = _typical_white(glyphs, words, text_height)
    pictures = [picture_of(glyph) for glyph in glyphs]
    slant = slant_of(pictures)
    atoms: list[Atom] = []
    for i, (glyph, word, picture) in enumerate(zip(glyphs, words, pictures, strict=True)):
        joint = -np.inf
        if i and words[i - 1] == word:
            before = glyphs[i - 1]
            gap = glyph["level_left"] - before["level_right"]
            cut_apart = gap == 0
            joint = CUT_APART_ODDS if cut_apart else CLOSE_ODDS - WHITE_ODDS * max(gap, 0) / white
            if signs and (_may_be_sign(glyph, text_height) or _may_be_sign(before, text_height)):
                joint -= SIGN_ODDS
        whole = _whole(glyph, word, picture, joint)
        narrow = whole.level[3] - whole.level[1] < cuts.wide * text_height
        atoms += (
            [whole]
            if narrow or whole.glyph in sure
            else _parts(whole, text_height, slant, cuts.stroke)
        )
    return atoms


def picture_of(glyph: dict[str, Any]) -> Picture:
    """Return the picture of a row of `schemas.glyphs.Glyphs`: (H, W), 255 ink on 0 paper."""
    return np.array(glyph["pixels"], np.uint8).reshape(glyph["height"], glyph["width"])


def united(atoms: Sequence[Atom]) -> Atom:
    """Put neighbouring atoms together as one.

    Returns
    -------
    Atom
        With the picture of them all at their places, and the joint of the first.
    """
    if len(atoms) == 1:
        return atoms[0]
    first = atoms[0]
    boxes = np.array([atom.box for atom in atoms])
    levels = np.array([atom.level for atom in atoms])
    level = (*levels[:, :2].min(axis=0).tolist(), *levels[:, 2:].max(axis=0).tolist())
    scale = max(_scale(atom) for atom in atoms)
    canvas = np.zeros(
        (
            max(1, round((level[2] - level[0]) * scale)) + 1,
            max(1, round((level[3] - level[1]) * scale)) + 1,
        ),
        np.uint8,
    )
    for atom in atoms:
        picture = _scaled(atom, scale)
        top = min(round((atom.level[0] - level[0]) * scale), canvas.shape[0] - 1)
        left = min(round((atom.level[1] - level[1]) * scale), canvas.shape[1] - 1)
        window = canvas[top : top + picture.shape[0], left : left + picture.shape[1]]
        np.maximum(window, picture[: window.shape[0], : window.shape[1]], out=window)
    return Atom(
        glyph=first.glyph,
        word=first.word,
        box=(*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()),
        level=level,
        picture=canvas,
        joint=first.joint,
    )


def _may_be_sign(glyph: dict[str, Any], text_height: float) -> bool:
    low = glyph["level_bottom"] - glyph["level_top"] < LOW * text_height
    slim = glyph["level_right"] - glyph["level_left"] < SLIM * text_height
    return bool(low or slim)


def _typical_white(
    glyphs: Sequence[dict[str, Any]], words: Sequence[int], text_height: float
) -> float:
    """White between the letters of the row's words, level pixels."""
    sizes = Counter(words)
    gaps = [
        glyphs[i]["level_left"] - glyphs[i - 1]["level_right"]
        for i in range(1, len(glyphs))
        if words[i] == words[i - 1] and sizes[words[i]] >= LEAST_WORD
    ]
    usual = USUAL_WHITE * text_height
    if len(gaps) < ENOUGH_GAPS:
        return usual
    # Letters that touch or are broken make the median small; it is not believed below half.
    return float(np.clip(np.median(gaps), usual / 2, 2 * usual))


def _whole(glyph: dict[str, Any], word: int, picture: Picture, joint: float) -> Atom:
    top, left, bottom, right = (glyph[side] for side in SIDES)
    level = tuple(glyph[f"level_{side}"] for side in SIDES)
    return Atom(glyph["glyph"], word, (top, left, bottom, right), level, picture, joint)


def _parts(whole: Atom, text_height: float, slant: float, stroke: float) -> list[Atom]:
    """Cut a glyph that is wide."""
    width = (whole.level[3] - whole.level[1]) / text_height
    picture, scale = whole.picture, _scale(whole)
    most = min(round(width / CUT_EVERY) - 1, MOST_CUTS)
    tall = text_height * scale
    seams = best_seams(picture, tall, slant, LEAST_PART, most, least_stroke=stroke)
    if not seams:
        return [whole]
    first, end = np.zeros(len(picture), np.intp), np.full(len(picture), picture.shape[1], np.intp)
    pen = pen_width(picture)
    reach = [_shared(picture, seam, pen) for seam in seams]
    lefts = [first, *(seam.columns - own for seam, own in zip(seams, reach, strict=True))]
    rights = [*(seam.columns + own for seam, own in zip(seams, reach, strict=True)), end]
    joints = [
        whole.joint,
        *(CUT_ODDS + STROKE_ODDS * min(seam.strokes, MOST_STROKES) for seam in seams),
    ]
    parts = [
        _part(whole, left, right, odds)
        for left, right, odds in zip(lefts, rights, joints, strict=True)
    ]
    return [part for part in parts if part]


def _shared(picture: Picture, seam: Seam, pen: float) -> Columns:
    """Return how many columns to either side of a seam are of both parts, in each row."""
    rows, last = np.arange(len(picture)), picture.shape[1] - 1
    left = picture[rows, np.clip(seam.columns - 1, 0, last)]
    right = picture[rows, np.clip(seam.columns, 0, last)]
    severed = np.minimum(left, right) > INK
    return np.where(severed, round(SHARED * pen), 0).astype(np.intp)


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
    shares = np.array(sides) / np.tile(whole.picture.shape, 2)
    level = _within(whole.level, shares)
    box = np.floor(_within(whole.box, shares)).astype(int).tolist()
    return Atom(
        glyph=whole.glyph,
        word=whole.word,
        box=(box[0], box[1], max(box[0] + 1, box[2]), max(box[1] + 1, box[3])),
        level=(level[0], level[1], level[2], level[3]),
        picture=picture[top:bottom, first:last],
        joint=joint,
    )


def _within(box: Sequence[float], shares: npt.NDArray[np.float64]) -> list[float]:
    """Return a part of a box, given in shares of its height and width."""
    corner, size = np.array(box[:2], np.float64), np.subtract(box[2:], box[:2])
    part: list[float] = (np.tile(corner, 2) + shares * np.tile(size, 2)).tolist()
    return part


def _scale(atom: Atom) -> float:
    return float(atom.picture.shape[0] / (atom.level[2] - atom.level[0]))


def _scaled(atom: Atom, scale: float) -> Picture:
    ratio = scale / _scale(atom)
    if abs(ratio - 1) < SAME_SCALE:
        return atom.picture
    shape = tuple(max(1, round(side * ratio)) for side in atom.picture.shape)
    scaled: Any = resize(atom.picture, shape, preserve_range=True)  # type: ignore[no-untyped-call]
    return np.asarray(scaled.round(), np.uint8)

"""Atoms: the smallest pieces of a row that may be characters, and what speaks for joining them.

A letter may have been written in pieces that do not touch, two letters may touch. So the glyphs of
a row are cut once more where they are wide, and which neighbouring atoms are one character is left
to be decided by what they can be read as (LeCun et al. 1998, Breuel 2001).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.recognition.cutting import Cuts, parts_of
from tasks.recognition.joining import Atom
from tasks.segmentation.seams import slant_of

SIDES = ("top", "left", "bottom", "right")

Picture = npt.NDArray[np.uint8]

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


def atoms_of(
    glyphs: Sequence[dict[str, Any]],
    words: Sequence[int],
    text_height: float,
    *,
    sure: Collection[int] = (),
    signs: bool = False,
    cuts: Cuts = Cuts(),  # noqa: B008 - frozen
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
            [whole] if narrow or whole.glyph in sure else parts_of(whole, text_height, slant, cuts)
        )
    return atoms


def picture_of(glyph: dict[str, Any]) -> Picture:
    """Return the picture of a row of `schemas.glyphs.Glyphs`: (H, W), 255 ink on 0 paper."""
    return np.array(glyph["pixels"], np.uint8).reshape(glyph["height"], glyph["width"])


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

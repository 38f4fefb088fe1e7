"""Joining: atoms, and neighbouring ones put together as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from skimage.transform import resize

Picture = npt.NDArray[np.uint8]

#: Pictures whose scales differ by less are put together as they are.
SAME_SCALE = 0.03


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
    views : tuple of Atom
        The same piece with the strokes that its cuts severed shared otherwise
        (`tasks.recognition.cutting.VIEWS`); none where no stroke was severed.
    """

    glyph: int
    word: int
    box: tuple[int, int, int, int]
    level: tuple[float, float, float, float]
    picture: Picture
    joint: float
    views: tuple[Atom, ...] = ()

    @property
    def scale(self) -> float:
        """Pixels of the picture for each level pixel."""
        return float(self.picture.shape[0] / (self.level[2] - self.level[0]))


def united(atoms: Sequence[Atom]) -> Atom:
    """Put neighbouring atoms together as one.

    Returns
    -------
    Atom
        With the picture of them all at their places, the joint of the first, and their views put
        together likewise.
    """
    if len(atoms) == 1:
        return atoms[0]
    views = [
        drawn_together([atom.views[at] if atom.views else atom for atom in atoms])
        for at in range(max(len(atom.views) for atom in atoms))
    ]
    return replace(drawn_together(atoms), views=tuple(views))


def drawn_together(atoms: Sequence[Atom]) -> Atom:
    """Put neighbouring atoms together as one without views, which `united` draws as well."""
    first = atoms[0]
    tops, lefts, bottoms, rights = zip(*(atom.box for atom in atoms), strict=True)
    box = (min(tops), min(lefts), max(bottoms), max(rights))
    tops, lefts, bottoms, rights = zip(*(atom.level for atom in atoms), strict=True)
    level = (min(tops), min(lefts), max(bottoms), max(rights))
    scale = max(atom.scale for atom in atoms)
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
        box=box,
        level=level,
        picture=canvas,
        joint=first.joint,
    )


def _scaled(atom: Atom, scale: float) -> Picture:
    ratio = scale / atom.scale
    if abs(ratio - 1) < SAME_SCALE:
        return atom.picture
    shape = tuple(max(1, round(side * ratio)) for side in atom.picture.shape)
    scaled: Any = resize(atom.picture, shape, preserve_range=True)  # type: ignore[no-untyped-call]
    return np.asarray(scaled.round(), np.uint8)

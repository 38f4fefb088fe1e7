"""Touching letters: what is cut from them where they are taken apart, right and wrong.

Cut out of letters that touch, a character keeps a bit of its neighbour's stroke or lacks a bit of
its own. A network that has seen whole characters only is lost on these. So characters are put
together until they touch and are taken apart by the very code that takes rows apart; pieces that
hold one character nearly as it was are learned as that character, others as no character, each in
one of the views in which reading looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tasks.recognition.atoms import atoms_of
from tasks.recognition.cutting import Cuts
from tasks.recognition.joining import Atom, drawn_together, united
from tasks.training.noncharacters import HEIGHT, HEIGHT_RANGE, INK, brought_to

Picture = npt.NDArray[np.uint8]
#: Neighbouring atoms, to be put together as one.
Piece = Sequence[Atom]

#: Characters that are put together.
LEAST_CHARACTERS, MOST_CHARACTERS = 2, 3
#: Pixels by which neighbours overlap, at `HEIGHT`: from a touch to the width of a pen.
LEAST_OVERLAP, MOST_OVERLAP = 1, 5
#: Share of all ink of piece and character that both have, from which it is that character, and up
#: to which it is none. Between, a person would hesitate as well.
WHOLE, BROKEN = 0.8, 0.5
#: A piece with so much of the ink of each of two characters is none, however much of it is one's.
JOINED = 0.6
#: Pieces wider than this, relative to their height, are several characters at a glance: of what is
#: no character, the others are learned first.
WIDE = 1.6
#: How groups are cut; coarser than rows are, so that pieces are large enough to tell.
CUTS = Cuts(wide=0.6, stroke=0.28)
#: Atoms of a piece at most; more are several characters beyond doubt.
MOST_ATOMS = 8


@dataclass(frozen=True)
class CutPieces:
    """Pieces cut out of touching characters.

    Attributes
    ----------
    characters : list of (H, W) ndarray of uint8
        Pieces that are one character nearly as it was.
    origins : list of int
        Which of the given pictures each of these is.
    noncharacters : list of (H, W) ndarray of uint8
        Pieces that are none.
    """

    characters: list[Picture]
    origins: list[int]
    noncharacters: list[Picture]


def draw_cut_pieces(
    pictures: Sequence[Picture],
    sources: Sequence[str],
    weights: npt.NDArray[np.float64],
    count: int,
    rng: np.random.Generator,
) -> CutPieces:
    """Let characters touch, cut them apart again and draw right and wrong pieces of them.

    Parameters
    ----------
    pictures : sequence of (H, W) ndarray of uint8
        Characters, 255 ink on 0 paper.
    sources : sequence of str
        Where each comes from; neighbours come from one source, as on a page.
    weights : (N,) ndarray of float64
        How often each is to be drawn, sum 1.
    count : int
        Right pieces to draw, from as many groups of touching characters at most: those that cannot
        be taken apart have none.
    rng : numpy.random.Generator
        Source of all draws.

    Returns
    -------
    CutPieces
        Of each group a right piece of every character that has one, and as many wrong ones as it
        has characters.
    """
    names, sources_of = np.unique(np.asarray(sources), return_inverse=True)
    shares = np.bincount(sources_of, weights)
    members = [np.flatnonzero(sources_of == number) for number in range(len(names))]
    found = CutPieces([], [], [])
    for number in rng.choice(len(names), size=count, p=shares / shares.sum()):
        if len(found.characters) >= count:
            break
        own = members[number]
        size = int(rng.integers(LEAST_CHARACTERS, MOST_CHARACTERS + 1))
        group = rng.choice(own, size=size, p=weights[own] / weights[own].sum())
        right, wrong = _pieces(_touching([pictures[i] for i in group], rng))
        for origin, pieces in zip(group, right, strict=True):
            if pieces:
                found.characters.append(_a_view(pieces[int(rng.integers(len(pieces)))], rng))
                found.origins.append(int(origin))
        chosen = rng.permutation(len(wrong))[:size]
        found.noncharacters.extend(_a_view(wrong[number], rng) for number in chosen)
    return CutPieces(found.characters[:count], found.origins[:count], found.noncharacters)


def put_touching(left: Picture, right: Picture, *, overlap: int) -> int:
    """Return the column of a left picture at which a right one begins if they overlap so far.

    Parameters
    ----------
    left, right : (H, W) ndarray of uint8
        Of one height.
    overlap : int
        Columns that the strokes share where they come nearest; 0: side by side.

    Examples
    --------
    >>> bar = np.full((3, 2), 255, np.uint8)
    >>> put_touching(bar, bar, overlap=1)
    1
    """
    has_left, has_right = (left > INK).any(axis=1), (right > INK).any(axis=1)
    both = has_left & has_right
    if not both.any():
        return max(1, int(left.shape[1]) - overlap)
    ends = left.shape[1] - np.argmax((left > INK)[:, ::-1], axis=1)
    starts = np.argmax(right > INK, axis=1)
    return max(1, int((ends - starts)[both].max()) - overlap)


def _touching(pictures: Sequence[Picture], rng: np.random.Generator) -> list[Picture]:
    """Put pictures in a row on one baseline so that they touch; each in a picture of the whole."""
    sized = [brought_to(p, round(HEIGHT * rng.uniform(*HEIGHT_RANGE))) for p in pictures]
    height = max(picture.shape[0] for picture in sized)
    sized = [np.pad(p, ((height - p.shape[0], 0), (0, 0))) for p in sized]
    lefts = [0]
    for before, after in pairwise(sized):
        overlap = int(rng.integers(LEAST_OVERLAP, MOST_OVERLAP + 1))
        lefts.append(lefts[-1] + put_touching(before, after, overlap=overlap))
    width = max(left + p.shape[1] for left, p in zip(lefts, sized, strict=True))
    return [
        np.pad(p, ((0, 0), (left, width - left - p.shape[1])))
        for left, p in zip(lefts, sized, strict=True)
    ]


def _pieces(inks: Sequence[Picture]) -> tuple[list[list[Piece]], list[Piece]]:
    """Cut touching characters apart; return pieces that are each of them, and that are none."""
    whole = np.maximum.reduce(inks)
    masks = np.stack([ink > INK for ink in inks])
    sizes = np.maximum(np.count_nonzero(masks, axis=(1, 2)), 1)
    right: list[list[Piece]] = [[] for _ in inks]
    narrow: list[Piece] = []
    wide: list[Piece] = []
    for piece in _ranges(_atoms(whole)):
        atom = piece[0] if len(piece) == 1 else drawn_together(piece)
        height, width = atom.picture.shape
        top, left = round(atom.level[0]), round(atom.level[1])
        there = masks[:, top : top + height, left : left + width]
        placed = atom.picture[: there.shape[1], : there.shape[2]] > INK
        held = np.count_nonzero(there & placed, axis=(1, 2))
        shares = held / (sizes + np.count_nonzero(placed) - held)
        best = int(shares.argmax())
        if shares[best] >= WHOLE:
            right[best].append(piece)
        elif shares[best] <= BROKEN or np.count_nonzero(held >= JOINED * sizes) > 1:
            (narrow if width <= WIDE * height else wide).append(piece)
    return right, narrow or wide


def _a_view(piece: Piece, rng: np.random.Generator) -> Picture:
    """Return the picture of a piece as it is or, as often, in another view of it."""
    atom = united(piece)
    return [atom, *atom.views][int(rng.integers(1 + len(atom.views)))].picture


def _atoms(picture: Picture) -> list[Atom]:
    height, width = picture.shape
    box = {"top": 0, "left": 0, "bottom": height, "right": width}
    level = {f"level_{side}": float(value) for side, value in box.items()}
    pixels = {"height": height, "width": width, "pixels": picture.ravel()}
    glyph = {"glyph": 0} | box | level | pixels
    return atoms_of([glyph], [0], float(HEIGHT), cuts=CUTS)


def _ranges(atoms: Sequence[Atom]) -> Iterator[Piece]:
    for first in range(len(atoms)):
        for last in range(first + 1, min(first + MOST_ATOMS, len(atoms)) + 1):
            yield atoms[first:last]

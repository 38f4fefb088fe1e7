r"""Paths: which neighbouring atoms of a word are read as one character.

Every way to join a word's atoms to spans of the row's lattice is a path. A path is worth

.. math:: \log P(\text{word}) + \beta n + \lambda \sum_i \log \max_s p_i(s) + \sum J - W

with the evidence of the word's text (`tasks.reading.context`), a bonus for each of its n characters
that makes up for what each further character costs there, the network's confidence in the shapes s
that it was shown (`schemas.shapes`: low for wrong joins and cuts, but not for a ring, be it O or
0), the odds J of the joins from geometry, and a price W for characters too wide, and for what two
characters have in common: where strokes of touching letters run along each other, an atom of both
may be read twice. The best few paths by network and geometry are compared by all terms, and with
them the one on which every glyph is one character: of a row of V that are each nearly L and I the
best few would all be mixtures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.shapes import shape_confidence
from tasks.reading.context import judge_word
from tasks.reading.known import Context
from tasks.reading.lattice import Lattice

Floats = npt.NDArray[np.float64]

#: What a further character costs on average in the evidence of a text.
CHARACTER_BONUS = 3.6
#: Weight of the network's confidence; this, the bonus, and the odds in `tasks.recognition`
#: did best on drawn pages of which none, 15 and 30 in a hundred of the letters touch.
CONFIDENCE_WEIGHT = 6.0
#: Paths of a word that are compared by all terms, and kept on the way there.
PATHS = 40
LEAST_PROBABILITY = 1e-6
#: What it costs that two characters have an atom in common (natural logarithm): where strokes of
#: touching letters run along each other, no cut leaves either its own.
SHARE_COST = 1.5


@dataclass(frozen=True)
class Path:
    """A way through a word: positions in the lattice, in reading order, and what it is worth."""

    worth: float
    spans: list[int]


class PathFinder:
    """The best paths through the parts of one row.

    Parameters
    ----------
    lattice : Lattice
        The N spans of the row.
    probabilities : (N, K) ndarray
        How probable each character is for each span.
    context : Context
        What is known of the text.
    """

    def __init__(
        self, lattice: Lattice, probabilities: npt.NDArray[np.floating], context: Context
    ) -> None:
        of_shapes = shape_confidence(np.asarray(probabilities), context.alphabet)
        confidence = CONFIDENCE_WEIGHT * np.log(np.maximum(of_shapes, LEAST_PROBABILITY))
        self._lattice, self._probabilities, self._context = lattice, probabilities, context
        self._local: Floats = confidence + lattice.odds
        glyph_of = _glyphs_of_atoms(lattice)
        parts = Counter(glyph_of.values())
        # Two characters may have an atom in common if it is of a glyph that is cut.
        self._shareable = {atom for atom, glyph in glyph_of.items() if parts[glyph] > 1}
        self._uncut = _uncut(lattice, glyph_of, parts)

    def best(self, start: int, end: int, place: int) -> list[int]:
        """Return the spans of the best path through a word.

        Parameters
        ----------
        start, end : int
            Its first atom, and one past the last.
        place : int
            Its number in the row.

        Returns
        -------
        list of int
            They hold every atom between; neighbours may have one in common.
        """
        paths = self._paths(start, end)
        return paths[0] if len(paths) == 1 else self._best_of(paths, place).spans

    def judged(self, start: int, end: int, place: int) -> Path:
        """Return the best path through a word, and what it is worth; see `best`."""
        return self._best_of(self._paths(start, end), place)

    def _best_of(self, paths: Sequence[list[int]], place: int) -> Path:
        every = (Path(self._worth(path, place), path) for path in paths)
        return max(every, key=lambda path: path.worth)

    def _worth(self, path: list[int], place: int) -> float:
        firsts, lasts = self._lattice.first[path], self._lattice.last[path]
        return (
            judge_word(self._probabilities[path], self._context, place)
            + CHARACTER_BONUS * len(path)
            + float(self._local[path].sum())
            - SHARE_COST * int((firsts[1:] < lasts[:-1]).sum())
        )

    def _paths(self, start: int, end: int) -> list[list[int]]:
        inside = (self._lattice.first >= start) & (self._lattice.last <= end)
        paths, uncut = (
            _best_paths(self._lattice, np.flatnonzero(members).tolist(), self._local, own)
            for members, own in ((inside, self._shareable), (inside & self._uncut, set[int]()))
        )
        return [*paths, *(path for path in uncut if path not in paths)]


def _glyphs_of_atoms(lattice: Lattice) -> dict[int, int]:
    """Return the number of the glyph that each atom is, or is part of."""
    alone = lattice.last == lattice.first + 1
    return dict(zip(lattice.first[alone].tolist(), lattice.glyphs[alone].tolist(), strict=True))


def _uncut(
    lattice: Lattice, glyph_of: Mapping[int, int], parts: Mapping[int, int]
) -> npt.NDArray[np.bool_]:
    """Say which spans are one whole glyph, or within one that is too wide for a character."""
    every = list(zip(lattice.first.tolist(), lattice.last.tolist(), strict=True))
    within = np.array([glyph_of[first] == glyph_of[last - 1] for first, last in every])
    whole = within & np.array([last - first == parts[glyph_of[first]] for first, last in every])
    too_wide = ~np.isin(lattice.glyphs, lattice.glyphs[whole])
    return np.asarray(whole | (within & too_wide))


def _best_paths(
    lattice: Lattice, members: Sequence[int], local: Floats, shareable: set[int]
) -> list[list[int]]:
    """Return the best ways through a word by network and geometry, the best first."""
    firsts, lasts = lattice.first.tolist(), lattice.last.tolist()
    start = min(firsts[member] for member in members)
    end = max(lasts[member] for member in members)
    ending: dict[int, list[int]] = {}
    for member in members:
        ending.setdefault(lasts[member], []).append(member)
    best: dict[int, list[tuple[float, list[int]]]] = {start: [(0.0, [])]}
    for last in range(start + 1, end + 1):
        found = []
        for member in ending.get(last, []):
            first, own = firsts[member], float(local[member])
            found += [(worth + own, [*path, member]) for worth, path in best.get(first, [])]
            if first in shareable and start < first < last - 1:
                # What ends with the atom that this one begins with, and began before it.
                own -= SHARE_COST
                found += [
                    (worth + own, [*path, member])
                    for worth, path in best[first + 1]
                    if firsts[path[-1]] < first
                ]
        best[last] = sorted(found, key=lambda entry: -entry[0])[:PATHS]
    return [path for _, path in best[end]]

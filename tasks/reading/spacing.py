r"""Spacing: where the words of a row begin, by white and by what the words then say.

White that is neither clearly between letters nor clearly between words is left open. Every way to
part a row there is worth what its words are worth (`tasks.reading.paths`), and for each word that
begins at an open place the odds that white gives it. The best way is found from left to right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.reading.known import Context
from tasks.reading.lattice import Lattice
from tasks.reading.paths import Path, PathFinder

#: White that gives odds beyond these (natural logarithm), either way, has the last word.
DOUBT = 2.0
#: What each word costs: what its characters say of it is said of words of its length alone.
WORD_COST = 0.5
#: What a word of a single character costs more: few are.
LONE_COST = 3.0
#: Open places between two sure ones that are looked at; of more, white settles the clearest.
MOST_OPEN = 6


@dataclass(frozen=True)
class _Place:
    """Where a word may begin or must: an atom, and the odds that one does."""

    atom: int
    odds: float

    @property
    def open(self) -> bool:
        """Whether white leaves it open that a word begins here."""
        return abs(self.odds) < DOUBT


def choose_words(
    lattice: Lattice, probabilities: npt.NDArray[np.floating], context: Context
) -> list[list[int]]:
    """Choose the words of a row, and their characters.

    Parameters
    ----------
    lattice : Lattice
        The N spans of the row.
    probabilities : (N, K) ndarray
        How probable each character is for each span.
    context : Context
        What is known of the text.

    Returns
    -------
    list of list of int
        For each word the positions of its characters in the lattice, in reading order; together
        they hold every atom of the row; neighbours in a word may have one in common.
    """
    finder = PathFinder(lattice, probabilities, context)
    words: list[list[int]] = []
    for stretch in _stretches(lattice):
        words += _parted(stretch, finder, len(words))
    return words


def _stretches(lattice: Lattice) -> Iterator[list[_Place]]:
    """Yield runs of places from one where a word surely begins to the next such, or to the end."""
    odds: dict[int, float] = {}
    for atom, parting in zip(lattice.first.tolist(), lattice.partings.tolist(), strict=True):
        odds[atom] = max(parting, odds.get(atom, -np.inf))
    start, end = min(odds), int(lattice.last.max())
    run = [_Place(start, np.inf)]
    for atom in sorted(odds)[1:]:
        place = _Place(atom, odds[atom])
        if place.open:
            run.append(place)
        elif place.odds > 0:
            yield from _settled([*run, place])
            run = [place]
    yield from _settled([*run, _Place(end, np.inf)])


def _settled(run: list[_Place]) -> Iterator[list[_Place]]:
    """Yield a run whole, or, if too much of it is open, parted where white is the clearest."""
    left = sorted(run[1:-1], key=lambda place: abs(place.odds))[:MOST_OPEN]
    kept = [run[0]]
    for place in run[1:]:
        if place in left:
            kept.append(place)
        elif place.odds > 0:
            yield [*kept, place]
            kept = [place]


def _parted(places: list[_Place], finder: PathFinder, number: int) -> list[list[int]]:
    """Part a stretch, whose first word has a number in its row, at the best of its open places."""
    if len(places) == 2:
        return [finder.best(places[0].atom, places[1].atom, number)]
    ends: list[tuple[float, list[list[int]]]] = [(0.0, [])]
    for last in range(1, len(places)):
        ways = []
        for first in range(last):
            before, words = ends[first]
            at = number + len(words)
            path: Path = finder.judged(places[first].atom, places[last].atom, at)
            odds = places[first].odds if places[first].open else 0.0
            cost = WORD_COST + (LONE_COST if len(path.spans) == 1 else 0.0)
            ways.append((before + odds + path.worth - cost, [*words, path.spans]))
        ends.append(max(ways, key=lambda way: way[0]))
    return ends[-1][1]

r"""Paths: which neighbouring atoms of a word are read as one character.

Every way to join a word's atoms to spans of the row's lattice is a path. A path is worth

.. math:: \log P(\text{word}) + \beta n + \lambda \sum_i \log \max_c p_i(c) + \sum J - W

with the evidence of the word's text (`tasks.reading.context`), a bonus for each of its n characters
that makes up for what each further character costs there, the network's confidence in what it was
shown (it is low for wrong joins and cuts), the odds J of the joins from geometry, and a price W for
characters too wide. The best few paths by network and geometry are compared by all terms.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tasks.reading.context import Context, judge_word
from tasks.reading.lattice import Lattice

Floats = npt.NDArray[np.float64]

#: What a further character costs on average in the evidence of a text.
CHARACTER_BONUS = 3.0
#: Weight of the network's confidence; this and the odds in `tasks.recognition.atoms` did best on
#: drawn pages of which up to a quarter of the letters touch.
CONFIDENCE_WEIGHT = 8.0
#: Paths of a word that are compared by all terms, and kept on the way there.
PATHS = 12
LEAST_PROBABILITY = 1e-6


def choose_spans(
    lattice: Lattice, probabilities: npt.NDArray[np.floating], context: Context
) -> list[int]:
    """Choose the characters of a row among its spans.

    Parameters
    ----------
    lattice : Lattice
        The N spans of one row.
    probabilities : (N, K) ndarray
        How probable each character is for each span.
    context : Context
        What is known of the text.

    Returns
    -------
    list of int
        Positions in the lattice, in reading order, that hold every atom once.
    """
    confidence = CONFIDENCE_WEIGHT * np.log(
        np.maximum(probabilities.max(axis=1, initial=LEAST_PROBABILITY), LEAST_PROBABILITY)
    )
    local = confidence + lattice.odds
    chosen: list[int] = []
    for members in _by_word(lattice):
        paths = _best_paths(lattice, members, local)
        if len(paths) == 1:
            chosen += paths[0]
            continue
        worth = [
            judge_word(probabilities[path], context)
            + CHARACTER_BONUS * len(path)
            + float(local[path].sum())
            for path in paths
        ]
        chosen += paths[int(np.argmax(worth))]
    return chosen


def _by_word(lattice: Lattice) -> list[list[int]]:
    """Gather the positions of spans by their words, in reading order."""
    words: dict[int, list[int]] = {}
    for position, word in enumerate(lattice.words.tolist()):
        words.setdefault(word, []).append(position)
    return sorted(words.values(), key=lambda members: int(lattice.first[members[0]]))


def _best_paths(lattice: Lattice, members: Sequence[int], local: Floats) -> list[list[int]]:
    """Return the best ways through a word by network and geometry, the best first."""
    firsts, lasts = lattice.first.tolist(), lattice.last.tolist()
    start = min(firsts[member] for member in members)
    end = max(lasts[member] for member in members)
    ending: dict[int, list[int]] = {}
    for member in members:
        ending.setdefault(lasts[member], []).append(member)
    best: dict[int, list[tuple[float, list[int]]]] = {start: [(0.0, [])]}
    for last in range(start + 1, end + 1):
        found = [
            (worth + float(local[member]), [*path, member])
            for member in ending.get(last, [])
            for worth, path in best.get(firsts[member], [])
        ]
        best[last] = sorted(found, key=lambda entry: -entry[0])[:PATHS]
    return [path for _, path in best[end]]

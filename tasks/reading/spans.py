r"""Spans: which neighbouring atoms of a word are read as one character.

Every way to join a word's atoms to characters that geometry allows is a path. A path is worth

.. math:: \log P(\text{word}) + \beta n + \lambda \sum_i \log \max_c p_i(c) + \sum J - W

with the evidence of the word's text (`tasks.reading.context`), a bonus for each of its n characters
that makes up for what each further character costs there, the network's confidence in what it was
shown (it is low for wrong joins and cuts), the odds J of the joins from geometry, and a price W for
characters too wide. The best few paths by network and geometry are compared by all terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.reading.atoms import Atom, united
from tasks.reading.context import Context, judge_word

Floats = npt.NDArray[np.float64]

#: Most atoms of one character, if they are not all of one glyph, which may be a wide M or W cut at
#: each of its strokes.
MOST_ATOMS = 4
#: Joins with worse odds (natural logarithm) are not looked at.
LEAST_JOINT = -3.0
#: Widest character, in text heights; how much wider costs (natural logarithm a text height).
WIDEST, USUAL_WIDEST, WIDTH_COST = 1.9, 1.2, 6.0
#: What a further character costs on average in the evidence of a text.
CHARACTER_BONUS = 3.0
#: Weight of the network's confidence; this and the odds in `tasks.reading.atoms` did best on drawn
#: pages of which up to a quarter of the letters touch.
CONFIDENCE_WEIGHT = 8.0
#: Paths of a word that are compared by all terms, and kept on the way there.
PATHS = 12
LEAST_PROBABILITY = 1e-6


@dataclass(frozen=True)
class Span:
    """Neighbouring atoms that may be one character.

    Attributes
    ----------
    first, last : int
        Range of atoms in the row, the last one past the end.
    atom : Atom
        The atoms put together.
    odds : float
        What geometry says of them as one character.
    """

    first: int
    last: int
    atom: Atom
    odds: float


def spans_of(atoms: Sequence[Atom], text_height: float) -> list[Span]:
    """List all spans of a row that geometry allows, every single atom among them."""
    spans = []
    for first in range(len(atoms)):
        joints = 0.0
        for last in range(first + 1, len(atoms) + 1):
            if last > first + MOST_ATOMS and atoms[last - 1].glyph != atoms[first].glyph:
                break
            if last > first + 1:
                joint = atoms[last - 1].joint
                if joint < LEAST_JOINT:
                    break
                joints += joint
            atom = united(atoms[first:last])
            width = (atom.level[3] - atom.level[1]) / text_height
            if last > first + 1 and width > WIDEST:
                break
            too_wide = max(0.0, width - USUAL_WIDEST)
            spans.append(Span(first, last, atom, joints - WIDTH_COST * too_wide))
    return spans


def choose_spans(
    spans: Sequence[Span], probabilities: npt.NDArray[np.floating], context: Context
) -> list[int]:
    """Choose the characters of a row among its spans.

    Parameters
    ----------
    spans : sequence of Span
        From `spans_of`, of one row.
    probabilities : (N, K) ndarray
        What the network makes of each.
    context : Context
        What is known of the text.

    Returns
    -------
    list of int
        Positions in `spans`, in reading order, that cover every atom once.
    """
    confidence = CONFIDENCE_WEIGHT * np.log(
        np.maximum(probabilities.max(axis=1, initial=LEAST_PROBABILITY), LEAST_PROBABILITY)
    )
    local = confidence + np.array([span.odds for span in spans])
    chosen: list[int] = []
    for members in _by_word(spans):
        paths = _best_paths(spans, members, local)
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


def _by_word(spans: Sequence[Span]) -> list[list[int]]:
    """Gather the positions of spans by their words, in reading order."""
    words: dict[int, list[int]] = {}
    for position, span in enumerate(spans):
        words.setdefault(span.atom.word, []).append(position)
    return sorted(words.values(), key=lambda members: spans[members[0]].first)


def _best_paths(spans: Sequence[Span], members: Sequence[int], local: Floats) -> list[list[int]]:
    """Return the best ways through a word by network and geometry, the best first."""
    start = min(spans[member].first for member in members)
    end = max(spans[member].last for member in members)
    ending: dict[int, list[int]] = {}
    for member in members:
        ending.setdefault(spans[member].last, []).append(member)
    best: dict[int, list[tuple[float, list[int]]]] = {start: [(0.0, [])]}
    for last in range(start + 1, end + 1):
        found = [
            (worth + float(local[member]), [*path, member])
            for member in ending.get(last, [])
            for worth, path in best.get(spans[member].first, [])
        ]
        best[last] = sorted(found, key=lambda entry: -entry[0])[:PATHS]
    return [path for _, path in best[end]]

"""Templates: the best way through a row's lattice that is a template's, character by character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.reading.context import judge_word
from tasks.reading.known import Context
from tasks.reading.lattice import Lattice
from tasks.reading.paths import (
    CHARACTER_BONUS,
    CONFIDENCE_WEIGHT,
    LEAST_PROBABILITY,
    PATHS,
)
from tasks.reading.patterns import Mask, Step

Floats = npt.NDArray[np.float64]

#: How often a person does not write what a pattern says: shares of probability are left to that.
PATTERN_DOUBT = 0.01
#: What a gap between words costs where the template has none, and the other way round (natural
#: logarithm).
MISPLACED_GAP = 3.0
#: How sure a mark is taken to be one that the alphabet lacks.
UNREAD_CONFIDENCE = 0.3


@dataclass(frozen=True)
class Fit:
    """A way through a lattice that is a template's.

    Attributes
    ----------
    spans : list of int
        Positions in the lattice, in reading order, of what is read.
    words : list of int
        Word of each, as the template has blanks, from 0.
    allowed : (n, K) ndarray of bool
        What the template allows each to be.
    """

    spans: list[int]
    words: list[int]
    allowed: Mask


@dataclass(frozen=True)
class _Way:
    """The beginning of a way: its last span and step, and how good it is so far."""

    worth: float
    span: int = -1
    step: int = -1
    before: _Way | None = None


def doubted(probabilities: npt.NDArray[np.floating], allowed: Mask) -> Floats:
    """Weigh probabilities with what a pattern allows: the rest is unlikely, not impossible.

    Parameters
    ----------
    probabilities : (N, K) ndarray
        Of each character.
    allowed : (K,) or (N, K) ndarray of bool
        What the pattern allows.

    Returns
    -------
    (N, K) ndarray of float64
        Rows sum to 1 or less.
    """
    return np.asarray(probabilities * np.where(allowed, 1.0, PATTERN_DOUBT), np.float64)


def fit_template(
    lattice: Lattice,
    probabilities: npt.NDArray[np.floating],
    template: Sequence[Step],
    context: Context,
) -> Fit | None:
    """Choose the characters of a row among its spans, as a template has them.

    Parameters
    ----------
    lattice : Lattice
        The N spans of one row.
    probabilities : (N, K) ndarray
        How probable each character is for each span.
    template : sequence of Step
        The line, character by character.
    context : Context
        What is known of the text.

    Returns
    -------
    Fit or None
        None where the row has too few or too many pieces for the template.
    """
    local = np.stack([_local(lattice, probabilities, step) for step in template], axis=1)
    ways = [(way, _fit(way, template)) for way in _ways(lattice, template, local)]
    worth = [
        (way.worth + _judged(fit, probabilities, context), fit) for way, fit in ways if fit.spans
    ]
    return max(worth, key=lambda entry: entry[0])[1] if worth else None


def _local(lattice: Lattice, probabilities: npt.NDArray[np.floating], step: Step) -> Floats:
    """Say how good each span is as a step of the template, by network and geometry."""
    if not step.allowed.any():
        heights = lattice.levels[:, 2] - lattice.levels[:, 0]
        unread = CONFIDENCE_WEIGHT * np.log(UNREAD_CONFIDENCE) + lattice.odds
        return np.where(heights <= step.tallest * np.median(heights), unread, -np.inf)
    best = np.maximum(doubted(probabilities, step.allowed).max(axis=1), LEAST_PROBABILITY)
    return np.asarray(CONFIDENCE_WEIGHT * np.log(best) + lattice.odds)


def _ways(lattice: Lattice, template: Sequence[Step], local: Floats) -> list[_Way]:
    """Return the best ways through lattice and template together, the best first."""
    firsts, lasts = lattice.first.tolist(), lattice.last.tolist()
    word_from = dict(zip(firsts, lattice.words.tolist(), strict=True))
    word_until = dict(zip(lasts, lattice.words.tolist(), strict=True))
    end = max(lasts)
    #: Ways by the atom that they reach and the number of steps taken.
    reached: dict[int, dict[int, list[_Way]]] = {min(firsts): {0: [_Way(0.0)]}}
    for span in sorted(range(len(lattice)), key=lambda span: (firsts[span], lasts[span])):
        first = firsts[span]
        gap = first in word_until and word_until[first] != word_from[first]
        further = reached.setdefault(lasts[span], {})
        for taken, ways in reached.get(first, {}).items():
            for step in _following(template, taken):
                if not np.isfinite(local[span, step]):
                    continue
                price = MISPLACED_GAP if _gap(template, taken, step) not in (None, gap) else 0.0
                gain = float(local[span, step]) - price
                known = further.get(step + 1, [])
                known = known + [_Way(way.worth + gain, span, step, way) for way in ways]
                further[step + 1] = sorted(known, key=lambda way: -way.worth)[:PATHS]
    found = [
        way
        for taken, ways in reached[end].items()
        if all(step.optional for step in template[taken:])
        for way in ways
        if way.step >= 0
    ]
    return sorted(found, key=lambda way: -way.worth)[:PATHS]


def _following(template: Sequence[Step], taken: int) -> Iterator[int]:
    """Yield the steps that may come next."""
    if taken and template[taken - 1].repeated:
        yield taken - 1
    for step in range(taken, len(template)):
        yield step
        if not template[step].optional:
            return


def _gap(template: Sequence[Step], taken: int, step: int) -> bool | None:
    """Say whether the template has a gap between words before a step; None if it may have."""
    if not taken:
        return None
    before, behind = template[taken - 1], template[step]
    if before.word != behind.word:
        return True
    passed = before.unread != behind.unread or not behind.allowed.any()
    return None if passed else False


def _fit(way: _Way, template: Sequence[Step]) -> Fit:
    spans: list[int] = []
    steps: list[Step] = []
    at: _Way | None = way
    while at is not None and at.step >= 0:
        if template[at.step].allowed.any():
            spans.insert(0, at.span)
            steps.insert(0, template[at.step])
        at = at.before
    numbers = {word: number for number, word in enumerate(sorted({step.word for step in steps}))}
    return Fit(
        spans=spans,
        words=[numbers[step.word] for step in steps],
        allowed=np.array([step.allowed for step in steps]),
    )


def _judged(fit: Fit, probabilities: npt.NDArray[np.floating], context: Context) -> float:
    """Say how well the words of a fit go with what people print."""
    shown = doubted(probabilities[fit.spans], fit.allowed)
    words = np.array(fit.words)
    return CHARACTER_BONUS * len(fit.spans) + sum(
        judge_word(shown[words == word], context) for word in set(fit.words)
    )

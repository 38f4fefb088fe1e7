"""Decoding of a row: which spans are its characters, and how probable each character is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.reading.context import read_in_context
from tasks.reading.known import Context
from tasks.reading.lattice import Lattice
from tasks.reading.patterns import Mask, Pattern
from tasks.reading.spacing import choose_words
from tasks.reading.templates import doubted, fit_template

Floats = npt.NDArray[np.float64]

#: Fewer single characters in a row than this are words; more are one spaced-out series.
LEAST_SERIES = 3
#: A character is as a pattern has it if it is more probable so than not.
AS_THE_PATTERN_HAS_IT = 0.5


@dataclass(frozen=True)
class DecodedRow:
    """The characters of a row.

    Attributes
    ----------
    spans : list of int
        Positions in the lattice, in reading order.
    words : list of int
        Word of the row that each is in, from 0.
    probabilities : (n, K) ndarray of float64
        Of each character, in context; zero for what the row's pattern does not allow, so that rows
        sum to 1 or less.
    fits : (n,) ndarray of bool
        Whether each is as the row's pattern has it; true where there is none.
    """

    spans: list[int]
    words: list[int]
    probabilities: Floats
    fits: npt.NDArray[np.bool_]

    def characters(self, alphabet: str) -> str:
        """Return the most probable character at each position."""
        return "".join(alphabet[place] for place in self.probabilities.argmax(axis=1))

    @property
    def confidences(self) -> Floats:
        """How probable the most probable character at each position is."""
        return np.asarray(self.probabilities.max(axis=1, initial=0.0))


def decode_row(
    lattice: Lattice,
    probabilities: npt.NDArray[np.floating],
    context: Context,
    pattern: Pattern | None = None,
) -> DecodedRow:
    """Choose the characters of a row, and settle how probable each is.

    Parameters
    ----------
    lattice : Lattice
        The N spans of the row.
    probabilities : (N, K) ndarray
        How probable each character is for each span.
    context : Context
        What is known of the text.
    pattern : Pattern or None
        What the row has to be. A row that cannot be as its template has it is read as if there
        were none, and none of its characters fits.

    Returns
    -------
    DecodedRow
        What the row says.
    """
    if pattern is None:
        return _read_freely(lattice, probabilities, context)
    if not pattern.template:
        weighed = doubted(probabilities, pattern.allowed)
        read = _read_freely(lattice, weighed, context)
        return _as_allowed(read, np.tile(pattern.allowed, (len(read.spans), 1)))
    fit = fit_template(lattice, probabilities, pattern.template, context)
    if fit is None:
        read = _read_freely(lattice, probabilities, context)
        return DecodedRow(read.spans, read.words, read.probabilities, np.zeros_like(read.fits))
    settled = settle(doubted(probabilities[fit.spans], fit.allowed), fit.words, context)
    fits = np.ones(len(fit.spans), dtype=bool)
    return _as_allowed(DecodedRow(fit.spans, fit.words, settled, fits), fit.allowed)


def _read_freely(
    lattice: Lattice, probabilities: npt.NDArray[np.floating], context: Context
) -> DecodedRow:
    paths = choose_words(lattice, probabilities, context)
    chosen = [span for path in paths for span in path]
    words = [number for number, path in enumerate(paths) for _ in path]
    settled = settle(probabilities[chosen], words, context)
    return DecodedRow(chosen, words, settled, np.ones(len(chosen), dtype=bool))


def _as_allowed(read: DecodedRow, allowed: Mask) -> DecodedRow:
    kept = np.where(allowed, read.probabilities, 0.0)
    fits = kept.sum(axis=1) >= AS_THE_PATTERN_HAS_IT
    return DecodedRow(read.spans, read.words, kept, fits)


def settle(
    probabilities: npt.NDArray[np.floating], words: Sequence[int], context: Context
) -> Floats:
    """Return the probabilities of a row's characters in context.

    Parameters
    ----------
    probabilities : (n, K) ndarray
        How probable each character is by itself.
    words : sequence of int
        Word of each.
    context : Context
        What is known of the text.

    Returns
    -------
    (n, K) ndarray of float64
        Rows sum to 1.
    """
    settled = np.empty(probabilities.shape, dtype=np.float64)
    for first, last in units(words):
        place = words[first] if words[first] == words[last - 1] else None
        settled[first:last] = read_in_context(probabilities[first:last], context, place)
    return np.asarray(settled / settled.sum(axis=1, keepdims=True))


def units(words: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield what is read together, as ranges of positions: words, and runs of single characters.

    Letters that stand apart (``A B C D``) say something of each other as letters of a word do.
    """
    edges = [i for i in range(len(words) + 1) if i in (0, len(words)) or words[i] != words[i - 1]]
    singles: list[int] = []
    for first, last in zip(edges, [*edges[1:], None], strict=True):
        if last is not None and last - first == 1:
            singles.append(first)
            continue
        if len(singles) >= LEAST_SERIES:
            yield singles[0], singles[-1] + 1
        else:
            yield from ((i, i + 1) for i in singles)
        singles = []
        if last is not None:
            yield first, last

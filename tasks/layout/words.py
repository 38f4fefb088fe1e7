"""Words: where in a row one word ends and the next begins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: White wider than this tells no more than that it parts words, in text heights.
WIDEST_WHITE = 3.0
#: Two kinds of white are told apart if the wide kind is on average so many times the narrow
#: one: evenly spread white of one kind, cut in two, gives 1.4 or less ...
CLEAR_RATIO = 1.7
#: ... if they differ by this, in text heights: tight lettering varies by as much as 0.3 ...
CLEAR_DIFFERENCE = 0.35
#: ... and if the narrow kind is narrower than this: else the letters lie apart one by one.
#: Halfway between lettering that is spaced (0.65) and letters set in columns (0.93).
LETTER_WHITE = 0.78
#: A wide kind as wide as this, on average, is white between columns: that between words, if there
#: is any, is sought in the narrow kind.
COLUMN_WHITE = 2.2
#: White of one kind varies at least so much, in text heights, even if few gaps happen to agree.
LEAST_SPREAD = 0.08
#: The page's other rows weigh as much as so many gaps of the row's own.
PAGE_WEIGHT = 6.0
#: In rows whose white is all of one kind, wider white than this parts words, in text heights.
LONE_WHITE = 1.1
#: Where kinds of white are not clearly apart, the wide one may still part words of tight lettering
#: if it is so many times the narrow one: what then is read decides, against these odds (natural
#: logarithm), which leave strokes on both sides free to be one letter.
TIGHT_RATIO, TIGHT_ODDS = 1.7, -0.5
#: White that lies so much above the limit parts words with odds of e to 1, in text heights; of
#: drawn pages' white near its row's limit.
ODDS_WHITE = 0.06
#: White makes nobody surer than this (natural logarithm of the odds).
SUREST = 20.0


def row_partings(whites: Sequence[Floats], word_gap: float) -> list[Floats]:
    """Say for each glyph of a page's rows how sure it is that a word begins with it.

    White between letters and white between words are two kinds, which each row tells by itself
    with some advice from the page's other rows. Where the kinds are not clearly apart, wider white
    is left open. A page whose white is all of one kind holds either words without neighbours or
    single letters: the latter where it is wide.

    Parameters
    ----------
    whites : sequence of (N - 1,) float64 ndarray
        For each row the white between successive glyphs, in text heights of the row; negative
        where boxes overlap.
    word_gap : float
        Above 1 fewer and longer words.

    Returns
    -------
    list of (N,) float64 ndarray
        For each row the odds (natural logarithm) that a word begins with each glyph; the first
        one does as surely as can be.

    Examples
    --------
    >>> row_partings([np.array([0.2, 0.77, 1.1, 0.3])], 1.0)[0].round(1).tolist()
    [20.0, -4.6, 4.9, 10.4, -2.9]
    """
    everywhere = np.concatenate([*whites, np.zeros(0)])
    page_limit = word_limit(everywhere, np.ones(everywhere.size))
    apart = (
        page_limit is None
        and everywhere.size > 0
        and float(np.median(everywhere)) > LETTER_WHITE * word_gap
    )
    tight = None
    if page_limit is None and everywhere.size:
        tight = _limit_between(everywhere, np.ones(everywhere.size), TIGHT_RATIO, 0.0)
    partings = []
    for white in whites:
        if apart:
            odds = np.full(white.size, SUREST)
        else:
            limit = _row_limit(white, everywhere, page_limit)
            odds = np.clip((white - limit * word_gap) / ODDS_WHITE, -SUREST, SUREST)
            if tight is not None:
                least = np.where(white > tight * word_gap, TIGHT_ODDS, -SUREST)
                odds = np.maximum(odds, least)
        partings.append(np.concatenate([[SUREST], odds]))
    return partings


def words_of(partings: Floats) -> Ints:
    """Number the words of a row.

    Parameters
    ----------
    partings : (N,) float64 ndarray
        Odds (natural logarithm) that a word begins with each glyph.

    Returns
    -------
    (N,) int64 ndarray
        Word of each glyph, from 0.

    Examples
    --------
    >>> words_of(np.array([20.0, -6.6, 2.9, -4.9])).tolist()
    [0, 0, 1, 1]
    """
    begins = partings > 0
    begins[:1] = False
    numbers: Ints = np.cumsum(begins).astype(np.int64)
    return numbers


def word_limit(white: Floats, weight: Floats) -> float | None:
    """Find the white that parts words from letters, if there are two kinds.

    The kinds are those between which the variance is greatest (Otsu 1979); they count if they are
    clearly apart. If the wide kind is as wide as white between columns, words are sought in the
    narrow one. White between words varies more than white between letters, hence the limit lies as
    many standard deviations of each kind from its mean.

    Parameters
    ----------
    white : (M,) float64 ndarray
        White between glyphs, in text heights.
    weight : (M,) float64 ndarray
        How much each counts.

    Returns
    -------
    float or None
        In text heights; None where all white is of one kind.

    Examples
    --------
    >>> round(word_limit(np.array([0.1, 0.3, 1.5]), np.ones(3)), 2)
    0.92
    """
    return _limit_between(white, weight, CLEAR_RATIO, CLEAR_DIFFERENCE)


def _limit_between(white: Floats, weight: Floats, ratio: float, difference: float) -> float | None:
    """Find the white between two kinds, if they differ by so much."""
    if white.size < 2:
        return None
    values = np.clip(white, 0.0, WIDEST_WHITE)
    order = np.argsort(values, kind="stable")
    values, weight = values[order], weight[order]
    below = np.cumsum(weight)[:-1]
    above = weight.sum() - below
    sums = np.cumsum(weight * values)
    narrow, wide = sums[:-1] / below, (sums[-1] - sums[:-1]) / above
    at = int(np.argmax(below * above * (wide - narrow) ** 2))
    clear = (
        wide[at] > ratio * narrow[at]
        and wide[at] - narrow[at] > difference
        and narrow[at] < LETTER_WHITE
    )
    if not clear:
        return None
    if wide[at] > COLUMN_WHITE:
        inside = _limit_between(values[: at + 1], weight[: at + 1], ratio, difference)
        if inside is not None:
            return inside
    spreads = [
        max(
            LEAST_SPREAD,
            float(np.sqrt(weight[part] @ (values[part] - mean) ** 2 / weight[part].sum())),
        )
        for part, mean in ((slice(at + 1), narrow[at]), (slice(at + 1, None), wide[at]))
    ]
    return float((narrow[at] * spreads[1] + wide[at] * spreads[0]) / sum(spreads))


def _row_limit(white: Floats, everywhere: Floats, page_limit: float | None) -> float:
    """Choose the limit of one row, advised by its page."""
    if page_limit is None:
        own = word_limit(white, np.ones(white.size))
        return LONE_WHITE if own is None else max(own, LETTER_WHITE)
    advice = np.full(everywhere.size, min(1.0, PAGE_WEIGHT / everywhere.size))
    both = np.concatenate([white, everywhere])
    limit = word_limit(both, np.concatenate([np.ones(white.size), advice]))
    return page_limit if limit is None else limit

"""Numerals: which digits numbers are made of, where not all are equally likely.

Numbers that count or measure something begin with a 1 six times as often as with a 9 (Newcomb 1881,
Benford 1938, The law of anomalous numbers); serial and telephone numbers begin with any digit. And
many a number of four digits is a year. So a doubtful 7949 is rather 1949.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from schemas.alphabet import kind_of

Shares = npt.NDArray[np.float64]

#: Share of numbers that begin with a nought, as days and months of dates do; and of the others,
#: those that begin as Benford's law has it rather than with any digit.
LEADING_NOUGHT, COUNTS = 0.1, 0.5
#: Share of the numbers of four digits that are years, and of the years, those that begin so.
YEARS = 0.2
ERAS = {"17": 0.03, "18": 0.12, "19": 0.5, "200": 0.11, "201": 0.11, "202": 0.11, "203": 0.02}
#: How much commoner numbers of so many digits are, among numbers, than words of so many letters
#: are among words; and longer ones: most numbers are short.
COMMON_LENGTHS = {1: 1.0, 2: 1.8, 3: 1.0, 4: 1.5, 5: 0.5, 6: 0.6, 7: 0.4, 8: 0.25}
LONG = 0.2
#: Digits of a typical number.
TYPICAL_LENGTH = 3


@lru_cache(maxsize=64)
def numeral_shares(alphabet: str, n: int) -> tuple[tuple[float, Shares], ...]:
    """Return how numbers of n digits are made: several sorts, each with its share.

    Parameters
    ----------
    alphabet : str
        The K characters.
    n : int
        Digits of the number, at least one.

    Returns
    -------
    tuple of (float, (n, K) ndarray of float64)
        The shares sum to how common numbers of this length are. Of each sort, how likely each
        character is at each place, independent of the others; rows sum to 1. Empty if the alphabet
        has no digits.

    Examples
    --------
    >>> (share, digits), *_ = numeral_shares("0123456789", 2)
    >>> share, digits[0].round(2).tolist()
    (1.8, [0.1, 0.19, 0.13, 0.11, 0.09, 0.09, 0.08, 0.08, 0.07, 0.07])
    """
    digits = np.array([kind_of(character) == "digit" for character in alphabet])
    if not digits.any():
        return ()
    even = digits / digits.sum()
    leading = np.array([_leading(character) for character in alphabet])
    plain = np.tile(even, (n, 1))
    plain[0] = leading / leading.sum()
    plain.flags.writeable = False
    common = common_length(n)
    eras = {years: share for years, share in ERAS.items() if set(years) <= set(alphabet)}
    if n != 4 or not eras:
        return ((common, plain),)
    sorts = [(common * (1 - YEARS), plain)]
    for era, share in eras.items():
        year = np.tile(even, (n, 1))
        for place, digit in enumerate(era):
            year[place] = [float(character == digit) for character in alphabet]
        year.flags.writeable = False
        sorts.append((common * YEARS * share / sum(eras.values()), year))
    return tuple(sorts)


def common_length(n: int) -> float:
    """Return how much commoner numbers of n digits are than words of n letters are among words."""
    return COMMON_LENGTHS.get(n, LONG)


@lru_cache(maxsize=8)
def digit_shares(alphabet: str) -> tuple[float, ...]:
    """Return how common each character is among the digits of numbers, K shares.

    Examples
    --------
    >>> [round(share, 2) for share in digit_shares("0123456789")]
    [0.1, 0.13, 0.11, 0.1, 0.1, 0.1, 0.09, 0.09, 0.09, 0.09]
    """
    digits = np.array([kind_of(character) == "digit" for character in alphabet])
    if not digits.any():
        return (0.0,) * len(alphabet)
    leading = np.array([_leading(character) for character in alphabet])
    every = TYPICAL_LENGTH - 1
    shares = (leading / leading.sum() + every * digits / digits.sum()) / TYPICAL_LENGTH
    return tuple(shares.tolist())


def _leading(character: str) -> float:
    """Return how likely a number begins with a character."""
    if kind_of(character) != "digit":
        return 0.0
    if character == "0":
        return LEADING_NOUGHT
    benford = float(np.log10(1 + 1 / int(character)))
    return (1 - LEADING_NOUGHT) * (COUNTS * benford + (1 - COUNTS) / 9)

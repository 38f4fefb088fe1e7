"""Formats: what stands at one place of a page's rows is of one make: four digits, two letters.

Lists, labels and tables say in every row the same sort of thing. Where the second word of six rows
is a number of four digits, it is one in the seventh as well, rather than three digits or letters. A
clerk who keys a list in knows its columns after a few lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Sort of a word, and how many characters it has.
Make = tuple[str, int]

#: Sorts of words.
LETTERS, DIGITS, MIXED = "letters", "digits", "mixed"
#: Those of words of one kind of character (`schemas.alphabet.KINDS`).
SORTS = {"letter": LETTERS, "digit": DIGITS}
#: Words of so many letters are of one make: names and things differ in length, codes do not.
LONG = 4
#: What is known beforehand of a place weighs as much as so many rows of the page; of the lengths of
#: words, as much as so many where the page's own are of several.
BEFOREHAND, VARIED = 4.0, 20.0
#: Share of words that have a certain length, and of those that are long.
A_LENGTH, ALL_LONG = 0.1, 0.6


@dataclass(frozen=True)
class Formats:
    """How often words of each make are read at each place of a page's rows.

    Attributes
    ----------
    counts : mapping of int to mapping of Make to int
        By place: the word's number in its row, from 0.
    """

    counts: Mapping[int, Mapping[Make, int]] = field(default_factory=dict)

    def factor(self, place: int, sort: str, length: int, usual: float) -> float:
        """Return how many times as likely as elsewhere a make is at a place.

        Parameters
        ----------
        place : int
            Number of the word in its row.
        sort : str
            One of `LETTERS`, `DIGITS` and `MIXED`.
        length : int
            Characters of the word.
        usual : float
            Share of words of this length that are of this sort, where nothing is known.

        Examples
        --------
        >>> formats = Formats({1: {("digits", 4): 6}})
        >>> [round(formats.factor(1, *make, 0.5), 1) for make in (("digits", 4), ("letters", 2))]
        [10.2, 0.4]
        """
        known = self.counts.get(place, {})
        lengths = {own: count for (other, own), count in known.items() if other == sort}
        alike, total = sum(lengths.values()), sum(known.values())
        of_sort = (alike + BEFOREHAND * usual) / (total + BEFOREHAND) / usual
        make = make_of(sort, length)
        usual_length = ALL_LONG if make == (LETTERS, LONG) else A_LENGTH
        beforehand = BEFOREHAND if len(lengths) == 1 else VARIED
        found = lengths.get(make[1], 0) + beforehand * usual_length
        return of_sort * found / (alike + beforehand) / usual_length


def make_of(sort: str, length: int) -> Make:
    """Return the make of a word of a sort and length."""
    return (sort, min(length, LONG) if sort == LETTERS else length)

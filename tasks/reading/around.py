"""Around: what the rows of a page, read once, tell of each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from schemas.alphabet import kind_of
from tasks.reading.decoding import DecodedRow
from tasks.reading.formats import MIXED, SORTS, Formats, Make, make_of
from tasks.reading.kinds import kind_shares
from tasks.reading.known import Context
from tasks.reading.met import met_words, sure_words


def contexts_around(rows: Sequence[DecodedRow], context: Context) -> list[Context]:
    """Return the context of each row of a page of which all rows have been read.

    Parameters
    ----------
    rows : sequence of DecodedRow
        Rows of a page, with probabilities over the alphabet.
    context : Context
        What was known of the text before.

    Returns
    -------
    list of Context
        With the kinds of characters and the words of the page, and what the other rows have at each
        place.
    """
    read = "".join(row.characters(context.alphabet) for row in rows)
    confidences = np.concatenate([*(row.confidences for row in rows), np.empty(0)])
    page = replace(
        context,
        kinds=kind_shares(read, confidences, context.alphabet),
        met=met_words(rows, context.alphabet),
    )
    return [replace(page, formats=own) for own in formats_around(rows, context.alphabet)]


def formats_around(rows: Sequence[DecodedRow], alphabet: str) -> list[Formats]:
    """Return for each row of a page what is told of its places by the other rows.

    Parameters
    ----------
    rows : sequence of DecodedRow
        Rows of a page, with probabilities over the alphabet.
    alphabet : str
        All characters that there are.
    """
    makes = [[(place, _make(word)) for place, word in sure_words(row, alphabet)] for row in rows]
    every = Counter(make for own in makes for make in own)
    around = []
    for own in makes:
        places: dict[int, dict[Make, int]] = {}
        for (place, make), count in (every - Counter(own)).items():
            places.setdefault(place, {})[make] = count
        around.append(Formats(places))
    return around


def _make(word: str) -> Make:
    kinds = {kind_of(character) for character in word}
    return make_of(SORTS.get(kinds.pop(), MIXED) if len(kinds) == 1 else MIXED, len(word))

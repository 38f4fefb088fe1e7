"""Words met: what was read beyond doubt elsewhere on a page is likely to be met again.

Lists, tables and forms say the same words line by line. Where one of them is doubtful, the others
tell what it may be, whether a dictionary has it or not (a cache language model, Kuhn and De Mori
1990).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from schemas.alphabet import kind_of
from tasks.reading.decoding import DecodedRow
from tasks.reading.kinds import SURE
from tasks.reading.lexicon import Lexicon, build_lexicon

#: Words of fewer letters are too often a code's, or one another with a stroke less.
LEAST_LETTERS = 3


def met_words(rows: Sequence[DecodedRow], alphabet: str) -> Lexicon:
    """Return the words that rows say beyond doubt, as likely as they are frequent.

    Parameters
    ----------
    rows : sequence of DecodedRow
        Rows of a page, with probabilities over the alphabet.
    alphabet : str
        All characters that there are.
    """
    counts = Counter(
        word
        for row in rows
        for _, word in sure_words(row, alphabet)
        if len(word) >= LEAST_LETTERS and all(kind_of(character) == "letter" for character in word)
    )
    return build_lexicon(counts, alphabet)


def sure_words(row: DecodedRow, alphabet: str) -> Iterator[tuple[int, str]]:
    """Yield the words of a row that are read beyond doubt, each with its number in the row.

    Parameters
    ----------
    row : DecodedRow
        With probabilities over the alphabet.
    alphabet : str
        All characters that there are.
    """
    sure = row.confidences >= SURE
    placed = zip(row.words, row.characters(alphabet), sure, strict=True)
    for number, listed in groupby(placed, key=itemgetter(0)):
        word = list(listed)
        if all(known for _, _, known in word):
            yield number, "".join(character for _, character, _ in word)

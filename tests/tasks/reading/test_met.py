"""Words met: what rows say beyond doubt, and nothing else, is expected elsewhere on the page."""

import numpy as np

from schemas.alphabet import ALPHABETS
from tasks.reading.decoding import DecodedRow
from tasks.reading.met import met_words

ALPHABET = ALPHABETS["capitals-digits"]


def row(text: str, doubtful: tuple[int, ...] = ()) -> DecodedRow:
    """A row of words; the characters at some positions are doubtful."""
    words = text.split()
    characters = "".join(words)
    probabilities = np.full((len(characters), len(ALPHABET)), 0.001)
    for i, character in enumerate(characters):
        probabilities[i, ALPHABET.index(character)] = 0.5 if i in doubtful else 0.965
    numbers = [number for number, word in enumerate(words) for _ in word]
    fits = np.ones(len(characters), dtype=bool)
    return DecodedRow(list(range(len(characters))), numbers, probabilities, fits)


def met(*rows: DecodedRow) -> dict[str, float]:
    lexicon = met_words(rows, ALPHABET)
    return {
        "".join(ALPHABET[place] for place in word): float(np.exp(prior).round(3))
        for words in lexicon.values()
        for word, prior in zip(words.characters, words.log_priors, strict=True)
    }


def test_words_are_as_likely_as_they_are_frequent_among_those_of_their_length():
    assert met(row("FUSE QTY"), row("BULB QTY"), row("FUSE NUT")) == {
        "FUSE": 0.667,
        "BULB": 0.333,
        "QTY": 0.667,
        "NUT": 0.333,
    }


def test_doubtful_and_short_words_numbers_and_codes_are_not_met():
    assert met(row("FUSE QTY", doubtful=(5,)), row("NO 1907 B0X4Z A")) == {"FUSE": 1.0}


def test_nothing_read_is_nothing_met():
    assert met() == {}
    assert met(DecodedRow([], [], np.empty((0, len(ALPHABET))), np.empty(0, bool))) == {}

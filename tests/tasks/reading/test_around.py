"""Around: rows that have been read tell of each other, and none of itself."""

from itertools import pairwise

import numpy as np

from schemas.alphabet import ALPHABETS
from tasks.reading.around import contexts_around
from tasks.reading.context import judge_word, read_in_context
from tasks.reading.decoding import DecodedRow
from tasks.reading.known import Context

ALPHABET = ALPHABETS["capitals-digits"]


def glyphs(*likely: dict[str, float]) -> np.ndarray:
    shown = np.full((len(likely), len(ALPHABET)), 1e-6)
    for i, own in enumerate(likely):
        for character, probability in own.items():
            shown[i, ALPHABET.index(character)] = probability
    return shown / shown.sum(axis=1, keepdims=True)


def read(text: str, sure: float = 0.99) -> DecodedRow:
    """A row as it is read, all characters as sure as each other."""
    words = [number for number, word in enumerate(text.split()) for _ in word]
    shown = glyphs(*({character: sure, "X": 1 - sure} for character in text.replace(" ", "")))
    spans = list(range(len(words)))
    return DecodedRow(spans, words, shown, np.ones(len(words), dtype=bool))


LIST = [read(text) for text in ("AB 1234 NUT 7", "CD 5678 BOLT 12", "EF 9012 WASHER 360")]


def formats_of(rows):
    return [context.formats.counts for context in contexts_around(rows, Context(ALPHABET))]


def test_each_row_is_told_what_the_others_have():
    first, *_ = formats_of(LIST)
    assert first[0] == {("letters", 2): 2}
    assert first[1] == {("digits", 4): 2}
    assert first[2] == {("letters", 4): 2}
    assert first[3] == {("digits", 2): 1, ("digits", 3): 1}


def test_a_row_alone_is_told_nothing():
    assert formats_of(LIST[:1]) == [{}]
    assert formats_of([]) == []


def test_what_is_doubtful_tells_nothing():
    assert formats_of([LIST[0], read("AB 1234", sure=0.6)])[0] == {}


def test_words_and_kinds_of_the_page_are_known_to_all():
    contexts = contexts_around(LIST, Context(ALPHABET))
    assert all(3 in context.met and 6 in context.met for context in contexts)
    assert all(one.kinds == other.kinds for one, other in pairwise(contexts))


def test_a_ring_is_of_the_kind_that_stands_at_its_place():
    around = contexts_around([*LIST, read("O0 O0")], Context(ALPHABET))[-1]
    rings = glyphs({"O": 0.8, "0": 0.2}, {"O": 0.8, "0": 0.2})
    letters, digits = (read_in_context(rings, around, place)[0] for place in (0, 3))
    ring, nought = ALPHABET.index("O"), ALPHABET.index("0")
    assert letters[ring] / letters[nought] > 5 * digits[ring] / digits[nought]
    assert digits[nought] > digits[ring]


def test_a_lone_stroke_is_of_the_kind_that_stands_at_its_place():
    numbered = [read(f"{number} TEA") for number in range(2, 6)]
    around = contexts_around([*numbered, read("I TEA")], Context(ALPHABET))[-1]
    stroke = glyphs({"I": 0.6, "1": 0.4})
    assert ALPHABET[int(read_in_context(stroke, around, 0).argmax())] == "1"
    assert ALPHABET[int(read_in_context(stroke, around, None).argmax())] == "I"


def test_a_number_as_long_as_the_others_is_worth_more():
    around = contexts_around([*LIST, read("AB 1")], Context(ALPHABET))[-1]
    four = glyphs(*({character: 0.99} for character in "8184"))
    gained = [
        judge_word(word, around, 1) - judge_word(word, Context(ALPHABET))
        for word in (four, four[:3])
    ]
    assert gained[0] > gained[1] + 1

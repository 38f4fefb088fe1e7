"""Spelling: a chain of letters whose probabilities are what the words say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, kind_of
from tasks.reading.lexicon import build_lexicon, language_words
from tasks.reading.spelling import spelling_of

WORDS = st.dictionaries(st.text("ABC", min_size=2, max_size=5), st.floats(0.1, 9), min_size=1)


@given(WORDS)
def test_letters_follow_as_often_as_in_the_words(words):
    spelling = spelling_of(build_lexicon(words, "1ABC"), "1ABC")
    for a in "ABC":
        pairs = {
            b: 1 + sum(word[i : i + 2] == a + b for word in words for i in range(9)) for b in "ABC"
        }
        begun = 1 + sum(word.startswith(a) for word in words)
        at = "1ABC".index(a)
        assert np.isclose(spelling.start[at], begun / (3 + len(words)))
        expected = [0, *(pairs[b] / sum(pairs.values()) for b in "ABC")]
        np.testing.assert_allclose(spelling.transitions[at], expected)
    assert spelling.start[0] == 0
    assert not spelling.transitions[0].any()


def test_no_words_or_no_letters_say_nothing():
    assert spelling_of({}, "AB1") is None
    assert spelling_of(build_lexicon({"12": 1}, "12"), "12") is None


def test_names_are_likelier_than_what_cannot_be_said():
    alphabet = ALPHABETS["capitals-digits"]
    spelling = spelling_of(build_lexicon(language_words("en"), alphabet), alphabet)

    def evidence(text: str) -> float:
        return spelling.judge(np.eye(len(alphabet))[[alphabet.index(c) for c in text]])[0]

    assert evidence("MAZUR") > evidence("MRZXR") + 3
    assert evidence("QUILLFORD") > evidence("QXILLFJRD") + 5
    digits = [kind_of(character) == "digit" for character in alphabet]
    assert not spelling.start[digits].any()

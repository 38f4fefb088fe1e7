"""Sentences: lines that a person might print, in capitals, digits and signs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import CAPITALS, DIGITS, SIGNS
from tasks.synthesis.sentences import draw_lines, draw_words, without_signs


@pytest.mark.parametrize("signs", [False, True])
@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(0, 9))
def test_lines_keep_their_alphabet(signs, seed, count):
    lines = draw_lines(count, np.random.default_rng(seed), signs=signs)
    allowed = set(CAPITALS + DIGITS + " " + (SIGNS if signs else ""))
    assert len(lines) == count
    for line in lines:
        assert set(line) <= allowed
        assert line == " ".join(line.split()) != ""


def test_all_letters_digits_and_kinds_of_page_turn_up():
    rng = np.random.default_rng(0)
    text = "".join("".join(draw_lines(6, rng, signs=True)) for _ in range(150))
    assert set(CAPITALS + DIGITS) <= set(text)
    assert {"NAME", "QTY", "KG", "BOX"} <= {w for w in ("NAME", "QTY", "KG", "BOX") if w in text}


def test_same_seed_same_lines():
    first, second = (draw_lines(8, np.random.default_rng(7)) for _ in range(2))
    assert first == second


def test_signs_part_words():
    assert without_signs("REF: AB-12 / 3.") == "REF AB 12 3"


@given(st.integers(0, 20), st.integers(0, 2**32))
def test_words_are_of_the_alphabet(count, seed):
    words = draw_words(count, "XY3", np.random.default_rng(seed))
    assert len(words) == count
    assert all(set(word) <= set("XY3") and 2 <= len(word) <= 9 for word in words)

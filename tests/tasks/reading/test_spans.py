"""Spans: the best way to join atoms, by shape, by geometry and by what the word can be."""

from dataclasses import replace

import numpy as np
import pytest

from schemas.alphabet import ALPHABETS
from tasks.reading.atoms import Atom
from tasks.reading.context import Context
from tasks.reading.lexicon import build_lexicon
from tasks.reading.spans import MOST_ATOMS, choose_spans, spans_of

ALPHABET = ALPHABETS["capitals-digits"]
CONTEXT = Context(ALPHABET, build_lexicon({"BARN": 1, "CARD": 2}, ALPHABET))
HEIGHT = 40


def row(*joints, width=12, words=None):
    """Atoms side by side with these odds of being one character with the one before."""
    return [
        Atom(
            glyph=i,
            word=words[i] if words else 0,
            box=(0, i * width, HEIGHT, (i + 1) * width),
            level=(0.0, float(i * width), float(HEIGHT), float((i + 1) * width)),
            picture=np.full((HEIGHT, width), 255, np.uint8),
            joint=joint,
        )
        for i, joint in enumerate(joints)
    ]


def seen(spans, **readings):
    """Probabilities of a network that knows what it sees: `first_last="X0.9"`, the rest even."""
    probabilities = np.full((len(spans), len(ALPHABET)), 1 / len(ALPHABET))
    for i, span in enumerate(spans):
        text = readings.get(f"s{span.first}_{span.last}")
        if text:
            character, probability = text[0], float(text[1:])
            probabilities[i] = (1 - probability) / (len(ALPHABET) - 1)
            probabilities[i, ALPHABET.index(character)] = probability
    return probabilities


def chosen(spans, probabilities):
    return [(spans[i].first, spans[i].last) for i in choose_spans(spans, probabilities, CONTEXT)]


def test_spans_stay_within_words_and_limits():
    spans = spans_of(row(-np.inf, 1, 1, 1, 1, -np.inf, 1, words=[0] * 5 + [1] * 2), HEIGHT)
    pairs = {(span.first, span.last) for span in spans}
    assert {(i, i + 1) for i in range(7)} <= pairs
    assert (4, 6) not in pairs
    assert (5, 7) in pairs
    assert max(last - first for first, last in pairs) <= MOST_ATOMS


def test_a_glyph_cut_often_can_still_be_one_character():
    atoms = [replace(atom, glyph=7) for atom in row(-np.inf, 3, 3, 3, 3, 3)]
    assert (0, 6) in {(span.first, span.last) for span in spans_of(atoms, HEIGHT)}


def test_joins_that_geometry_forbids_are_not_looked_at():
    spans = spans_of(row(-np.inf, -10.0), HEIGHT)
    assert {(span.first, span.last) for span in spans} == {(0, 1), (1, 2)}


def test_broken_letter_is_read_as_one():
    spans = spans_of(row(-np.inf, 1.0), HEIGHT)
    shown = seen(spans, s0_1="10.8", s1_2="70.6", s0_2="R0.99")
    assert chosen(spans, shown) == [(0, 2)]


def test_touching_letters_are_read_as_two():
    spans = spans_of(row(-np.inf, 2.0), HEIGHT)
    shown = seen(spans, s0_1="L0.97", s1_2="O0.97", s0_2="D0.2")
    assert chosen(spans, shown) == [(0, 1), (1, 2)]


def test_the_word_decides_what_shape_leaves_open():
    spans = spans_of(row(-np.inf, -3.0, -3.0, 0.0, -3.0), HEIGHT)
    letters = {"s0_1": "B0.9", "s1_2": "A0.9", "s2_3": "10.9", "s3_4": "70.9", "s4_5": "N0.9"}
    shown = seen(spans, **letters, s2_4="R0.85")
    assert chosen(spans, shown) == [(0, 1), (1, 2), (2, 4), (4, 5)]


def test_every_atom_is_read_once_whatever_the_network_says():
    rng = np.random.default_rng(3)
    for _ in range(20):
        words = np.sort(rng.integers(0, 3, 9)).tolist()
        joints = [
            -np.inf if i == 0 or words[i] != words[i - 1] else float(rng.normal(0, 2))
            for i in range(9)
        ]
        spans = spans_of(row(*joints, words=words), HEIGHT)
        shown = rng.dirichlet(np.full(len(ALPHABET), 0.2), size=len(spans))
        ranges = chosen(spans, shown)
        assert [i for first, last in ranges for i in range(first, last)] == list(range(9))


def test_no_atoms_no_characters():
    assert spans_of([], HEIGHT) == []
    assert choose_spans([], np.zeros((0, len(ALPHABET))), CONTEXT) == []


def test_characters_too_wide_cost():
    narrow, wide = (
        next(span for span in spans_of(row(-np.inf, 0.0, width=width), HEIGHT) if span.last == 2)
        for width in (20, 30)
    )
    assert narrow.odds == pytest.approx(0.0)
    assert wide.odds < -1

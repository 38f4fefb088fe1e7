"""Paths: the best way to join atoms, by shape, by geometry and by what the word can be."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from schemas.alphabet import ALPHABETS
from tasks.reading.known import Context
from tasks.reading.lattice import Lattice
from tasks.reading.lexicon import build_lexicon
from tasks.reading.paths import PathFinder

ALPHABET = ALPHABETS["capitals-digits"]
CONTEXT = Context(ALPHABET, build_lexicon({"BARN": 1, "CARD": 2}, ALPHABET))
MOST_ATOMS = 4
LEAST_JOINT = -3.0


def row(*joints):
    """All spans of atoms with these odds of being one character with the one before."""
    spans = [
        (first, last, sum(joints[first + 1 : last]))
        for first in range(len(joints))
        for last in range(first + 1, min(first + MOST_ATOMS, len(joints)) + 1)
        if all(joint >= LEAST_JOINT for joint in joints[first + 1 : last])
    ]
    firsts = np.array([first for first, _, _ in spans], np.int32)
    return Lattice(
        first=firsts,
        last=np.array([last for _, last, _ in spans], np.int32),
        words=np.zeros(len(spans), np.int32),
        glyphs=firsts,
        boxes=np.zeros((len(spans), 4), np.int32),
        levels=np.zeros((len(spans), 4)),
        partings=np.where(firsts == 0, 20.0, -20.0),
        odds=np.array([odds for _, _, odds in spans], np.float64),
        probabilities=np.zeros((len(spans), len(ALPHABET)), np.float32),
    )


def cut(lattice):
    """The same, all atoms being parts of one glyph."""
    return replace(lattice, glyphs=np.zeros_like(lattice.glyphs))


def seen(lattice, **readings):
    """Probabilities of a network that knows what it sees: `first_last="X0.9"`, the rest even."""
    probabilities = np.full((len(lattice), len(ALPHABET)), 1 / len(ALPHABET))
    for i, (first, last) in enumerate(zip(lattice.first, lattice.last, strict=True)):
        text = readings.get(f"s{first}_{last}")
        if text:
            character, probability = text[0], float(text[1:])
            probabilities[i] = (1 - probability) / (len(ALPHABET) - 1)
            probabilities[i, ALPHABET.index(character)] = probability
    return probabilities


def chosen(lattice, probabilities):
    found = PathFinder(lattice, probabilities, CONTEXT).best(0, int(lattice.last.max()), 0)
    return [(int(lattice.first[i]), int(lattice.last[i])) for i in found]


def test_broken_letter_is_read_as_one():
    lattice = row(-np.inf, 1.0)
    shown = seen(lattice, s0_1="10.8", s1_2="70.6", s0_2="R0.99")
    assert chosen(lattice, shown) == [(0, 2)]


def test_touching_letters_are_read_as_two():
    lattice = row(-np.inf, 2.0)
    shown = seen(lattice, s0_1="L0.97", s1_2="O0.97", s0_2="D0.2")
    assert chosen(lattice, shown) == [(0, 1), (1, 2)]


def test_the_word_decides_what_shape_leaves_open():
    lattice = row(-np.inf, -3.0, -3.0, 0.0, -3.0)
    letters = {"s0_1": "B0.9", "s1_2": "A0.9", "s2_3": "10.9", "s3_4": "70.9", "s4_5": "N0.9"}
    shown = seen(lattice, **letters, s2_4="R0.85")
    assert chosen(lattice, shown) == [(0, 1), (1, 2), (2, 4), (4, 5)]


def test_every_atom_is_read_whatever_the_network_says():
    """And once, but for one that a character ends with and the next begins with."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        lattice = cut(row(-np.inf, *rng.normal(0, 2, 8)))
        shown = rng.dirichlet(np.full(len(ALPHABET), 0.2), size=len(lattice))
        ranges = chosen(lattice, shown)
        assert ranges[0][0] == 0
        assert ranges[-1][1] == 9
        for (_, end), (begin, stop) in pairwise(ranges):
            assert begin in (end, end - 1)
            assert stop > end


def test_a_stroke_may_be_of_two_letters_that_touch():
    """A D and a B whose stem is the back of the D: without it, either is something else."""
    apart = row(-np.inf, 1.0, 1.0)
    shown = seen(apart, s0_1="10.5", s1_2="10.9", s2_3="30.7", s0_2="D0.99", s1_3="B0.99")
    assert chosen(cut(apart), shown) == [(0, 2), (1, 3)]
    assert chosen(apart, shown) != [(0, 2), (1, 3)]


def test_nothing_is_of_two_letters_without_need():
    lattice = cut(row(-np.inf, 0.0, 0.0))
    shown = seen(lattice, s0_1="A0.99", s1_2="T0.99", s2_3="E0.99")
    assert chosen(lattice, shown) == [(0, 1), (1, 2), (2, 3)]


def test_no_letter_is_part_of_the_next():
    """Though the left of an R is an A, and BARN is a word."""
    lattice = cut(row(-np.inf, 1.0, 1.0, 1.0))
    shown = seen(lattice, s0_1="B0.99", s1_2="A0.99", s1_3="R0.99", s3_4="N0.99")
    assert chosen(lattice, shown) == [(0, 1), (1, 3), (3, 4)]


def test_the_best_path_is_the_one_that_is_worth_most():
    rng = np.random.default_rng(4)
    lattice = row(-np.inf, *rng.normal(0, 2, 5))
    finder = PathFinder(
        lattice, rng.dirichlet(np.full(len(ALPHABET), 0.2), size=len(lattice)), CONTEXT
    )
    for start, end in ((0, 6), (0, 2), (2, 6), (3, 4)):
        judged = finder.judged(start, end, 0)
        assert judged.spans == finder.best(start, end, 0)
        assert int(lattice.first[judged.spans[0]]) == start
        assert int(lattice.last[judged.spans[-1]]) == end


def test_of_many_glyphs_that_are_nearly_two_letters_the_way_that_keeps_them_whole_is_compared():
    """More ways than are compared cut some of them; all whole make a row of one letter."""
    count = 9
    joints = [-np.inf if atom == 0 else 1.0 if atom % 2 else -5.0 for atom in range(2 * count)]
    lattice = row(*joints)
    lattice = replace(lattice, glyphs=(lattice.first // 2).astype(np.int32))
    readings: dict[str, str] = {}
    for glyph in range(0, 2 * count, 2):
        readings[f"s{glyph}_{glyph + 1}"] = "L0.97"
        readings[f"s{glyph + 1}_{glyph + 2}"] = "J0.97"
        readings[f"s{glyph}_{glyph + 2}"] = "V0.75"
    found = chosen(lattice, seen(lattice, **readings))
    assert found == [(glyph, glyph + 2) for glyph in range(0, 2 * count, 2)]


def test_a_glyph_too_wide_for_a_character_is_no_obstacle_to_keeping_the_others_whole():
    lattice = row(-np.inf, -5.0, 1.0)
    lattice = replace(lattice, glyphs=np.minimum(lattice.first, 1).astype(np.int32))
    kept = ~((lattice.first == 1) & (lattice.last == 3))
    narrow = Lattice(**{name: own[kept] for name, own in vars(lattice).items()})
    shown = seen(narrow, s0_1="B0.99", s1_2="A0.99", s2_3="R0.99")
    assert chosen(narrow, shown) == [(0, 1), (1, 2), (2, 3)]

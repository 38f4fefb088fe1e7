"""Spans: every run of atoms that geometry allows, and no other."""

from dataclasses import replace

import numpy as np
import pytest

from tasks.recognition.joining import Atom
from tasks.recognition.spans import LOW_COST, MOST_GLYPHS, spans_of

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


def test_spans_stay_within_words_and_limits():
    spans = spans_of(row(-np.inf, 1, 1, 1, 1, -np.inf, 1, words=[0] * 5 + [1] * 2), HEIGHT)
    pairs = {(span.first, span.last) for span in spans}
    assert {(i, i + 1) for i in range(7)} <= pairs
    assert (4, 6) not in pairs
    assert (5, 7) in pairs
    assert max(last - first for first, last in pairs) <= MOST_GLYPHS


def test_a_glyph_cut_often_can_still_be_one_character():
    atoms = [replace(atom, glyph=7) for atom in row(-np.inf, 3, 3, 3, 3, 3)]
    assert (0, 6) in {(span.first, span.last) for span in spans_of(atoms, HEIGHT)}


def test_a_letter_of_two_glyphs_may_be_cut_often():
    atoms = row(-np.inf, 1, 1, 1, 1, 1)
    atoms = [atoms[0], *(replace(atom, glyph=1) for atom in atoms[1:])]
    assert (0, 6) in {(span.first, span.last) for span in spans_of(atoms, HEIGHT)}


def test_joins_that_geometry_forbids_are_not_looked_at():
    spans = spans_of(row(-np.inf, -10.0), HEIGHT)
    assert {(span.first, span.last) for span in spans} == {(0, 1), (1, 2)}


def test_no_atoms_no_spans():
    assert spans_of([], HEIGHT) == []


def test_characters_too_wide_cost():
    narrow, wide = (
        next(span for span in spans_of(row(-np.inf, 0.0, width=width), HEIGHT) if span.last == 2)
        for width in (20, 30)
    )
    assert narrow.odds == pytest.approx(0.0)
    assert wide.odds < -1


def test_what_is_low_is_rather_part_of_a_letter_unless_there_are_signs():
    tall, low = row(-np.inf, -np.inf, words=[0, 1])
    low = replace(low, level=(20.0, *low.level[1:]))
    assert [span.odds for span in spans_of([tall, low], HEIGHT, signs=True)] == [0.0, 0.0]
    whole, part = spans_of([tall, low], HEIGHT)
    assert whole.odds == 0.0
    assert part.odds == pytest.approx(-0.25 * LOW_COST)


def test_a_letter_taller_than_its_row_may_be_as_much_wider():
    atoms = row(-np.inf, 0.0, width=HEIGHT)
    assert (0, 2) not in {(span.first, span.last) for span in spans_of(atoms, HEIGHT)}
    tall = [replace(atom, level=(-float(HEIGHT), *atom.level[1:])) for atom in atoms]
    (joined,) = (span for span in spans_of(tall, HEIGHT) if span.last - span.first == 2)
    assert joined.odds == 0.0

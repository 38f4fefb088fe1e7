"""Spans: every run of atoms that geometry allows, and no other."""

from dataclasses import replace

import numpy as np
import pytest

from tasks.recognition.atoms import Atom
from tasks.recognition.spans import MOST_GLYPHS, spans_of

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

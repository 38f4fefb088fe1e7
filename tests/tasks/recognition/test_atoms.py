"""Atoms: what they are, and how likely neighbouring ones are one character."""

import numpy as np

from tasks.recognition.atoms import atoms_of

HEIGHT = 40


def bar(width=6):
    return np.full((HEIGHT, width), 255, np.uint8)


def test_narrow_glyphs_stay_whole_and_know_how_far_apart_they_are(glyph):
    glyphs = [glyph(3, 0, bar()), glyph(1, 8, bar()), glyph(2, 40, bar()), glyph(0, 60, bar())]
    atoms = atoms_of(glyphs, [0, 0, 0, 1], HEIGHT)
    assert [atom.glyph for atom in atoms] == [3, 1, 2, 0]
    joints = [atom.joint for atom in atoms]
    assert joints[0] == joints[3] == -np.inf
    assert joints[1] > joints[2]


def test_the_white_within_broken_letters_is_not_taken_for_that_between_letters(glyph):
    lone = [glyph(0, 0, bar()), glyph(1, 10, bar())]
    broken = [glyph(i, 40 * (i // 2) + 10 * (i % 2), bar()) for i in range(10)]
    within = [atom.joint for atom in atoms_of(broken, [i // 2 for i in range(10)], HEIGHT)[1::2]]
    assert within == [atoms_of(lone, [0, 0], HEIGHT)[1].joint] * 5


def test_slim_and_low_glyphs_may_be_signs_where_there_are_signs(glyph):
    glyphs = [glyph(0, 0, bar(14)), glyph(1, 17, bar(6)), glyph(2, 26, bar(14))]
    glyphs.append(glyph(3, 43, bar(14)[:8]))
    strokes = [atom.joint for atom in atoms_of(glyphs, [0] * 4, HEIGHT)]
    signs = [atom.joint for atom in atoms_of(glyphs, [0] * 4, HEIGHT, signs=True)]
    wider = [glyph(0, 0, bar(14)), glyph(1, 17, bar(14))]
    assert all(sign < stroke for sign, stroke in zip(signs[1:], strokes[1:], strict=True))
    assert atoms_of(wider, [0, 0], HEIGHT)[1].joint == (
        atoms_of(wider, [0, 0], HEIGHT, signs=True)[1].joint
    )

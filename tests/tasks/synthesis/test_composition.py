"""Composition: characters stand in order, apart or touching as asked."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, CAPITALS, DIGITS
from tasks.synthesis.composition import Spacing, compose
from tasks.synthesis.writer import Writer, draw_writer

PLAIN = Spacing(
    text_height=32.0,
    line_spacing=2.0,
    word_gap=0.8,
    touching_rate=0.0,
    size_ratio=1.0,
    wave=0.0,
    title_scale=1.0,
)
STEADY = Writer("steady", seed=3, habit=0.0, unsteadiness=0.0, fidelity=1.0, wobble=0.0)


def composed(lines, writer=STEADY, spacing=PLAIN, seed=0):
    return compose(lines, writer, spacing, np.random.default_rng(seed))


def overlap(first, second):
    """Pixels that two inks share."""
    top, left = max(first.top, second.top), max(first.left, second.left)
    bottom, right = min(first.bottom, second.bottom), min(first.right, second.right)
    if top >= bottom or left >= right:
        return 0
    cuts = [
        ink.pixels[top - ink.top : bottom - ink.top, left - ink.left : right - ink.left] > 0
        for ink in (first, second)
    ]
    return int((cuts[0] & cuts[1]).sum())


def test_characters_lines_and_words_are_numbered():
    placed = composed(["AB C", "", "D  E"])
    assert [(p.character, p.line, p.word) for p in placed] == [
        *[("A", 0, 0), ("B", 0, 0), ("C", 0, 1)],
        *[("D", 2, 0), ("E", 2, 1)],
    ]


@settings(max_examples=25, deadline=None)
@given(
    line=st.text(ALPHABETS["full"] + " ", min_size=1, max_size=12),
    seed=st.integers(0, 2**32),
    ratio=st.floats(1.0, 3.0),
)
def test_without_touching_no_inks_meet(line, seed, ratio):
    rng = np.random.default_rng(seed)
    spacing = replace(PLAIN, size_ratio=ratio)
    placed = compose([line], draw_writer("any", rng), spacing, rng)
    assert "".join(p.character for p in placed) == line.replace(" ", "")
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            assert overlap(one.ink, other.ink) == 0


@settings(max_examples=15, deadline=None)
@given(word=st.text(CAPITALS + DIGITS, min_size=2, max_size=8), seed=st.integers(0, 2**32))
def test_with_rate_one_all_neighbours_touch(word, seed):
    rng = np.random.default_rng(seed)
    writer = draw_writer("any", rng)
    placed = compose([word], writer, replace(PLAIN, touching_rate=1.0), rng)
    for one, following in pairwise(placed):
        assert overlap(one.ink, following.ink) > 0


def test_signs_never_touch():
    placed = composed(["A.B-C"], spacing=replace(PLAIN, touching_rate=1.0))
    for one, following in pairwise(placed):
        assert overlap(one.ink, following.ink) == 0


@pytest.mark.parametrize("ratio", [1.0, 1.5, 3.0])
def test_size_ratio_is_honoured(ratio):
    placed = composed(["HHHHHHHHHH"], spacing=replace(PLAIN, size_ratio=ratio, text_height=60.0))
    paths = [np.ptp(np.concatenate(p.strokes)[:, 0]) for p in placed]
    assert max(paths) / min(paths) == pytest.approx(ratio, rel=0.1)


def test_line_spacing_and_title_scale_are_honoured():
    spacing = replace(PLAIN, title_scale=2.0, line_spacing=2.5)
    placed = composed(["H", "H", "H"], spacing=spacing)
    feet = [one.ink.bottom for one in placed]
    assert feet[2] - feet[1] == pytest.approx(2.5 * 32.0, abs=2)
    tall = [one.ink.pixels.shape[0] for one in placed]
    assert tall[0] / tall[1] == pytest.approx(2.0, rel=0.1)


def test_words_stand_further_apart_than_letters():
    placed = composed(["HH HH"])
    gaps = [b.ink.left - a.ink.right for a, b in pairwise(placed)]
    assert gaps[1] > 1.5 * max(gaps[0], gaps[2])


def test_wave_lifts_and_drops_the_baseline():
    line = "HHHHHHHHHHHHHHHHHHHH"
    flat = [p.ink.bottom for p in composed([line])]
    wavy = [p.ink.bottom for p in composed([line], spacing=replace(PLAIN, wave=0.4))]
    assert np.ptp(flat) <= 2
    assert np.ptp(wavy) == pytest.approx(2 * 0.4 * 32.0, rel=0.2)

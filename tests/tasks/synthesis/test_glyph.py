"""Synthetic glyphs: every character draws, tables keep their schema, seeds repeat."""

from collections import Counter

import numpy as np
import pytest

from schemas.alphabet import ALPHABETS, CAPITALS, DIGITS
from tasks.synthesis.glyph import draw_glyph, draw_samples
from tasks.synthesis.writer import Writer, draw_writer


@pytest.mark.parametrize("character", ALPHABETS["full"])
def test_every_character_draws_ink_up_to_its_edges(character):
    glyph = draw_glyph(character, Writer("w", seed=1), np.random.default_rng(0), height=40.0)
    assert glyph.dtype == np.uint8 and glyph.ndim == 2
    assert glyph.max() == 255
    for edge in (glyph[0], glyph[-1], glyph[:, 0], glyph[:, -1]):
        assert edge.any()
    assert glyph.shape[0] < 70 and glyph.shape[1] < 70


@pytest.mark.parametrize("height", [20.0, 48.0, 90.0])
def test_capitals_and_digits_are_as_high_as_asked(height):
    writer = Writer("w", seed=4, habit=0.01, unsteadiness=0.005, pen_width=0.08)
    rng = np.random.default_rng(0)
    glyphs = [draw_glyph(character, writer, rng, height) for character in CAPITALS + DIGITS]
    heights = np.array([glyph.shape[0] for glyph in glyphs]) / height
    # The pen's own width comes on top.
    assert 1.0 < np.median(heights) < 1.2
    assert heights.min() > 0.85 and heights.max() < 1.5


def test_a_height_must_be_positive():
    with pytest.raises(ValueError, match="height 0"):
        draw_glyph("A", Writer("w", seed=1), np.random.default_rng(0), height=0)


def test_same_seed_same_bytes():
    tables = [draw_samples(40, "AB7", np.random.default_rng(9)) for _ in range(2)]
    assert tables[0].equals(tables[1])
    assert not tables[0].equals(draw_samples(40, "AB7", np.random.default_rng(10)))


def test_labels_are_balanced_and_writers_many():
    alphabet = CAPITALS + DIGITS
    table = draw_samples(5 * 36, alphabet, np.random.default_rng(0))
    counts = Counter(table["label"].to_pylist())
    assert set(counts) == set(alphabet)
    assert max(counts.values()) - min(counts.values()) <= 2
    assert set(table["writer"].to_pylist()) == {
        "synthetic-0000",
        "synthetic-0001",
        "synthetic-0002",
    }
    assert set(table["source"].to_pylist()) == {"synthetic"}
    assert table["sample"].to_pylist() == list(range(180))


def test_pictures_hold_ink_of_various_sizes():
    table = draw_samples(150, ALPHABETS["full"], np.random.default_rng(2))
    heights = set()
    for row in table.to_pylist():
        picture = np.array(row["pixels"], np.uint8).reshape(row["height"], row["width"])
        assert picture.any(axis=1)[[0, -1]].all() and picture.any(axis=0)[[0, -1]].all()
        heights.add(row["height"])
    assert len(heights) > 20


def test_no_samples_is_an_empty_table():
    assert draw_samples(0, "A", np.random.default_rng(0)).num_rows == 0


@pytest.mark.parametrize(("count", "alphabet"), [(-1, "A"), (3, ""), (3, "AЖ")])
def test_impossible_requests_are_refused(count, alphabet):
    with pytest.raises(ValueError, match="expected a count"):
        draw_samples(count, alphabet, np.random.default_rng(0))


def test_pens_differ_between_writers():
    rng = np.random.default_rng(0)
    widths = [draw_writer("w", rng).pen_width for _ in range(50)]
    assert max(widths) > 2 * min(widths)

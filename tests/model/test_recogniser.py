"""Recognisers: probabilities of glyphs, whatever their number and size."""

import numpy as np
import pytest

from model.architectures import build
from model.losses import softmax
from model.preprocess import Preprocessing, normalise_glyphs
from model.recogniser import Recogniser

ALPHABET = "0123456789"


def make(**changes):
    network = build("reference", 10).initialise(np.random.default_rng(0))
    settings = {"network": network, "alphabet": ALPHABET, "preprocessing": Preprocessing()}
    return Recogniser(**(settings | changes))


def strokes(count):
    rng = np.random.default_rng(1)
    glyphs = []
    for _ in range(count):
        glyph = np.zeros(rng.integers(8, 60, 2), np.uint8)
        glyph[2:-2, rng.integers(2, 6)] = 255
        glyph[rng.integers(2, 6), 2:-2] = 255
        glyphs.append(glyph)
    return glyphs


def test_probabilities_are_those_of_the_plain_way():
    recogniser = make(temperature=2.0)
    glyphs = strokes(7)
    samples = normalise_glyphs(glyphs, recogniser.preprocessing)
    expected = softmax(recogniser.network.forward(samples) / 2)
    probabilities = recogniser.probabilities(glyphs)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities, expected, atol=1e-6)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_no_glyphs_give_no_rows():
    probabilities = make().probabilities([])
    assert probabilities.shape == (0, 10)
    assert probabilities.dtype == np.float32


def test_a_glyph_is_read_alike_alone_and_in_company():
    recogniser = make()
    glyphs = strokes(40)
    together = recogniser.probabilities(glyphs)
    alone = np.concatenate([recogniser.probabilities([glyph]) for glyph in glyphs])
    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"alphabet": "012345678"}, "9 characters"),
        ({"alphabet": "0123456788"}, "twice"),
        ({"alphabet": "012345678é"}, "no alphabet of Scrivano"),
        ({"preprocessing": Preprocessing(side=16)}, "16 x 16"),
        ({"temperature": 0.0}, "above 0"),
        ({"temperature": float("nan")}, "above 0"),
    ],
)
def test_parts_that_do_not_go_together_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        make(**changes)

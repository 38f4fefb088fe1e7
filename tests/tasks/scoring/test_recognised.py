"""Recognised samples: rows of samples beside rows of probabilities, and their figures."""

import numpy as np
import pyarrow as pa
import pytest

from model.storage import load_recogniser
from tasks.datasets.samples import build_samples, pictures
from tasks.scoring.glyphs import score_sets
from tasks.scoring.recognised import recognised_by


@pytest.fixture
def samples():
    shades = np.random.default_rng(0).integers(0, 256, (6, 9, 9)).astype(np.uint8)
    one, other = build_samples("b", shades[:4], "ABCA"), build_samples("a", shades[4:], "BC")
    return pa.concat_tables([one, other])


def test_probabilities_are_the_networks_own(small_model, samples):
    recogniser = load_recogniser(small_model.path)
    recognised = recognised_by(recogniser, samples)
    expected = recogniser.probabilities(pictures(samples))
    np.testing.assert_array_equal(recognised.probabilities, expected)
    assert recognised.samples.equals(samples)
    assert recognised.preprocessing == recogniser.preprocessing
    scores = score_sets(expected, list("ABCABC"), list("bbbbaa"), "ABC")
    assert recognised.scores() == scores
    assert list(scores.sets) == ["b", "a"]

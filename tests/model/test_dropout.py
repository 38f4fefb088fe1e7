"""Dropout: what is kept in training, and rest in inference."""

import numpy as np
import pytest

from model.dropout import Dropout


def test_it_keeps_the_mean_and_rests_in_inference():
    layer = Dropout(0.25)
    ones = np.ones((100, 200), np.float32)
    assert layer.forward(ones) is ones
    value = layer.forward(ones, training=True, rng=np.random.default_rng(1))
    assert set(np.unique(value)) == {0, np.float32(1 / 0.75)}
    assert abs(value.mean() - 1) < 0.02
    with pytest.raises(ValueError, match="pass rng"):
        layer.forward(ones, training=True)


@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_impossible_rates_are_refused(rate):
    with pytest.raises(ValueError, match="rate"):
        Dropout(rate)

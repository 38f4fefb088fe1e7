"""The moving average: by hand, forgetting its beginning, steadier than what it follows."""

import numpy as np
import pytest

from model.averaging import MovingAverage


def test_first_steps_by_hand():
    average = MovingAverage({"x": np.array([10.0])}, 0.15)
    average.follow({"x": np.array([0.0])})  # keeps 1 / 10
    assert average.tensors()["x"][0] == pytest.approx(1.0)
    average.follow({"x": np.array([2.0])})  # would keep 2 / 11, but 0.15 is the most
    assert average.tensors()["x"][0] == pytest.approx(0.15 * 1 + 0.85 * 2)


def test_a_share_of_0_is_the_tensors_themselves():
    average = MovingAverage({"x": np.zeros(3, np.float32)}, 0.0)
    x = np.array([1, 2, 3], np.float32)
    average.follow({"x": x})
    np.testing.assert_array_equal(average.tensors()["x"], x)
    assert average.tensors()["x"].dtype == np.float32


def test_what_is_averaged_and_what_is_returned_are_copies():
    x = np.ones(2)
    average = MovingAverage({"x": x}, 0.9)
    x[...] = 7
    average.tensors()["x"][...] = 5
    np.testing.assert_array_equal(average.tensors()["x"], 1)


def test_noise_about_a_value_is_evened_out():
    rng = np.random.default_rng(0)
    average = MovingAverage({"x": np.full(50, 100.0)}, 0.98)
    for _ in range(300):
        average.follow({"x": 3 + rng.standard_normal(50)})
    assert np.abs(average.tensors()["x"] - 3).max() < 0.5

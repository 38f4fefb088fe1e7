"""Calibration: a known temperature is found, and errors are counted by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.calibration import (
    HIGHEST,
    calibration_error_by_chance,
    expected_calibration_error,
    fit_temperature,
)
from model.losses import cross_entropy, softmax


@pytest.fixture(name="honest", scope="module")
def _honest():
    """Logits whose probabilities are true."""
    rng = np.random.default_rng(0)
    logits = 2 * rng.standard_normal((20_000, 6))
    draws = rng.random((len(logits), 1))
    labels = (softmax(logits).cumsum(axis=1) < draws).sum(axis=1)
    return logits, labels


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_the_true_temperature_is_found(honest, temperature):
    logits, labels = honest
    assert fit_temperature(temperature * logits, labels) == pytest.approx(temperature, rel=0.03)


def test_calibration_lowers_the_error(honest):
    logits, labels = honest
    bold = (5 * logits).astype(np.float32)
    before = expected_calibration_error(softmax(bold), labels)
    after = expected_calibration_error(softmax(bold / fit_temperature(bold, labels)), labels)
    assert before > 0.1
    assert after < 0.015


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_no_temperature_nearby_is_better(seed):
    rng = np.random.default_rng(seed)
    logits, labels = rng.standard_normal((30, 4)), rng.integers(0, 4, 30)
    temperature = fit_temperature(logits, labels)
    best = cross_entropy(logits / temperature, labels)[0]
    for factor in (0.9, 1.1):
        if temperature * factor < HIGHEST:
            assert best <= cross_entropy(logits / (temperature * factor), labels)[0] + 1e-9


def test_no_samples_leave_things_as_they_are():
    assert fit_temperature(np.empty((0, 3)), np.empty(0, int)) == 1
    assert expected_calibration_error(np.empty((0, 3)), np.empty(0, int)) == 0


def test_the_error_by_hand():
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6], [0.0, 1.0]])
    labels = np.array([0, 1, 1, 1])
    # Three bins: 0.9 twice, once right; 0.6, right; 1.0, right.
    expected = (abs(1 - 1.8) + abs(1 - 0.6) + 0) / 4
    assert expected_calibration_error(probabilities, labels) == pytest.approx(expected)


def test_chance_is_what_exact_confidence_shows_on_average():
    rng = np.random.default_rng(0)
    confidence = rng.beta(8, 1, 300)
    probabilities = np.stack([confidence, 1 - confidence], axis=1)
    shown = [
        expected_calibration_error(probabilities, (rng.random(300) > confidence).astype(int))
        for _ in range(400)
    ]
    assert calibration_error_by_chance(probabilities.max(axis=1)) == pytest.approx(
        np.mean(shown), rel=0.1
    )


def test_chance_fades_with_the_number_of_samples():
    assert calibration_error_by_chance(np.empty(0)) == 0
    assert calibration_error_by_chance(np.ones(10)) == 0
    few, many = (calibration_error_by_chance(np.full(n, 0.9)) for n in (100, 10_000))
    assert few == pytest.approx(10 * many)

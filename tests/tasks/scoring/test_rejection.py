"""Curves of error against rejected share, against doing what they say."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.scoring.rejection import REJECT_RATES, error_at, reject_curve


def drawn(seed, count, levels):
    rng = np.random.default_rng(seed)
    confidence = rng.random(count)
    if levels:
        confidence = np.ceil(confidence * levels) / levels
    return confidence, rng.random(count) < confidence


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 300), st.sampled_from([None, 1, 2, 5]))
def test_a_curve_is_what_its_thresholds_do(seed, count, levels):
    confidence, right = drawn(seed, count, levels)
    curve = reject_curve(confidence, right)
    assert curve[0]["reject_rate"] == 0
    for point in curve:
        kept = confidence >= point["threshold"]
        assert np.isclose(point["reject_rate"], 1 - kept.mean())
        assert np.isclose(point["error"], 1 - right[kept].mean())
    rates = [point["reject_rate"] for point in curve]
    assert rates == sorted(set(rates))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(200, 400))
def test_points_lie_at_the_wanted_rates(seed, count):
    confidence, right = drawn(seed, count, None)
    for point, wanted in zip(reject_curve(confidence, right), REJECT_RATES, strict=True):
        assert wanted - 1 / count < point["reject_rate"] <= wanted + 1e-9


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 300), st.sampled_from([None, 2, 5]))
def test_no_more_is_rejected_than_a_person_is_asked_to_see(seed, count, levels):
    confidence, right = drawn(seed, count, levels)
    curve = reject_curve(confidence, right)
    for wanted in REJECT_RATES:
        errors = {p["error"] for p in curve if p["reject_rate"] <= wanted + 5e-5}
        assert error_at(curve, wanted) in errors
    assert error_at(curve, 0) == 1 - right.mean()


def test_rejecting_the_unsure_lowers_the_error():
    confidence = np.repeat([0.9, 0.4], 50)
    right = np.arange(100) < 75
    curve = reject_curve(confidence, right)
    assert curve == [
        {"reject_rate": 0.0, "error": 0.25, "threshold": 0.4},
        {"reject_rate": 0.5, "error": 0.0, "threshold": 0.9},
    ]
    assert (error_at(curve, 0.49), error_at(curve, 0.5)) == (0.25, 0)


def test_what_was_not_read_is_wrong_however_much_is_rejected():
    curve = reject_curve(np.array([0.25, 0.75]), np.array([False, True]), 2)
    assert curve[0] == {"reject_rate": 0.0, "error": 0.75, "threshold": 0.25}
    assert curve[-1] == {"reject_rate": 0.5, "error": 1.0, "threshold": 1.0}
    assert error_at(curve, 0.3) == 1 - 1 / 3


def test_no_samples_no_curve():
    assert reject_curve(np.array([]), np.array([], dtype=bool)) == []

"""Writers: habits last, letters differ, and characters stay where they belong."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, CAPITALS, DIGITS
from tasks.synthesis.writer import Writer, draw_writer, trace_character

STEADY = Writer("steady", seed=3, unsteadiness=0.0, fidelity=1.0)


def trace(character, writer, seed=0):
    return np.concatenate(trace_character(character, writer, np.random.default_rng(seed)))


@settings(max_examples=60, deadline=None)
@given(character=st.sampled_from(ALPHABETS["full"]), seed=st.integers(0, 2**32))
def test_any_writer_traces_any_character_near_its_place(character, seed):
    rng = np.random.default_rng(seed)
    strokes = trace_character(character, draw_writer("any", rng), rng)
    for stroke in strokes:
        assert stroke.ndim == 2 and stroke.shape[1] == 2 and len(stroke) >= 2
        assert np.isfinite(stroke).all()
    points = np.concatenate(strokes)
    # Descenders of a large and careless hand reach far.
    assert points[:, 0].min() > -0.6 and points[:, 0].max() < 2.3
    assert np.ptp(points[:, 1]) < 2.8


@pytest.mark.parametrize("character", CAPITALS + DIGITS)
def test_capitals_and_digits_stand_between_cap_line_and_baseline(character):
    points = trace(character, replace(STEADY, habit=0.0, roundness=0.0))
    assert abs(points[:, 0].min()) < 0.15
    assert abs(points[:, 0].max() - 1.0) < 0.15


def test_same_seed_same_trace():
    np.testing.assert_array_equal(trace("R", STEADY, 5), trace("R", STEADY, 5))


def test_a_writer_differs_less_from_itself_than_from_others():
    def spread(writers):
        heights = 24
        pictures = []
        for number, writer in enumerate(writers):
            points = trace("N", writer, number)
            points = (points - points.min(axis=0)) / np.ptp(points, axis=0)
            pictures.append(np.histogram2d(*points.T, bins=heights, range=[[0, 1], [0, 1]])[0])
        return np.std(np.array(pictures) > 0, axis=0).mean()

    rng = np.random.default_rng(1)
    others = [draw_writer(f"w{k}", rng) for k in range(12)]
    assert spread([replace(others[0], fidelity=1.0)] * 12) < 0.8 * spread(others)


def test_slant_leans_to_the_right():
    upright = trace("H", STEADY)
    slanted = trace("H", replace(STEADY, slant=0.5))
    # Both at the same heights: the head of a slanted letter lies further to the right.
    shift = slanted[:, 1] - upright[:, 1]
    heights = 1.0 - upright[:, 0]
    np.testing.assert_allclose(shift, 0.5 * heights, atol=0.03)


def test_aspect_widens():
    widths = [np.ptp(trace("H", replace(STEADY, aspect=a))[:, 1]) for a in (0.7, 1.0, 1.4)]
    assert widths[0] < widths[1] < widths[2]
    np.testing.assert_allclose(widths[2] / widths[0], 2.0, rtol=0.05)


def test_tilt_turns_clockwise():
    level = trace("-", replace(STEADY, roundness=0.0))
    turned = trace("-", replace(STEADY, roundness=0.0, tilt=20.0))

    def fall(points):
        right, left = points[points[:, 1].argmax()], points[points[:, 1].argmin()]
        return np.degrees(np.arctan2(*(right - left)))

    assert abs(fall(turned) - fall(level) - 20.0) < 1.0


def test_overshoot_lengthens_and_gaps_shorten():
    lengths = [
        np.ptp(trace("I", replace(STEADY, overshoot=by, seed=8))[:, 0]) for by in (-0.1, 0.0, 0.1)
    ]
    assert lengths[0] < lengths[1] < lengths[2]

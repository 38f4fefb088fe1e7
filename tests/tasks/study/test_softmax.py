"""Softmax: whatever is added to all inputs, however large they are, a distribution comes out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import tasks.study.softmax as module
from model.losses import softmax
from tasks.study.softmax import (
    SIZES,
    distribution_share,
    naive_softmax,
    softmax_numbers,
    translation_gap,
)

SHAPES = st.tuples(st.integers(1, 4), st.integers(1, 8))


def logits(size, dtype=np.float64):
    return arrays(dtype, SHAPES, elements=st.floats(-size, size, width=32))


@given(logits(50), st.floats(-1e4, 1e4))
def test_a_constant_changes_nothing_but_rounding(inputs, shift):
    # x + c is rounded to some 1e-12 at 1e4, and outputs change by no more than inputs do.
    assert translation_gap(inputs, shift) < 4e-12


def test_a_gap_would_be_seen(monkeypatch):
    monkeypatch.setattr(module, "softmax", lambda x: x / x.sum(axis=1, keepdims=True))
    assert translation_gap(np.array([[1.0, 2.0, 3.0]]), 1.0) > 0.01


@given(logits(1e4, np.float32))
def test_nothing_overflows_with_minus_the_maximum(inputs):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        outputs = softmax(inputs)
    assert distribution_share(outputs) == 1
    assert np.allclose(outputs.sum(axis=1), 1, atol=1e-5)
    best = np.take_along_axis(outputs, inputs.argmax(axis=1)[:, None], axis=1)
    assert (best[:, 0] == outputs.max(axis=1)).all()


@given(logits(1e4))
def test_adding_minus_the_maximum_beforehand_changes_not_a_bit(inputs):
    assert (softmax(inputs - inputs.max(axis=1, keepdims=True)) == softmax(inputs)).all()


@given(logits(20))
def test_both_ways_agree_where_the_naive_one_works(inputs):
    assert np.allclose(naive_softmax(inputs), softmax(inputs), rtol=1e-12, atol=0)


@given(logits(20))
def test_outputs_are_strictly_within_0_and_1_and_sum_to_1(inputs):
    outputs = softmax(inputs)
    assert (outputs > 0).all()
    assert (outputs < 1).all() or inputs.shape[1] == 1 or outputs.max() > 1 - 1e-8
    assert np.abs(outputs.sum(axis=1) - 1).max() < 1e-14


@pytest.mark.parametrize(
    ("row", "share"),
    [
        ([0.25, 0.75], 1),
        ([np.nan, 0.5], 0),
        ([-0.5, 1.5], 0),
        ([0.5, 0.4], 0),
        ([np.inf, 0.0], 0),
    ],
)
def test_what_is_a_distribution(row, share):
    assert distribution_share(np.array([row])) == share


def test_what_the_study_notes(numbers_of):
    numbers = numbers_of(softmax_numbers(np.random.default_rng(0)))
    assert numbers.curve("softmax", "translation", "largest change")[1].max() < 1e-11
    assert numbers.value("softmax", "translation", "largest change at c = -max") == 0
    assert numbers.curve("softmax", "range", "distance of sum from 1")[1].max() < 1e-14
    for size in SIZES:
        assert numbers.value("softmax", "overflow", "with c = -max", size) == 1
        naive = numbers.value("softmax", "overflow", "as it stands", size)
        assert naive == (1 if size < 88 else 0)

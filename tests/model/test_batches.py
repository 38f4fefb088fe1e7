"""Batches: every sample once, weights heeded, order and draws independent of threads."""

import time

import numpy as np
import pytest

from model.batches import draw_order, prepared_batches


@pytest.mark.parametrize("size", [1, 3, 10, 20])
def test_each_sample_is_taken_once(size):
    parts = draw_order(10, size, None, np.random.default_rng(0))
    assert sorted(np.concatenate(parts)) == list(range(10))
    assert all(len(part) == size for part in parts[:-1])


def test_weights_set_how_often_samples_are_drawn():
    weights = np.array([0.0, 1.0, 3.0])
    drawn = np.concatenate(draw_order(3, 2, weights, np.random.default_rng(0)))
    assert len(drawn) == 3
    many = np.repeat(weights, 1000)
    drawn = np.concatenate(draw_order(3000, 100, many, np.random.default_rng(0))) // 1000
    counts = np.bincount(drawn, minlength=3)
    assert counts[0] == 0
    assert counts[2] / counts[1] == pytest.approx(3, rel=0.15)


def test_batches_come_in_order_with_draws_of_their_own():
    samples = np.arange(20, dtype=np.float32)[:, None]
    parts = draw_order(20, 3, None, np.random.default_rng(0))

    def slow_at_times(batch, rng):
        draw = rng.random()
        time.sleep(0.002 if draw < 0.5 else 0)
        return batch + np.float32(draw)

    def run(augment):
        return list(prepared_batches(samples, parts, augment, np.random.default_rng(5)))

    for first, second, part in zip(run(slow_at_times), run(slow_at_times), parts, strict=True):
        np.testing.assert_array_equal(first, second)
        assert ((first - samples[part]) > 0).all()
    assert len({float(batch[0, 0] % 1) for batch in run(slow_at_times)}) == len(parts)
    for batch, part in zip(run(None), parts, strict=True):
        np.testing.assert_array_equal(batch, samples[part])


def test_a_fault_in_preparing_reaches_the_trainer():
    def faulty(batch, rng):
        raise ValueError("no ink")

    batches = prepared_batches(np.zeros((4, 1)), [np.arange(4)], faulty, np.random.default_rng(0))
    with pytest.raises(ValueError, match="no ink"):
        list(batches)

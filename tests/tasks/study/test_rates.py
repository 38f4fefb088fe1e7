"""Rates: the middle one learns, the small one slowly, the large one not at all."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.study.rates import CLAIM, CURVES, rate_numbers, restlessness
from tasks.study.samples import alphabet_of, part_of

RATES = ("0.001", "0.01", "0.1")


@pytest.fixture(scope="module")
def numbers(numbers_of, rate_rows):
    return numbers_of(rate_rows)


def test_each_rate_has_its_curves(numbers, learn_settings):
    assert tuple(numbers.subjects(CLAIM)) == RATES
    for rate in RATES:
        for series in CURVES.values():
            epochs, _ = numbers.curve(CLAIM, rate, series)
            assert list(epochs) == list(range(1, learn_settings.epochs + 1))


def test_the_rate_decides(numbers):
    small, middle, large = (
        numbers.value(CLAIM, rate, "best validation accuracy") for rate in RATES
    )
    chance = 1 / 8
    assert middle > 0.6
    assert large < 2.5 * chance
    early = [numbers.curve(CLAIM, rate, "train loss")[1][3] for rate in RATES]
    assert early[1] < early[0] < early[2]
    assert large < small
    # Steps that large drive the units to where they are flat.
    saturated = [numbers.value(CLAIM, rate, "saturation") for rate in RATES]
    assert saturated[0] < 0.2
    assert saturated[2] > 0.9


def test_figures_of_a_rate_are_those_of_its_best_epoch(numbers):
    for rate in RATES:
        _, accuracies = numbers.curve(CLAIM, rate, "validation accuracy")
        best = int(numbers.value(CLAIM, rate, "best epoch"))
        assert accuracies[best - 1] == accuracies.max()
        assert numbers.value(CLAIM, rate, "best validation accuracy") == accuracies.max()


def test_the_best_rate_is_looked_into(numbers, letters):
    best = max(RATES, key=lambda rate: numbers.value(CLAIM, rate, "best validation accuracy"))
    test = part_of(letters, "test")
    right = total = 0
    for truth in alphabet_of(test):
        for reading in numbers.series("confusion", truth):
            count = numbers.value("confusion", truth, reading)
            right += count * (reading == truth)
            total += count
        assert sum(
            numbers.value("confusion", truth, reading)
            for reading in numbers.series("confusion", truth)
        ) == test["label"].to_pylist().count(truth)
    assert total == test.num_rows
    accuracy = numbers.value("comparison", "reference network", "accuracy")
    assert accuracy == pytest.approx(right / total)
    assert accuracy == pytest.approx(numbers.value(CLAIM, best, "test accuracy"))


def test_first_weights_were_drawn_and_have_moved(numbers):
    before, after = (
        np.stack([numbers.curve("weights", when, f"unit {unit}")[1] for unit in range(64)])
        for when in ("before", "after")
    )
    bound = np.sqrt(6 / (1024 + 64))
    assert bound * 0.99 < np.abs(before).max() <= bound
    assert np.abs(after - before).max() > 0.02


def test_the_same_seed_gives_the_same_numbers(letters, learn_settings):
    short = learn_settings.model_copy(update={"epochs": 1, "rates": (0.01,)})
    first, again, other = (rate_numbers(letters, short, seed) for seed in (0, 0, 1))
    assert first == again != other


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_restlessness_is_the_mean_move_of_the_later_half(accuracies):
    moves = [abs(later - earlier) for earlier, later in pairwise(accuracies)]
    late = moves[(len(accuracies) - 1) // 2 :]
    expected = sum(late) / len(late) if late else 0
    history = [{"validation_accuracy": accuracy} for accuracy in accuracies]
    assert restlessness(history) == pytest.approx(expected)

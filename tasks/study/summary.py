"""Summary: the figures of a study that are told first."""

from __future__ import annotations

from tasks.study.comparison import CLAIM as COMPARISON
from tasks.study.numbers import Numbers
from tasks.study.rates import CLAIM as RATES


def key_figures(numbers: Numbers) -> dict[str, float]:
    """Return test accuracies by name: of each learning rate, and of what stands beside."""
    figures = {
        f"test accuracy, learning rate {rate}": numbers.value(RATES, rate, "test accuracy")
        for rate in numbers.subjects(RATES)
    }
    for model in numbers.subjects(COMPARISON):
        figures[f"test accuracy, {model}"] = numbers.value(COMPARISON, model, "accuracy")
    return figures

"""Summary: each rate and each network has its test accuracy told."""

from tasks.study.numbers import number
from tasks.study.summary import key_figures


def test_rates_and_networks_are_told(numbers_of):
    rows = [
        number("learning rate", "0.001", "test accuracy", 0.5),
        number("learning rate", "0.01", "test accuracy", 0.75),
        number("comparison", "reference network", "accuracy", 0.75),
        number("comparison", "default model", "accuracy", 1.0),
    ]
    assert key_figures(numbers_of(rows)) == {
        "test accuracy, learning rate 0.001": 0.5,
        "test accuracy, learning rate 0.01": 0.75,
        "test accuracy, reference network": 0.75,
        "test accuracy, default model": 1.0,
    }

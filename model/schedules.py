"""Schedules: the learning rate over the course of training.

A schedule maps progress, the share of the steps done (0 at the first step, 1 at the last one), to a
factor of the peak learning rate.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: The step schedule: a tenth after each of these shares of the steps.
STEP_MARKS = (0.5, 0.75)
STEP_FACTOR = 0.1
#: One-cycle: share of the steps spent rising, and where it begins and ends (Smith and Topin 2018).
RISE = 0.25
START_FACTOR = 1 / 25
END_FACTOR = 1e-3


def constant(progress: float) -> float:
    """Return 1."""
    del progress
    return 1.0


def step(progress: float) -> float:
    """Return 1, a tenth from half of the steps on, a hundredth from three quarters on."""
    passed = sum(progress >= mark for mark in STEP_MARKS)
    return float(STEP_FACTOR**passed)


def cosine(progress: float) -> float:
    """Fall from 1 to 0 along half a cosine wave (Loshchilov and Hutter 2017)."""
    return float((1 + np.cos(np.pi * progress)) / 2)


def one_cycle(progress: float) -> float:
    """Rise from a 25th to 1 in the first quarter, then fall to a thousandth, by half cosines.

    References
    ----------
    Smith and Topin (2018), Super-convergence. arXiv:1708.07120.
    """
    if progress < RISE:
        return START_FACTOR + (1 - START_FACTOR) * (1 - cosine(progress / RISE))
    return END_FACTOR + (1 - END_FACTOR) * cosine((progress - RISE) / (1 - RISE))


#: Schedules by name.
SCHEDULES: dict[str, Callable[[float], float]] = {
    "constant": constant,
    "step": step,
    "cosine": cosine,
    "one-cycle": one_cycle,
}

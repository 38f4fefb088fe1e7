"""Identities: what holds whatever the data, each put to the test with drawn inputs."""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

from tasks.study.activations import activation_numbers
from tasks.study.linear import deep_linear_numbers, gradient_numbers
from tasks.study.numbers import Row
from tasks.study.softmax import softmax_numbers
from tasks.training.fit import BLAS_THREADS


def identity_numbers(seed: int) -> list[Row]:
    """Put every identity to the test.

    Parameters
    ----------
    seed : int
        Seed of the draws.

    Returns
    -------
    list of dict
        Rows of `schemas.study.Study`.
    """
    softmax_rng, deep_rng, gradient_rng = np.random.default_rng(seed).spawn(3)
    with threadpool_limits(BLAS_THREADS):
        return [
            *softmax_numbers(softmax_rng),
            *deep_linear_numbers(deep_rng),
            *activation_numbers(),
            *gradient_numbers(gradient_rng),
        ]

"""Batches: the order of samples in an epoch, and preparing them ahead of their use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from model.layer import FloatArray

Augment = Callable[[FloatArray, np.random.Generator], FloatArray]

#: Batches prepared ahead of the one in use: enough that the preparing thread never waits for long.
AHEAD = 3


def draw_order(
    count: int, batch_size: int, weights: FloatArray | None, rng: np.random.Generator
) -> list[NDArray[np.integer]]:
    """Draw the sample numbers of each batch of an epoch.

    Parameters
    ----------
    count : int
        Number of samples, drawn once each, or `count` times by weight.
    batch_size : int
        Samples a batch; the last one may be smaller.
    weights : numpy.ndarray, optional
        (count,), how often samples are drawn in relation to each other, with replacement.
    rng : numpy.random.Generator
        Source of the draws.
    """
    order: NDArray[np.integer]
    if weights is None:
        order = rng.permutation(count)
    else:
        shares = np.asarray(weights, np.float64)
        order = rng.choice(count, count, p=shares / shares.sum())
    return [order[start : start + batch_size] for start in range(0, count, batch_size)]


def prepared_batches(
    samples: FloatArray,
    parts: Sequence[NDArray[np.integer]],
    augment: Augment | None,
    rng: np.random.Generator,
) -> Iterator[FloatArray]:
    """Yield batches in order, preparing the next ones in a thread meanwhile.

    Each batch has a generator of its own, so that the result does not depend on the threads' pace.

    Parameters
    ----------
    samples : numpy.ndarray
        (N, ...).
    parts : sequence of numpy.ndarray
        Sample numbers of each batch.
    augment : callable, optional
        Makes a varied batch of a batch and a generator; called in the thread.
    rng : numpy.random.Generator
        Spawns the batches' generators.
    """

    def prepare(part: NDArray[np.integer], own: np.random.Generator) -> FloatArray:
        batch = samples[part]
        return batch if augment is None else augment(batch, own)

    generators = rng.spawn(len(parts))
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting: list[Future[FloatArray]] = []
        for part, own in zip(parts, generators, strict=True):
            waiting.append(pool.submit(prepare, part, own))
            if len(waiting) > AHEAD:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()

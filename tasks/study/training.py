"""Training: a network of the study fitted to labelled pictures, with whoever watches told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from model.batches import Augment
from model.layer import FloatArray
from model.network import Network
from model.training import FitResult, FitSettings, fit
from tasks.training.fit import BLAS_THREADS
from tasks.training.reporting import training_reporters


@dataclass(frozen=True)
class Labelled:
    """Inputs of a network and what they show.

    Attributes
    ----------
    inputs : (N, 1, side, side) ndarray
        Pictures, in the network's floating type.
    labels : (N,) ndarray of intp
        Class numbers.
    """

    inputs: FloatArray
    labels: npt.NDArray[np.intp]


def train(
    network: Network,
    samples: Labelled,
    validation: Labelled,
    settings: FitSettings,
    rng: np.random.Generator,
    *,
    run: str,
    augment: Augment | None = None,
    on_epoch: Callable[[], None] | None = None,
) -> FitResult:
    """Train a network as `model.training.fit` does, on one BLAS thread.

    Parameters
    ----------
    network : model.network.Network
        With drawn parameters; holds the best ones afterwards.
    samples, validation : Labelled
        What to learn from, and what to choose the best epoch by.
    settings : model.training.FitSettings
        How to train.
    rng : numpy.random.Generator
        Source of all draws.
    run : str
        What those who watch see the training called.
    augment : callable, optional
        Varies the batches.
    on_epoch : callable, optional
        Called after each epoch, when the network holds that epoch's weights.
    """
    tell_step, tell_epoch = training_reporters(run)

    def after_epoch(row: dict[str, Any]) -> None:
        tell_epoch(row)
        if on_epoch is not None:
            on_epoch()

    with threadpool_limits(BLAS_THREADS):
        return fit(
            network,
            samples.inputs,
            samples.labels,
            validation.inputs,
            validation.labels,
            settings,
            rng,
            augment=augment,
            on_step=tell_step,
            on_epoch=after_epoch,
        )

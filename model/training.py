"""Training: a network fitted to samples, epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.averaging import MovingAverage
from model.batches import Augment, draw_order, prepared_batches
from model.layer import FloatArray
from model.losses import NO_CLASS, cross_entropy
from model.network import Network
from model.optimisers import OPTIMISERS, clip
from model.schedules import SCHEDULES
from model.stopping import EarlyStopping


@dataclass(frozen=True)
class FitSettings:
    """How `fit` trains.

    Attributes
    ----------
    epochs : int
        Passes over the samples.
    batch_size : int
        Samples a step; the last batch of an epoch may be smaller.
    optimiser : str
        A name of `model.optimisers.OPTIMISERS`.
    learning_rate : float
        Peak learning rate.
    schedule : str
        A name of `model.schedules.SCHEDULES`.
    decay : float
        Weight decay.
    smoothing : float
        Label smoothing, 0..1.
    average : float
        Share of the old in the moving average of the weights at each step; 0: no average.
    clip_norm : float or None
        Greatest norm of all gradients together; None: no limit.
    patience : int or None
        Epochs without a better validation accuracy after which training stops; None: never.
    """

    epochs: int = 20
    batch_size: int = 128
    optimiser: str = "adamw"
    learning_rate: float = 2e-3
    schedule: str = "one-cycle"
    decay: float = 0.02
    smoothing: float = 0.05
    average: float = 0.995
    clip_norm: float | None = 5.0
    patience: int | None = None


@dataclass(frozen=True)
class Progress:
    """Where training stands, after a step.

    Attributes
    ----------
    epoch, epochs : int
        Epoch under way, from 1, and how many there will be at most.
    step, steps : int
        Steps done and to do, over all epochs.
    loss, accuracy : float
        Means over the epoch's samples so far; the loss in nats.
    learning_rate : float
        Learning rate of the step.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float
    accuracy: float
    learning_rate: float


@dataclass(frozen=True)
class FitResult:
    """What training led to; the network holds the best weights.

    Attributes
    ----------
    history : tuple of dict
        Rows of `schemas.history.History`.
    best_epoch : int
        Epoch after which the weights were best, from 1.
    tensors : dict
        The best parameters and buffers, copies.
    """

    history: tuple[dict[str, Any], ...]
    best_epoch: int
    tensors: dict[str, FloatArray]


def fit(
    network: Network,
    samples: FloatArray,
    labels: NDArray[np.integer],
    validation_samples: FloatArray,
    validation_labels: NDArray[np.integer],
    settings: FitSettings,
    rng: np.random.Generator,
    *,
    sample_weights: FloatArray | None = None,
    class_weights: FloatArray | None = None,
    augment: Augment | None = None,
    on_step: Callable[[Progress], None] | None = None,
    on_epoch: Callable[[dict[str, Any]], None] | None = None,
) -> FitResult:
    """Train a network, and leave it with the weights that did best on the validation samples.

    Where an average of the weights is kept (`model.averaging`), it is the average that is validated
    and returned. Which epoch is the best, `model.stopping` says. Batches are prepared in a thread
    of their own, each with a generator of its own, so that the result does not depend on the
    threads' pace. Two results are the same to the last bit only with the same number of BLAS
    threads.

    Parameters
    ----------
    network : model.network.Network
        With drawn (or trained) parameters.
    samples : numpy.ndarray
        (N, channels, rows, columns) float32.
    labels : numpy.ndarray
        (N,), class numbers; `model.losses.NO_CLASS` for samples of none, which count for the loss,
        not for the accuracy.
    validation_samples, validation_labels : numpy.ndarray
        What the weights are chosen by; at least one sample.
    settings : FitSettings
        How to train.
    rng : numpy.random.Generator
        Source of all draws.
    sample_weights : numpy.ndarray, optional
        (N,), how often samples are drawn in relation to each other, to balance classes or sources:
        each epoch then draws N samples with replacement. By default each is taken once an epoch.
    class_weights : numpy.ndarray, optional
        (classes,), weight of each class in the loss.
    augment : callable, optional
        Makes a varied batch of a batch and a generator; called in a thread.
    on_step, on_epoch : callable, optional
        Called after each step with a `Progress`, and after each epoch with the row of history.

    Returns
    -------
    FitResult

    Raises
    ------
    ValueError
        If there are no samples, or labels do not go with them.
    """
    _expect_pairs(samples, labels, "training")
    _expect_pairs(validation_samples, validation_labels, "validation")
    order_rng, batch_rng, dropout_rng = rng.spawn(3)
    run = _Run(network, settings, len(samples), dropout_rng, class_weights)
    history: list[dict[str, Any]] = []
    stopping = EarlyStopping(settings.patience)
    best_tensors = run.average.tensors()
    for epoch in range(1, settings.epochs + 1):
        parts = draw_order(len(samples), settings.batch_size, sample_weights, order_rng)
        batches = prepared_batches(samples, parts, augment, batch_rng)
        run.begin(epoch)
        for batch, part in zip(batches, parts, strict=True):
            progress = run.take(batch, labels[part])
            if on_step is not None:
                on_step(progress)
        tensors = run.average.tensors()
        loss, accuracy = _validate(network, tensors, validation_samples, validation_labels)
        row = {
            "epoch": epoch,
            "learning_rate": progress.learning_rate,
            "train_loss": progress.loss,
            "train_accuracy": progress.accuracy,
            "validation_loss": loss,
            "validation_accuracy": accuracy,
        }
        history.append(row)
        if on_epoch is not None:
            on_epoch(row)
        if stopping.better(epoch, accuracy=accuracy, loss=loss):
            best_tensors = tensors
        elif stopping.is_over(epoch):
            break
    network.load_tensors(best_tensors)
    return FitResult(tuple(history), stopping.best_epoch, best_tensors)


class _Run:
    """The state that steps change: optimiser, moving average and the epoch's sums."""

    def __init__(
        self,
        network: Network,
        settings: FitSettings,
        count: int,
        rng: np.random.Generator,
        class_weights: FloatArray | None,
    ) -> None:
        self.network, self.settings, self.rng = network, settings, rng
        self.class_weights = class_weights
        self.optimiser = OPTIMISERS[settings.optimiser](settings.decay)
        self.schedule = SCHEDULES[settings.schedule]
        self.steps = settings.epochs * -(-count // settings.batch_size)
        self.step = 0
        self.average = MovingAverage(network.tensors(), settings.average)
        self.begin(1)

    def begin(self, epoch: int) -> None:
        """Begin an epoch's sums."""
        self.epoch, self.seen, self.known, self.loss, self.right = epoch, 0, 0, 0.0, 0

    def take(self, batch: FloatArray, labels: NDArray[np.integer]) -> Progress:
        """Take one step."""
        settings, network = self.settings, self.network
        progress = self.step / max(self.steps - 1, 1)
        learning_rate = settings.learning_rate * self.schedule(progress)
        logits = network.forward(batch, training=True, rng=self.rng)
        loss, gradient = cross_entropy(
            logits, labels, smoothing=settings.smoothing, class_weights=self.class_weights
        )
        network.backward(gradient)
        gradients = network.gradients()
        if settings.clip_norm is not None:
            clip(gradients, settings.clip_norm)
        self.optimiser.update(network.parameters(), gradients, learning_rate)
        self.step += 1
        self.average.follow(network.tensors())
        self.seen += len(labels)
        self.known += int((labels != NO_CLASS).sum())
        self.loss += loss * len(labels)
        self.right += int((logits.argmax(axis=1) == labels).sum())
        return Progress(
            epoch=self.epoch,
            epochs=settings.epochs,
            step=self.step,
            steps=self.steps,
            loss=self.loss / self.seen,
            accuracy=self.right / max(self.known, 1),
            learning_rate=learning_rate,
        )


def _validate(
    network: Network,
    tensors: dict[str, FloatArray],
    samples: FloatArray,
    labels: NDArray[np.integer],
) -> tuple[float, float]:
    """Return loss and accuracy with these tensors; the network keeps its own."""
    own = {name: array.copy() for name, array in network.tensors().items()}
    network.load_tensors(tensors)
    logits = network.predict(samples)
    network.load_tensors(own)
    loss, _ = cross_entropy(logits, labels)
    return loss, float((logits.argmax(axis=1) == labels).mean())


def _expect_pairs(samples: FloatArray, labels: NDArray[np.integer], use: str) -> None:
    if len(samples) == 0:
        raise ValueError(f"there are no {use} samples")
    if len(samples) != len(labels):
        raise ValueError(f"{len(samples)} {use} samples do not go with {len(labels)} labels")

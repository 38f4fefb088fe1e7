"""Rates: the reference network trained at several learning rates, the best one looked into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from threadpoolctl import threadpool_limits

from model.losses import softmax
from model.network import Network
from schemas.settings import LearnSettings
from tasks.study.comparison import REFERENCE, comparison_rows
from tasks.study.numbers import Row, curve, number
from tasks.study.reference import (
    first_weights,
    hidden_values,
    rate_settings,
    reference_network,
    saturation,
    weight_rows,
)
from tasks.study.samples import alphabet_of, as_the_course_has_them, count_rows, part_of
from tasks.study.training import Labelled, train
from tasks.training.fit import BLAS_THREADS

Floats = npt.NDArray[np.float32]

CLAIM = "learning rate"
CONFUSION = "confusion"
#: Series of an epoch, by the names of `model.training.fit`.
CURVES = {
    "train_loss": "train loss",
    "train_accuracy": "train accuracy",
    "validation_loss": "validation loss",
    "validation_accuracy": "validation accuracy",
}


def rate_numbers(samples: pa.Table, settings: LearnSettings, seed: int) -> list[Row]:
    """Train the reference network at each rate, from the same weights and in the same order.

    The best epoch of each rate, and the best rate, are chosen by validation accuracy; test samples
    are read once by each rate's network.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `Samples`, divided.
    settings : LearnSettings
        Rates, epochs, batch size.
    seed : int
        Seed of all draws.

    Returns
    -------
    list of dict
        Rows of `schemas.study.Study`: samples in each part; curves and figures of each rate; of
        the best one the weights before and after, what was read as what, and its row of the
        comparison.
    """
    alphabet = alphabet_of(samples)
    learned, held, test = (
        as_the_course_has_them(part_of(samples, split), alphabet)
        for split in ("train", "validation", "test")
    )
    rows = count_rows(samples)
    trained: list[tuple[float, Network]] = []
    for rate in settings.rates:
        drawn, order = np.random.default_rng(seed).spawn(2)
        network = reference_network(len(alphabet)).initialise(drawn)
        before = first_weights(network)
        result = train(
            network, learned, held, rate_settings(rate, settings), order,
            run=f"learning rate {rate:g}",
        )  # fmt: skip
        best = result.history[result.best_epoch - 1]["validation_accuracy"]
        accuracy = float((_outputs(network, test).argmax(axis=1) == test.labels).mean())
        for key, series in CURVES.items():
            rows += curve(CLAIM, f"{rate:g}", series, [row[key] for row in result.history])
        rows += [
            number(CLAIM, f"{rate:g}", "best epoch", result.best_epoch),
            number(CLAIM, f"{rate:g}", "best validation accuracy", best),
            number(CLAIM, f"{rate:g}", "test accuracy", accuracy),
            number(CLAIM, f"{rate:g}", "restlessness", restlessness(result.history)),
            number(CLAIM, f"{rate:g}", "saturation", _saturation(network, held)),
        ]
        trained.append((best, network))
    _, network = max(trained, key=lambda entry: entry[0])
    outputs = _outputs(network, test)
    return [
        *rows,
        *weight_rows("before", before),
        *weight_rows("after", first_weights(network)),
        *_confusion(test, outputs, alphabet),
        *comparison_rows(REFERENCE, network, outputs, part_of(samples, "test"), alphabet),
    ]


def restlessness(history: Sequence[Mapping[str, Any]]) -> float:
    """Return by how much validation accuracy moves from epoch to epoch, later half, on average.

    Examples
    --------
    >>> restlessness([{"validation_accuracy": share} for share in (0.0, 0.5, 0.75, 0.5)])
    0.25
    """
    accuracies = [row["validation_accuracy"] for row in history]
    late = accuracies[(len(accuracies) - 1) // 2 :]
    return float(np.abs(np.diff(late)).mean()) if len(late) > 1 else 0.0


def _saturation(network: Network, held: Labelled) -> float:
    with threadpool_limits(BLAS_THREADS):
        return saturation(hidden_values(network, held.inputs))


def _outputs(network: Network, test: Labelled) -> Floats:
    with threadpool_limits(BLAS_THREADS):
        probabilities: Floats = softmax(network.predict(test.inputs))
    return probabilities


def _confusion(test: Labelled, outputs: Floats, alphabet: str) -> list[Row]:
    """Count what each character was read as; what never happened is not noted."""
    readings = outputs.argmax(axis=1)
    counts = Counter(zip(test.labels.tolist(), readings.tolist(), strict=True))
    return [
        number(CONFUSION, alphabet[truth], alphabet[reading], count)
        for (truth, reading), count in sorted(counts.items())
    ]

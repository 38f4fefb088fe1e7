r"""Symmetry: hidden units that start equal stay equal.

With all weights zero every hidden unit gives the same value and is sent the same gradient
:math:`W \delta`, so that each step moves all of them alike: the layer never does more than a single
unit could. Drawn weights break the symmetry.

So does rounding: matrix products of some processors round equal rows differently, for they take
rows in groups of different sizes, and what is apart by a rounding in single precision is apart for
all to see after two epochs. So these networks compute in double precision.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from model.layer import FloatArray
from schemas.settings import LearnSettings
from tasks.study.numbers import Row, curve
from tasks.study.reference import first_weights, rate_settings, reference_network, weight_rows
from tasks.study.samples import alphabet_of, as_the_course_has_them, part_of
from tasks.study.training import Labelled, train

CLAIM = "symmetry"
#: Initialisers compared, by the name that the study shows.
INITIALISERS = {"zero": "zeros", "Xavier": "xavier"}
#: Rate that both networks learn at, the middle one of the course, and the most epochs that they do.
RATE, EPOCHS = 0.01, 10
#: Name that the weights of the network from zeros are noted under, after training.
AFTER_ZEROS = "after, from zeros"
#: Hidden units of the network from zeros whose weights are noted.
SHOWN_UNITS = 8


def unit_spread(weights: FloatArray) -> float:
    """Return how much hidden units differ, relative to the size of their weights.

    Parameters
    ----------
    weights : (units, inputs) ndarray
        One row a unit.

    Returns
    -------
    float
        Standard deviation over the units, root mean square over the inputs, relative to the root
        mean square of all weights: 0 where all units are equal (or all weights 0), about 1 where
        they are drawn.
    """
    weights = weights.astype(np.float64)
    size = float(np.sqrt(np.square(weights).mean()))
    return float(np.sqrt(weights.var(axis=0).mean())) / size if size else 0.0


def symmetry_numbers(samples: pa.Table, settings: LearnSettings, seed: int) -> list[Row]:
    """Train the reference network from zeros and from drawn weights, and measure its units.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `Samples`, divided.
    settings : LearnSettings
        Batch size and epochs, of which `EPOCHS` are trained at most.
    seed : int
        Seed of all draws, the same for both networks.

    Returns
    -------
    list of dict
        Rows of `schemas.study.Study`; epoch 0 is before training.
    """
    alphabet = alphabet_of(samples)
    learned, held = (
        _in_double(as_the_course_has_them(part_of(samples, split), alphabet))
        for split in ("train", "validation")
    )
    short = settings.model_copy(update={"epochs": min(settings.epochs, EPOCHS)})
    rows: list[Row] = []
    for name, initialiser in INITIALISERS.items():
        weights, accuracies = _learn(len(alphabet), initialiser, learned, held, short, seed)
        spreads = [unit_spread(one) for one in weights]
        rows += curve(CLAIM, name, "spread of hidden units", spreads, range(len(spreads)))
        rows += curve(CLAIM, name, "validation accuracy", accuracies)
        if initialiser == "zeros":
            rows += weight_rows(AFTER_ZEROS, weights[-1][:SHOWN_UNITS])
    return rows


def _learn(
    classes: int,
    initialiser: str,
    learned: Labelled,
    held: Labelled,
    settings: LearnSettings,
    seed: int,
) -> tuple[list[FloatArray], list[float]]:
    """Return the first layer's weights before training and after each epoch, and the accuracies."""
    drawn, order = np.random.default_rng(seed).spawn(2)
    network = reference_network(classes, initialiser).initialise(drawn).cast(np.float64)
    weights = [first_weights(network)]
    result = train(
        network,
        learned,
        held,
        rate_settings(RATE, settings),
        order,
        run=f"{initialiser} initialisation",
        on_epoch=lambda: weights.append(first_weights(network)),
    )
    return weights, [row["validation_accuracy"] for row in result.history]


def _in_double(part: Labelled) -> Labelled:
    return replace(part, inputs=part.inputs.astype(np.float64))

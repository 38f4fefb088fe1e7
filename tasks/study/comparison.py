"""Comparison: the default model beside the reference network, on the same test samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from threadpoolctl import threadpool_limits

from model.architectures import build
from model.augment import augment
from model.losses import softmax
from model.network import Network
from model.recipes import RECIPES
from model.recogniser import Recogniser
from schemas.settings import AugmentSettings
from tasks.datasets.samples import pictures
from tasks.scoring.glyphs import score_glyphs
from tasks.study.numbers import Row, curve, number
from tasks.study.samples import alphabet_of, as_the_model_has_them, part_of
from tasks.study.training import train
from tasks.training.fit import BLAS_THREADS

CLAIM = "comparison"
#: Rows of the comparison.
REFERENCE = "reference network"
TRAINED = "default architecture"
SHIPPED = "default model"
#: Samples that the default architecture learns from, repeats counted, where epochs are not named:
#: some three minutes on one core.
LEARNED_FROM = 70_000
#: Recipe of the default architecture.
RECIPE = "default"
FIGURES = ("accuracy", "accuracy_within_kind", "accuracy_merged")

Floats = npt.NDArray[np.float32]


def trained_numbers(samples: pa.Table, epochs: int | None, seed: int) -> list[Row]:
    """Train the default architecture on the study's training samples and read its test samples.

    As `scrivano train` does, but for a few epochs, and on characters alone: no wrong cuts.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `Samples`, divided.
    epochs : int or None
        Passes over the training samples; None: as many as come nearest to `LEARNED_FROM` samples.
    seed : int
        Seed of all draws.

    Returns
    -------
    list of dict
        Rows of `schemas.study.Study`.
    """
    recipe = RECIPES[RECIPE]
    alphabet = alphabet_of(samples)
    learned, held, test = (
        as_the_model_has_them(part_of(samples, split), alphabet)
        for split in ("train", "validation", "test")
    )
    epochs = epochs or max(1, round(LEARNED_FROM / len(learned.labels)))
    drawn, order = np.random.default_rng(seed).spawn(2)
    network = build(recipe.architecture, len(alphabet)).initialise(drawn)
    bending = AugmentSettings()

    def vary(batch: Floats, rng: np.random.Generator) -> Floats:
        return augment(batch, bending, rng)

    result = train(
        network,
        learned,
        held,
        replace(recipe.fit, epochs=epochs),
        order,
        run=TRAINED,
        augment=vary if recipe.augmented else None,
    )
    with threadpool_limits(BLAS_THREADS):
        outputs = softmax(network.predict(test.inputs))
    validated = [row["validation_accuracy"] for row in result.history]
    return [
        *comparison_rows(TRAINED, network, outputs, part_of(samples, "test"), alphabet),
        number(CLAIM, TRAINED, "epochs", epochs),
        *curve(CLAIM, TRAINED, "validation accuracy", validated),
    ]


def shipped_numbers(samples: pa.Table, recogniser: Recogniser) -> list[Row]:
    """Read the study's test samples by a model as it is.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `Samples`, divided.
    recogniser : model.recogniser.Recogniser
        Knows every character of the samples; it may know more.

    Returns
    -------
    list of dict
        Rows of `schemas.study.Study`.
    """
    test = part_of(samples, "test")
    with threadpool_limits(BLAS_THREADS):
        outputs = recogniser.probabilities(pictures(test))
    return comparison_rows(SHIPPED, recogniser.network, outputs, test, recogniser.alphabet)


def comparison_rows(
    subject: str, network: Network, outputs: Floats, test: pa.Table, alphabet: str
) -> list[Row]:
    """Note what a network is and how it read the test samples.

    Parameters
    ----------
    subject : str
        Row of the comparison.
    network : model.network.Network
        Whose parameters are counted.
    outputs : (N, K) ndarray
        Its probabilities of the alphabet's characters.
    test : pyarrow.Table
        Schema `Samples`: the N samples.
    alphabet : str
        The K characters.
    """
    scores = score_glyphs(outputs, test["label"].to_pylist(), alphabet)
    return [
        number(CLAIM, subject, "parameters", network.parameter_count()),
        number(CLAIM, subject, "classes", len(alphabet)),
        *(number(CLAIM, subject, name, getattr(scores, name)) for name in FIGURES),
    ]

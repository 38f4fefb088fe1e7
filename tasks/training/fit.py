"""Fitting: a network trained on samples by a preset's recipe, and calibrated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from model.architectures import build
from model.augment import augment
from model.calibration import fit_temperature
from model.network import Network
from model.preprocess import Preprocessing, normalise_glyphs
from model.priors import take_out_priors
from model.recipes import RECIPES, Recipe
from model.recogniser import Recogniser
from model.training import FitResult, Progress, fit
from schemas.alphabet import ALPHABETS, kind_of
from schemas.errors import DatasetError, UsageError
from schemas.history import History
from schemas.settings import TrainSettings
from schemas.validation import table_of
from tasks.datasets.samples import pictures
from tasks.training.additions import draw_additions
from tasks.training.reporting import training_reporters
from tasks.training.side_by_side import Check, run_side_by_side
from tasks.training.small_letters import standing

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.intp]

#: Within a class, a source is drawn as often as this power of its number of samples says: between
#: every source alike (0), which repeats small ones too often, and every sample alike (1), in which
#: the largest source drowns the others and its looks stand for the class.
SOURCE_POWER = 0.5

#: A kind (letters, digits, signs) is drawn as often as this power of its number of characters says:
#: between all kinds alike (0) and all characters alike (1). Letters are many, so that with all
#: characters alike a ring would rather be read as an O than a 0; forms have as many of either.
KIND_POWER = 0.5

#: Sums are the same to the last bit only with the same number of threads; more gain nothing here.
BLAS_THREADS = 1


def fit_recogniser(samples: pa.Table, settings: TrainSettings) -> tuple[Recogniser, pa.Table]:
    """Train and calibrate a network.

    How often a class is drawn does not depend on its share of the samples (see `sample_weights`).
    Temperature and best epoch are chosen on the validation samples; test samples are not touched.
    The network answers as if all characters had been drawn equally often.
    Where the preset has several members, they are trained at the same time, each from draws of its
    own, and answer together.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `Samples`, split, all of them within the alphabet.
    settings : TrainSettings
        Preset, alphabet, epochs, seed, augmentation.

    Returns
    -------
    Recogniser
        Without a card.
    pyarrow.Table
        Schema `History`.

    Raises
    ------
    UsageError
        If there is no such preset or alphabet.
    DatasetError
        If there are no samples to train on or to validate with, or a class has none.
    """
    recipe = recipe_of(settings)
    alphabet = alphabet_of(settings)
    preprocessing = Preprocessing()
    drawn, learned, mixed = np.random.default_rng(settings.seed).spawn(3)
    train = samples.filter(pc.equal(samples["split"], "train"))
    held = samples.filter(pc.equal(samples["split"], "validation"))
    _check(train, held, alphabet)
    inputs, labels = _prepared(train, alphabet, preprocessing)
    weights = sample_weights(train)
    added = draw_additions(train, weights, recipe, mixed)
    inputs = np.concatenate([inputs, normalise_glyphs(added.pictures, preprocessing)])
    labels = np.concatenate([labels, added.labels_from(labels)])
    weights = np.concatenate([weights * added.remaining, added.weights])
    held_inputs, held_labels = _prepared(held, alphabet, preprocessing)
    networks = [
        build(recipe.architecture, len(alphabet), preprocessing.side).initialise(own)
        for own in drawn.spawn(recipe.members)
    ]

    def vary(batch: Floats, rng: np.random.Generator) -> Floats:
        return augment(batch, settings.augment, rng)

    def learning(number: int, rng: np.random.Generator) -> Callable[[Check], FitResult]:
        tell_step, tell_epoch = training_reporters()

        def learn(check: Check) -> FitResult:
            def after_step(at: Progress) -> None:
                check()
                # Members learn in step: one of them tells how far all are.
                if number == 0:
                    tell_step(at)

            return fit(
                networks[number],
                inputs,
                labels,
                held_inputs,
                held_labels,
                recipe.fit,
                rng,
                sample_weights=weights,
                augment=vary if recipe.augmented else None,
                on_step=after_step,
                on_epoch=tell_epoch,
            )

        return learn

    with threadpool_limits(BLAS_THREADS):
        rngs = learned.spawn(recipe.members)
        results = run_side_by_side([learning(number, rng) for number, rng in enumerate(rngs)])
        network = Network.of_members(networks)
        temperature = fit_temperature(network.predict(held_inputs), held_labels)
    take_out_priors(network, class_shares(train, alphabet), temperature)
    recogniser = Recogniser(network, alphabet, preprocessing, temperature)
    history = (
        {"member": number, **row}
        for number, result in enumerate(results, start=1)
        for row in result.history
    )
    return recogniser, table_of(History, history)


def recipe_of(settings: TrainSettings) -> Recipe:
    """Return the preset's recipe with the settings' own epochs."""
    if settings.preset not in RECIPES:
        raise UsageError(f"no preset {settings.preset!r}; there are: {', '.join(sorted(RECIPES))}")
    recipe = RECIPES[settings.preset]
    if settings.epochs is None:
        return recipe
    return replace(recipe, fit=replace(recipe.fit, epochs=settings.epochs))


def alphabet_of(settings: TrainSettings) -> str:
    """Return the characters of the settings' alphabet."""
    if settings.alphabet not in ALPHABETS:
        raise UsageError(
            f"no alphabet {settings.alphabet!r}; there are: {', '.join(sorted(ALPHABETS))}"
        )
    return ALPHABETS[settings.alphabet]


def sample_weights(samples: pa.Table) -> npt.NDArray[np.float64]:
    """Return how often each sample is to be drawn.

    Kinds are drawn by `KIND_POWER`, the classes of a kind equally often, and the sources of a class
    by `SOURCE_POWER` and, where they are small letters taken for capitals, less often.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `Samples`.

    Returns
    -------
    (N,) ndarray of float64
        Sum 1.
    """
    labels = np.asarray(samples["label"].to_pylist())
    sources = np.asarray(samples["source"].to_pylist())
    weights = np.zeros(len(labels))
    classes = np.unique(labels)
    of_kind = Counter(kind_of(label) for label in classes)
    for label in classes:
        own = labels == label
        names, counts = np.unique(sources[own], return_counts=True)
        shares = counts**SOURCE_POWER * [standing(label, name) for name in names]
        shares /= shares.sum()
        for name, count, share in zip(names, counts, shares, strict=True):
            weights[own & (sources == name)] = share / count
        weights[own] *= of_kind[kind_of(label)] ** (KIND_POWER - 1)
    return np.asarray(weights / weights.sum())


def class_shares(samples: pa.Table, alphabet: str) -> npt.NDArray[np.float64]:
    """Return how often each character of an alphabet is drawn.

    Parameters
    ----------
    samples : pyarrow.Table
        Schema `Samples`, with some of each character.
    alphabet : str
        The characters.

    Returns
    -------
    (K,) ndarray of float64
        Sum 1.
    """
    labels = np.asarray(samples["label"].to_pylist())
    weights = sample_weights(samples)
    return np.array([weights[labels == character].sum() for character in alphabet])


def _prepared(
    samples: pa.Table, alphabet: str, preprocessing: Preprocessing
) -> tuple[Floats, Labels]:
    places = {character: i for i, character in enumerate(alphabet)}
    labels = np.array([places[label] for label in samples["label"].to_pylist()], dtype=np.intp)
    return normalise_glyphs(pictures(samples), preprocessing), labels


def _check(train: pa.Table, held: pa.Table, alphabet: str) -> None:
    for table, use in ((train, "train on"), (held, "validate with")):
        if table.num_rows == 0:
            raise DatasetError(f"there are no samples to {use}; name larger data sets")
    missing = sorted(set(alphabet) - set(train["label"].to_pylist()), key=alphabet.index)
    if missing:
        raise DatasetError(
            f"no training samples of {' '.join(missing)}; add a data set that has them, such as "
            "synthetic, or choose a smaller alphabet"
        )

"""Fitting: every class and source has its share, seeds decide, and bad samples are told."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.recipes import RECIPES
from schemas.alphabet import ALPHABETS, kind_of
from schemas.errors import DatasetError, UsageError
from schemas.history import History
from schemas.settings import TrainSettings
from schemas.validation import validated
from tasks.datasets.samples import build_samples, pictures
from tasks.progress import watched_by
from tasks.training.content import recogniser_content
from tasks.training.fit import (
    KIND_POWER,
    SOURCE_POWER,
    alphabet_of,
    class_shares,
    fit_recogniser,
    recipe_of,
    sample_weights,
)

DIGITS = ALPHABETS["digits"]
SETTINGS = TrainSettings(preset="reference", alphabet="digits", epochs=20)


def bars(count=8, labels=DIGITS, validation=2):
    """Pictures whose dark column tells their label, the last of each label held out."""
    rng = np.random.default_rng(0)
    shown = np.repeat(np.arange(len(labels)), count)
    shades = rng.integers(0, 60, (len(shown), 24, 24)).astype(np.uint8)
    for picture, place in zip(shades, shown, strict=True):
        picture[4:20, 2 * place + 2 : 2 * place + 4] = 255
        picture[:, [0, -1]] = picture[[0, -1]] = 255
    splits = (["train"] * (count - validation) + ["validation"] * validation) * len(labels)
    return build_samples("bars", shades, [labels[i] for i in shown], splits=splits)


def without(table, label, split):
    labels, splits = (np.array(table[name].to_pylist()) for name in ("label", "split"))
    return table.filter(~((labels == label) & (splits == split)))


@pytest.fixture(scope="module")
def fitted():
    steps = []
    with watched_by(steps.append):
        recogniser, history = fit_recogniser(bars(), SETTINGS)
    return recogniser, history, steps


def test_a_network_learns_and_its_curves_are_told(fitted):
    recogniser, history, _ = fitted
    assert recogniser.alphabet == DIGITS
    assert dict(recogniser.card) == {}
    assert validated(history, History)["epoch"].to_pylist() == list(range(1, 21))
    assert set(history["member"].to_pylist()) == {1}
    assert max(history["validation_accuracy"].to_pylist()) > 0.9


def test_every_step_is_reported(fitted):
    _, history, steps = fitted
    assert [step.step for step in steps] == list(range(1, steps[-1].steps + 1))
    assert {step.epochs for step in steps} == {20}
    assert all(later.epoch >= earlier.epoch for earlier, later in pairwise(steps))
    # What was measured after an epoch is told in the next one.
    told = {step.epoch: step.validation_accuracy for step in steps}
    measured = history["validation_accuracy"].to_pylist()
    assert told == dict(enumerate([None, *measured[:-1]], 1))


def test_same_samples_and_settings_make_the_same_bytes(fitted):
    again, _ = fit_recogniser(bars(), SETTINGS)
    assert recogniser_content(again) == recogniser_content(fitted[0])
    other, _ = fit_recogniser(bars(), SETTINGS.model_copy(update={"seed": 1}))
    assert recogniser_content(other) != recogniser_content(fitted[0])


def test_samples_for_testing_are_not_touched(fitted):
    table = bars()
    more = build_samples("test", np.full((9, 9, 9), 255, np.uint8), "0" * 9, splits=["test"] * 9)
    recogniser, _ = fit_recogniser(pa.concat_tables([table, more]), SETTINGS)
    assert recogniser_content(recogniser) == recogniser_content(fitted[0])


def test_the_temperature_makes_the_held_out_samples_likelier(fitted):
    recogniser, _, _ = fitted
    held = bars().filter(np.array(bars()["split"].to_pylist()) == "validation")
    logits = recogniser.logits(pictures(held)).astype(np.float64)
    truth = np.array([DIGITS.index(label) for label in held["label"].to_pylist()])

    def loss(temperature):
        scaled = logits / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        likely = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        return -likely[np.arange(len(truth)), truth].mean()

    assert loss(recogniser.temperature) < min(loss(0.9), loss(1.0), loss(1.1))


def test_missing_samples_are_told():
    with pytest.raises(DatasetError, match="no samples to train on"):
        fit_recogniser(bars(validation=8), SETTINGS)
    with pytest.raises(DatasetError, match="no samples to validate with"):
        fit_recogniser(bars(validation=0), SETTINGS)
    table = without(without(bars(), "7", "train"), "2", "train")
    with pytest.raises(DatasetError, match=r"no training samples of 2 7;"):
        fit_recogniser(table, SETTINGS)


def test_presets_and_alphabets_are_known_by_name():
    assert alphabet_of(TrainSettings(alphabet="full")) == ALPHABETS["full"]
    with pytest.raises(UsageError, match=r"'runes'; there are: capitals, "):
        alphabet_of(TrainSettings(alphabet="runes"))
    with pytest.raises(UsageError, match=r"'huge'; there are: default, "):
        recipe_of(TrainSettings(preset="huge"))


@pytest.mark.parametrize("preset", sorted(RECIPES))
def test_epochs_are_the_presets_unless_named(preset):
    own = RECIPES[preset]
    assert recipe_of(TrainSettings(preset=preset)) == own
    changed = recipe_of(TrainSettings(preset=preset, epochs=99))
    assert changed.fit.epochs == 99 != own.fit.epochs
    assert changed.architecture == own.architecture


def test_members_learn_from_draws_of_their_own_and_answer_together(monkeypatch, fitted):
    alone = RECIPES["reference"]
    monkeypatch.setitem(RECIPES, "reference", replace(alone, members=2))
    steps = []
    with watched_by(steps.append):
        together, history = fit_recogniser(bars(), SETTINGS)
    again, _ = fit_recogniser(bars(), SETTINGS)
    assert recogniser_content(again) == recogniser_content(together)
    assert history["member"].to_pylist() == [1] * 20 + [2] * 20
    curves = history["train_loss"].to_pylist()
    assert curves[:20] != curves[20:]
    assert curves[:20] == fitted[1]["train_loss"].to_pylist()
    assert len(steps) == len(fitted[2])
    first, second = together.network.layers[0].members
    assert not np.array_equal(first[1].parameters()["weight"], second[1].parameters()["weight"])
    held = pictures(bars())[7::8]
    read = together.probabilities(held).argmax(axis=1)
    assert (read == np.arange(len(DIGITS))).mean() > 0.9


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("ABC12"), st.sampled_from("xyz")), min_size=1))
def test_weights_balance_classes_and_sources(rows):
    labels, sources = (np.array(column) for column in zip(*rows, strict=True))
    table = pa.table({"label": labels.tolist(), "source": sources.tolist()})
    weights = sample_weights(table)
    assert weights.sum() == pytest.approx(1)
    kinds = np.array([kind_of(label) for label in labels])
    for one, other in product(set(kinds), repeat=2):
        characters = [len(set(labels[kinds == kind])) for kind in (one, other)]
        ratio = weights[kinds == one].sum() / weights[kinds == other].sum()
        assert ratio == pytest.approx((characters[0] / characters[1]) ** KIND_POWER)
    alphabet = "".join(sorted(set(labels)))
    shares = class_shares(table, alphabet)
    assert shares.sum() == pytest.approx(1)
    for label in set(labels):
        own = labels == label
        assert shares[alphabet.index(label)] == pytest.approx(weights[own].sum())
        alike = kinds == kind_of(label)
        share = weights[alike].sum() / len(set(labels[alike]))
        assert weights[own].sum() == pytest.approx(share)
        for one in set(sources[own]):
            for other in set(sources[own]):
                first, second = own & (sources == one), own & (sources == other)
                ratio = weights[first].sum() / weights[second].sum()
                assert ratio == pytest.approx((first.sum() / second.sum()) ** SOURCE_POWER)
                assert np.ptp(weights[first]) == pytest.approx(0)

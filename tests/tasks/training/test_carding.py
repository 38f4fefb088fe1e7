"""Cards say what a model was trained on, what it is worth, and how to train it again."""

import json
import shlex

import numpy as np
import pytest

from model.card import TrainingData
from model.storage import load_recogniser
from schemas.settings import TrainSettings
from tasks.datasets.samples import build_samples, pictures
from tasks.scoring.glyphs import score_glyphs
from tasks.training.carding import command_of, measure, training_data, with_card
from tasks.training.samples import joined

SHADES = np.random.default_rng(0).integers(0, 256, (6, 9, 9)).astype(np.uint8)


def samples(source="set", shades=SHADES, labels="ABCABC", splits=None):
    splits = splits or ["train"] * 2 + ["validation"] * len(labels[2:])
    return build_samples(source, shades, list(labels), splits=splits)


@pytest.fixture
def recogniser(small_model):
    return load_recogniser(small_model.path)


def test_figures_are_those_of_what_was_held_out_together_and_of_each_set(recogniser):
    splits = ["train", "test", "test", "validation", "test", "test"]
    other = samples("other", SHADES[::-1], "CABCAB", splits)
    table = joined([samples(splits=splits), other])
    figures = measure(recogniser, table)
    assert len(figures) == 2 * 3 * 5
    held = table.filter(np.array(table["split"].to_pylist()) == "test")
    for prefix, own in (
        ("test ", held),
        ("test of set: ", held.slice(0, 4)),
        ("test of other: ", held.slice(4)),
    ):
        labels = own["label"].to_pylist()
        expected = score_glyphs(recogniser.probabilities(pictures(own)), labels, "ABC")
        whole = ":" not in prefix
        assert {
            name.removeprefix(prefix): value
            for name, value in figures.items()
            if name.startswith(prefix) and (":" in name) != whole
        } == {
            "samples": expected.n,
            "accuracy": expected.accuracy,
            "accuracy within kind" if whole else "within kind": expected.accuracy_within_kind,
            "accuracy with O=0 and I=1" if whole else "O=0, I=1": expected.accuracy_merged,
            "expected calibration error" if whole else "calibration error": pytest.approx(
                expected.ece, abs=1e-6
            ),
        }


def test_splits_without_samples_have_no_figures(recogniser):
    assert measure(recogniser, samples(splits=["train"] * 6)) == {}
    assert all(name.startswith("validation") for name in measure(recogniser, samples()))


def test_data_sets_are_named_with_what_was_used_of_each():
    table = joined([samples("b"), samples("a", SHADES[:2], "AB", ["train", "test"])])
    first, second = training_data(table)
    assert (first.name, first.samples, second.name, second.samples) == ("a", 2, "b", 6)
    assert first.digest != second.digest


def test_digests_change_with_label_split_and_pixels_but_not_with_the_name():
    def digest(*arguments, **changes):
        return training_data(samples(*arguments, **changes))[0].digest

    changed = SHADES.copy()
    changed[3, 4, 5] ^= 1
    digests = {
        digest(),
        digest("set", changed),
        digest(labels="ABCABB"),
        digest(splits=["train"] * 6),
        digest("set", SHADES.reshape(6, 27, 3)),
    }
    assert len(digests) == 5
    assert digest("renamed") in digests


def test_card_is_json_and_leaves_the_network_as_it_is(recogniser):
    data = [TrainingData("set", 6, "d" * 64)]
    settings = TrainSettings(preset="quick")
    carded = with_card(
        recogniser, settings, data, {"accuracy": 0.5}, "scrivano train", "2026-01-31"
    )
    card = json.loads(json.dumps(carded.card))
    assert card["architecture"] == "small"
    assert card["parameters"] == recogniser.network.parameter_count() > 0
    assert card["alphabet"] == "ABC"
    assert card["data"] == [{"name": "set", "samples": 6, "digest": "d" * 64}]
    assert (card["metrics"], card["date"]) == ({"accuracy": 0.5}, "2026-01-31")
    assert card["version"]
    np.testing.assert_array_equal(carded.logits(list(SHADES)), recogniser.logits(list(SHADES)))


def test_command_trains_such_a_model_again_and_names_no_place(tmp_path, monkeypatch):
    settings = TrainSettings(preset="quick", alphabet="digits", epochs=3, seed=7)
    command = command_of(["/data/my set.mat", "pics/", "synthetic:9"], settings, "2026-01-31")
    assert shlex.split(command) == [
        "scrivano", "train",
        "--data", "my set.mat", "--data", "pics", "--data", "synthetic:9",
        "--preset", "quick", "--alphabet", "digits", "--epochs", "3",
        "--seed", "7", "--date", "2026-01-31", "--out", "MODEL",
    ]  # fmt: skip
    assert "--epochs" not in command_of(["a.mat"], TrainSettings(), "2026-01-31")
    monkeypatch.chdir(tmp_path)
    assert f"--data {tmp_path.name} " in command_of(["."], TrainSettings(), "2026-01-31")

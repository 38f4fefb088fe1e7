"""Stage fit: goes by samples and settings, and leads to a model and its curves."""

from dataclasses import replace

import numpy as np
import pytest

from model.storage import load_recogniser
from schemas.alphabet import ALPHABETS
from schemas.history import History
from schemas.samples import Samples
from schemas.settings import AugmentSettings, TrainSettings
from tasks.artifacts import Store, read_file, read_table
from tasks.datasets.samples import build_samples
from tasks.fit import MODEL, fit_network

SETTINGS = TrainSettings(preset="reference", alphabet="digits", epochs=2)


@pytest.fixture
def samples(store):
    """Three noisy pictures of each digit, one of them held out."""
    pictures = np.random.default_rng(0).integers(0, 256, (30, 8, 8)).astype(np.uint8)
    splits = ["train", "train", "validation"] * 10
    labels = sorted(ALPHABETS["digits"] * 3)
    return store.put(build_samples("noise", pictures, labels, splits=splits), Samples)


def test_key_holds_samples_and_settings_but_no_place(key_of, samples, store):
    def key(samples=samples, settings=SETTINGS, store=store):
        return key_of(fit_network, samples=samples, settings=settings, store=store)

    changes = [
        {"preset": "quick"},
        {"epochs": 3},
        {"epochs": None},
        {"seed": 1},
        {"augment": AugmentSettings(blur=0)},
    ]
    keys = {key(), key(replace(samples, digest="f" * 64))}
    keys |= {key(settings=SETTINGS.model_copy(update=change)) for change in changes}
    assert len(keys) == 2 + len(changes)
    moved = replace(samples, location="memory://elsewhere")
    assert key(moved, store=Store(url="memory://other")) == key()


def test_fitting_leads_to_a_model_and_its_curves(samples, store, tmp_path):
    fitted = fit_network.fn(samples, SETTINGS, store)
    assert fitted.keys() == {"model", "history"}
    assert fitted["model"].table == MODEL
    (tmp_path / "model").write_bytes(read_file(fitted["model"]))
    assert load_recogniser(tmp_path / "model").alphabet == ALPHABETS["digits"]
    assert read_table(fitted["history"], History)["epoch"].to_pylist() == [1, 2]
    assert fit_network.fn(samples, SETTINGS, store) == fitted

"""Stage save: a model is measured on what it was not trained on, and says so in its card."""

from dataclasses import replace

import numpy as np
import pytest

from model.storage import load_recogniser
from schemas.errors import DamagedArtifact, OutputError
from schemas.history import History
from schemas.samples import Samples
from schemas.settings import TrainSettings
from schemas.validation import table_of
from tasks.datasets.samples import build_samples, pictures
from tasks.fit import MODEL
from tasks.save import save_model

SETTINGS = TrainSettings(preset="quick", epochs=2, seed=5)


@pytest.fixture
def samples(store):
    shades = np.random.default_rng(0).integers(0, 256, (6, 9, 9)).astype(np.uint8)
    splits = ["train", "train", "validation", "validation", "test", "test"]
    return build_samples("noise", shades, list("ABCABC"), splits=splits)


@pytest.fixture
def save(samples, small_model, store, tmp_path):
    """A function that saves the small network as if it had been trained for two epochs."""
    names = History.__fields__.keys() - {"member", "epoch"}
    of_both = [{"member": member, "epoch": epoch} for member in (1, 2) for epoch in (1, 2)]
    curves = [row | dict.fromkeys(names, 0.5) for row in of_both]
    fitted = {
        "model": store.put_file(small_model.path.read_bytes(), MODEL, "safetensors"),
        "history": store.put(table_of(History, curves), History),
    }
    table = store.put(samples, Samples)

    def run(out=tmp_path / "model.safetensors", fitted=fitted):
        specs = ["/data/noise.mat", "synthetic:9"]
        return save_model.fn(fitted, table, specs, SETTINGS, "2026-01-31", out)

    return run, fitted


def test_model_is_written_with_its_card(save, samples, small_model):
    summary = save[0]()
    recogniser = load_recogniser(summary.out)
    shown = pictures(samples)
    np.testing.assert_array_equal(
        recogniser.logits(shown), load_recogniser(small_model.path).logits(shown)
    )
    card = recogniser.card
    assert (card["date"], card["alphabet"]) == ("2026-01-31", "ABC")
    assert card["metrics"] == summary.metrics
    assert {name.split()[0] for name in summary.metrics} == {"validation", "test"}
    assert "--data noise.mat --data synthetic:9" in card["command"]
    assert (summary.epochs, summary.samples) == (2, 6)


def test_the_same_training_makes_the_same_bytes(save, tmp_path):
    outs = [tmp_path / "1", tmp_path / "2"]
    for out in outs:
        save[0](out)
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_what_cannot_be_written_or_read_is_told(save, tmp_path):
    run, fitted = save
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        run(tmp_path / "file" / "model")
    gone = replace(fitted["model"], location=f"file://{tmp_path}/gone")
    with pytest.raises(DamagedArtifact, match="gone"):
        run(fitted=fitted | {"model": gone})

"""Training: kept step by step, the same bytes for the same day, and refused before it begins."""

import datetime

import pytest

from flows.train import train_model
from model.storage import load_recogniser
from schemas.alphabet import ALPHABETS
from schemas.errors import UsageError
from schemas.settings import TrainSettings
from tasks.progress import TrainingStep, watched_by

SETTINGS = TrainSettings(preset="quick", alphabet="digits", epochs=1)
DAY = datetime.date(2026, 1, 31)


def train(out, store, data=("synthetic:200",), settings=SETTINGS, date=DAY):
    """Train; return the summary and how many steps the network took."""
    steps = []
    with watched_by(steps.append):
        summary = train_model(list(data), out, settings, date, store)
    return summary, sum(isinstance(step, TrainingStep) for step in steps)


def test_training_is_kept_and_makes_the_same_bytes(tmp_path, store):
    summary, steps = train(tmp_path / "first", store)
    assert (summary.out, summary.epochs, summary.samples) == (tmp_path / "first", 1, 200)
    assert steps > 0
    assert load_recogniser(summary.out).alphabet == ALPHABETS["digits"]

    again, steps = train(tmp_path / "again", store)
    assert steps == 0
    assert again.metrics == summary.metrics
    assert again.out.read_bytes() == summary.out.read_bytes()

    # A network that was damaged meanwhile is trained anew, to the same bytes.
    (kept,) = (tmp_path / "store/artifacts/Model").rglob("*.safetensors")
    kept.write_bytes(kept.read_bytes()[:-1])
    mended, steps = train(tmp_path / "mended", store)
    assert steps > 0
    assert mended.out.read_bytes() == summary.out.read_bytes()


def test_sets_are_put_together_and_the_day_is_todays(tmp_path, store):
    data = ["synthetic:100", "synthetic:120"]
    summary, _ = train(tmp_path / "model", store, data, date=None)
    card = load_recogniser(summary.out).card
    assert [entry["samples"] for entry in card["data"]] == [100, 120]
    today = datetime.datetime.now(tz=datetime.UTC).date()
    assert datetime.date.fromisoformat(card["date"]) in (today, today - datetime.timedelta(1))


def test_wrong_settings_are_told_before_any_data_are_loaded(tmp_path, store):
    settings = SETTINGS.model_copy(update={"preset": "huge"})
    with pytest.raises(UsageError, match="huge"):
        train(tmp_path / "model", store, ["no such set"], settings)
    assert not (tmp_path / "model").exists()

"""`scrivano study`: options become settings, and people and machines are told what was written.

What the flow does with them is tested in `tests/flows/test_study.py`.
"""

import json

import pytest
from typer.testing import CliRunner

import flows.study
from flows.command_line.app import app
from schemas.settings import LearnSettings, StudySettings
from schemas.summary import StudySummary


@pytest.fixture(autouse=True)
def shared_store(session_store, monkeypatch):
    monkeypatch.setenv("SCRIVANO_STORE", session_store)


@pytest.fixture
def asked(monkeypatch):
    """What the flow is asked for; it answers at once."""
    calls = []

    def answer(data, out, settings):
        calls.append((data, settings))
        metrics = {"test accuracy, default model": 0.96875}
        return StudySummary(
            page=out / "study.html",
            numbers=out / "study.parquet",
            samples=180,
            count=9,
            metrics=metrics,
        )

    monkeypatch.setattr(flows.study, "study_network", answer)
    return calls


def study(*words):
    return CliRunner().invoke(app, [str(word) for word in ("study", *words)])


def test_people_are_told_figures_and_files(tmp_path, asked):
    result = study("--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert asked == [(["synthetic"], StudySettings())]
    assert result.stdout.splitlines() == [
        "studied 180 samples",
        "  test accuracy, default model: 0.9688",
        f"page: {tmp_path / 'study.html'}",
        f"numbers: {tmp_path / 'study.parquet'}",
    ]


def test_options_become_settings_and_machines_get_json(tmp_path, asked):
    words = ("--data", "a.mat", "--data", "b.mat", "--epochs", 3, "--default-epochs", 2)
    result = study(*words, "--seed", 5, "--out", tmp_path, "--json")
    assert result.exit_code == 0, result.output
    settings = StudySettings(learn=LearnSettings(epochs=3), default_epochs=2, seed=5)
    assert asked == [(["a.mat", "b.mat"], settings)]
    summary = json.loads(result.stdout)
    assert summary["numbers"] == str(tmp_path / "study.parquet")
    assert summary["metrics"] == {"test accuracy, default model": 0.96875}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--epochs", "0"], 2, "epochs"),
        (["--data", "no such set"], 7, "no such set"),
    ],
)
def test_wrong_usage_is_named(tmp_path, words, code, said):
    result = study("--out", tmp_path / "out", *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert not (tmp_path / "out").exists()

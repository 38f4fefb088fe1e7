"""`scrivano train`: a model from nothing but the generator, the same bytes each time."""

import json

import pytest
from typer.testing import CliRunner

from flows.command_line.app import app
from model.storage import load_recogniser
from schemas.alphabet import ALPHABETS


@pytest.fixture(autouse=True)
def shared_store(session_store, monkeypatch):
    monkeypatch.setenv("SCRIVANO_STORE", session_store)


def train(out, *words):
    base = ("train", "--data", "synthetic:400", "--preset", "quick", "--epochs", "1", "--out", out)
    return CliRunner().invoke(app, [str(word) for word in (*base, *words)])


def test_model_is_saved_with_its_card(tmp_path):
    out = tmp_path / "model.safetensors"
    result = train(out, "--date", "2026-01-31", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["epochs"] == 1
    recogniser = load_recogniser(out)
    assert recogniser.alphabet == ALPHABETS["capitals-digits"]
    assert recogniser.card["date"] == "2026-01-31"
    assert recogniser.card["data"][0]["samples"] == 400
    assert "validation accuracy" in recogniser.card["metrics"]
    assert "--data synthetic:400 --preset quick" in recogniser.card["command"]


def test_same_command_makes_the_same_bytes(tmp_path, monkeypatch):
    for number in (1, 2):
        monkeypatch.setenv("SCRIVANO_STORE", f"file://{tmp_path}/store{number}")
        train(tmp_path / f"{number}", "--date", "2026-01-31")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--preset", "huge"], 2, "huge"),
        (["--alphabet", "runes"], 2, "runes"),
        (["--date", "tomorrow"], 2, "tomorrow"),
        (["--data", "no such set"], 7, "no such set"),
    ],
)
def test_wrong_usage_is_named(tmp_path, words, code, said):
    result = train(tmp_path / "model", *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert not (tmp_path / "model").exists()

"""`scrivano study`: a page and a table from nothing but the generator, told to all."""

import json

import pytest
from typer.testing import CliRunner

from flows.command_line.app import app


@pytest.fixture(autouse=True)
def shared_store(session_store, monkeypatch):
    monkeypatch.setenv("SCRIVANO_STORE", session_store)


def study(*words):
    return CliRunner().invoke(app, [str(word) for word in ("study", *words)])


QUICK = ("--data", "synthetic:180", "--epochs", "1", "--default-epochs", "1")


def test_page_and_numbers_are_written_and_told(tmp_path):
    result = study(*QUICK, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert summary["samples"] == 180
    assert len(summary["metrics"]) == 6
    assert (tmp_path / "out" / "study.html").stat().st_size > 0
    assert summary["numbers"] == str(tmp_path / "out" / "study.parquet")

    plain = study(*QUICK, "--out", tmp_path / "again")
    assert plain.exit_code == 0, plain.output
    assert f"page: {tmp_path / 'again' / 'study.html'}" in plain.stdout
    assert "test accuracy, learning rate 0.01: " in plain.stdout
    first, second = (tmp_path / name / "study.html" for name in ("out", "again"))
    assert first.read_bytes() == second.read_bytes()


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

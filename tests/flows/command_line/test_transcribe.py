"""`scrivano transcribe`: exit codes, what goes to which stream, machine-readable output."""

import json

import pytest
from typer.testing import CliRunner

from data import DEFAULT_MODEL
from flows.command_line.app import app


@pytest.fixture
def scrivano(store, monkeypatch):
    """Call the command line in this process."""
    monkeypatch.setenv("SCRIVANO_STORE", store)

    def call(*words):
        return CliRunner().invoke(app, [str(word) for word in words])

    return call


def test_all_read(scrivano, sample_pages, tmp_path):
    result = scrivano("transcribe", sample_pages, "--out", tmp_path / "out", "--workers", 1)
    assert result.exit_code == 0, result.output
    assert "2 of 2 pages read" in result.stdout
    assert str(tmp_path / "out/report.html") in result.stdout
    assert result.stderr == ""


def test_some_not_read_as_json(scrivano, sample_pages, tmp_path):
    (sample_pages / "empty.png").touch()
    result = scrivano("transcribe", sample_pages, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 3
    summary = json.loads(result.stdout)
    assert (summary["pages"], summary["read"], summary["failed"]) == (3, 2, 1)
    assert "empty.png" in result.stderr
    assert "empty-file" in result.stderr


def test_too_many_not_read(scrivano, sample_pages, tmp_path):
    (sample_pages / "empty.png").touch()
    limits = ["--page-timeout", 300, "--page-memory", "2 GiB", "--max-failures", "10%"]
    result = scrivano("transcribe", sample_pages, "--out", tmp_path / "out", *limits)
    assert result.exit_code == 9
    assert "2 of 3 pages read" in result.stdout
    assert "empty.png" in result.stderr


def test_none_read(scrivano, tmp_path):
    (tmp_path / "nothing").mkdir()
    result = scrivano("transcribe", tmp_path / "nothing", "--out", tmp_path / "out")
    assert result.exit_code == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "out"], "name at least one folder"),
        (["no such folder", "--out", "out"], "no such folder"),
        (["--samples", "--out", "out", "--lexicon", "no such list"], "no such list"),
        (["--samples", "--out", "out", "--alphabet", "greek"], "greek"),
        (["--samples"], "--out"),
        (["--samples", "--out", "out", "--workers", "-1"], "--workers"),
        (["--samples", "--out", "out", "--pattern", "9{"], "'9{'"),
        (["--samples", "--out", "out", "--pattern", "2=9", "--pattern", "2=A"], "for line 2"),
        (["--samples", "--out", "out", "--reject-below", "1.5"], "--reject-below"),
        (["--samples", "--out", "out", "--page-timeout", "-1"], "--page-timeout"),
        (["--samples", "--out", "out", "--page-memory", "2048"], "at least 256MiB"),
        (["--samples", "--out", "out", "--max-failures", "many"], "--max-failures"),
    ],
)
def test_wrong_usage(scrivano, words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = scrivano("transcribe", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_bad_model_has_its_own_code(scrivano, tmp_path):
    (tmp_path / "words").write_text("no model")
    result = scrivano(
        "transcribe", "--samples", "--out", tmp_path / "o", "--model", tmp_path / "words"
    )
    assert result.exit_code == 5
    assert "words" in result.stderr


def test_a_model_of_another_alphabet_is_wrong_usage(scrivano, tmp_path):
    words = ["transcribe", "--samples", "--out", tmp_path / "o", "--model", DEFAULT_MODEL]
    result = scrivano(*words, "--alphabet", "full")
    assert result.exit_code == 2
    assert "capitals-digits.safetensors is no model of the alphabet 'full'" in result.stderr
    assert not (tmp_path / "o").exists()


def test_output_folder_that_is_a_file(scrivano, tmp_path):
    (tmp_path / "file").touch()
    result = scrivano("transcribe", "--samples", "--out", tmp_path / "file")
    assert result.exit_code == 8
    assert "file" in result.stderr


def test_help_shows_examples(scrivano):
    result = scrivano("transcribe", "--help")
    assert result.exit_code == 0
    assert "scrivano transcribe scans/ --out texts" in result.stdout

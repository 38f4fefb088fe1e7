"""`scrivano model`: the card, for people and for machines, and the network, for others to run."""

import json
import sys

import pytest
from typer.testing import CliRunner

from data import DEFAULT_MODEL
from flows.command_line.app import app


def scrivano(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_shipped_model_shows_its_card():
    result = scrivano("model", "show")
    assert result.exit_code == 0
    for name in ("architecture", "parameters", "alphabet", "data", "metrics", "date", "version"):
        assert name in result.stdout


def test_card_as_json():
    card = json.loads(scrivano("model", "show", "--json").stdout)
    assert len(card["alphabet"]) == 36
    assert all(len(entry["digest"]) == 64 for entry in card["data"])
    assert "--seed" in card["command"]


def test_a_shipped_model_is_named_by_its_alphabet():
    by_name = scrivano("model", "show", "--alphabet", "capitals-digits", "--json")
    assert by_name.stdout == scrivano("model", "show", "--json").stdout
    unknown = scrivano("model", "show", "--alphabet", "greek")
    assert unknown.exit_code == 2
    assert "capitals-digits" in unknown.stderr
    unshipped = scrivano("model", "show", "--alphabet", "digits")
    assert unshipped.exit_code == 5
    assert "digits.safetensors" in unshipped.stderr


def test_bad_file_is_named(tmp_path):
    (tmp_path / "words").write_text("no model")
    result = scrivano("model", "show", tmp_path / "words")
    assert result.exit_code == 5
    assert "words" in result.stderr


def test_export_writes_the_shipped_model_or_another(tmp_path):
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    result = scrivano("model", "export", "--onnx", tmp_path / "shipped.onnx")
    assert result.exit_code == 0, result.stderr
    assert "shipped.onnx" in result.stdout
    again = scrivano("model", "export", DEFAULT_MODEL, "--onnx", tmp_path / "named.onnx")
    assert again.exit_code == 0
    assert (tmp_path / "named.onnx").read_bytes() == (tmp_path / "shipped.onnx").read_bytes()


def test_export_without_its_packages_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    result = scrivano("model", "export", "--onnx", tmp_path / "shipped.onnx")
    assert result.exit_code == 2
    assert "scrivano[onnx]" in result.stderr
    assert not list(tmp_path.iterdir())

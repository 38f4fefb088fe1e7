"""`scrivano model show`: the card, for people and for machines."""

import json

from typer.testing import CliRunner

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


def test_bad_file_is_named(tmp_path):
    (tmp_path / "words").write_text("no model")
    result = scrivano("model", "show", tmp_path / "words")
    assert result.exit_code == 5
    assert "words" in result.stderr

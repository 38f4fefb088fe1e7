"""`scrivano evaluate`: the promised keys, and figures that follow from the data."""

import json
import shutil

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from flows.command_line.app import app


def scrivano(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(autouse=True)
def shared_store(session_store, monkeypatch):
    monkeypatch.setenv("SCRIVANO_STORE", session_store)


def test_pages_as_json(sample_pages, tmp_path):
    result = scrivano("evaluate", "pages", sample_pages, "--json", "--out", tmp_path / "s.parquet")
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert figures.keys() >= {"cer", "wer", "cer_no_space", "pages", "reject_curve"}
    assert {page["name"] for page in figures["pages"]} == {
        truth.stem for truth in sample_pages.glob("*.txt")
    }
    errors = sum(page["errors"] for page in figures["pages"])
    chars = sum(page["chars"] for page in figures["pages"])
    assert figures["cer"] == pytest.approx(errors / chars)
    assert (tmp_path / "s.parquet").exists()


def test_page_that_cannot_be_read_counts_as_read_empty(sample_pages):
    truth = next(sample_pages.glob("*.txt"))
    (sample_pages / "lost.png").touch()
    shutil.copy(truth, sample_pages / "lost.txt")
    figures = json.loads(scrivano("evaluate", "pages", sample_pages, "--json").stdout)
    lost = next(page for page in figures["pages"] if page["name"] == "lost")
    assert lost["cer"] == 1.0


def test_folder_without_truth_is_wrong_usage(sample_pages):
    for truth in sample_pages.glob("*.txt"):
        truth.unlink()
    result = scrivano("evaluate", "pages", sample_pages)
    assert result.exit_code == 2
    assert "NAME.txt" in result.stderr


def test_pages_for_people(sample_pages):
    result = scrivano("evaluate", "pages", sample_pages)
    assert "all pages together" in result.stdout
    assert "left to a person" in result.stdout


def test_glyphs_as_json():
    result = scrivano("evaluate", "glyphs", "synthetic:200", "--json")
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert {
        "n",
        "accuracy",
        "accuracy_within_kind",
        "ece",
        "per_class",
        "confusions",
        "reject_curve",
    } <= figures.keys()
    assert figures["n"] == 200
    assert figures["accuracy_within_kind"] >= figures["accuracy"] > 0.5


def test_glyphs_for_people():
    assert "200 characters" in scrivano("evaluate", "glyphs", "synthetic:200").stdout


def test_one_split_of_two_sets_with_pictures_and_all_figures(tmp_path):
    page, table = tmp_path / "misread.html", tmp_path / "scores.parquet"
    result = scrivano(
        *("evaluate", "glyphs", "synthetic:200", "synthetic:300", "--split", "test", "--seed", 3),
        *("--report", page, "--out", table, "--json"),
    )
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    counts = [figures["sets"][name]["n"] for name in ("synthetic", "synthetic 2")]
    assert figures["n"] == sum(counts)
    assert 0 < counts[0] < 100
    wrong = round(figures["n"] * (1 - figures["accuracy"]))
    assert f"{wrong} of {figures['n']} characters misread" in page.read_text("utf-8")
    rows = pq.read_table(table).to_pylist()
    (found,) = (
        row["value"]
        for row in rows
        if (row["source"], row["subject"], row["metric"]) == ("synthetic 2", "glyphs", "ece")
    )
    assert found == figures["sets"]["synthetic 2"]["ece"]


def test_unknown_split_is_wrong_usage():
    result = scrivano("evaluate", "glyphs", "synthetic:20", "--split", "holdout")
    assert result.exit_code == 2
    assert "train, validation, test" in result.stderr


def test_unknown_data_set_is_named():
    result = scrivano("evaluate", "glyphs", "no such set")
    assert result.exit_code == 7
    assert "no such set" in result.stderr


def test_an_alphabet_chooses_a_shipped_model_or_says_that_none_is():
    named = scrivano("evaluate", "glyphs", "synthetic:40", "--alphabet", "capitals-digits")
    assert named.stdout == scrivano("evaluate", "glyphs", "synthetic:40").stdout
    unshipped = scrivano("evaluate", "glyphs", "synthetic:40", "--alphabet", "digits")
    assert unshipped.exit_code == 5
    assert "digits.safetensors" in unshipped.stderr
    unknown = scrivano("evaluate", "pages", ".", "--alphabet", "greek")
    assert unknown.exit_code == 2
    assert "greek" in unknown.stderr


def test_lines_that_are_not_as_asked_for_are_told_before_any_page(sample_pages):
    result = scrivano("evaluate", "pages", sample_pages, "--pattern", "[A")
    assert result.exit_code == 2
    assert "'[A'" in result.stderr

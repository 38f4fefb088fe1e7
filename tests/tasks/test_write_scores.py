"""Stage write-scores: all figures of an evaluation in one table."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from model.storage import load_recogniser
from schemas.errors import InvalidTable, OutputError
from schemas.scores import Scores
from schemas.validation import validated
from tasks.datasets.samples import build_samples
from tasks.scoring.glyphs import score_glyphs
from tasks.scoring.recognised import recognised_by
from tasks.scoring.text import TextPair, score_texts
from tasks.write_scores import write_mistakes, write_scores

GLYPHS = score_glyphs(np.array([[0.9, 0.1], [0.6, 0.4]]), ["A", "B"], "AB")
PAGES = score_texts([TextPair("a", "AB", "AB"), TextPair("b", "AB", "A")], "AB")


def test_figures_of_pages_and_glyphs_stand_together(tmp_path):
    out = tmp_path / "made" / "scores.parquet"
    write_scores.fn([PAGES, GLYPHS], out)
    table = validated(pq.read_table(out), Scores)
    figures = {
        (row["subject"], row["name"], row["metric"], row["detail"]): row["value"]
        for row in table.to_pylist()
    }
    assert figures["pages", "", "cer", ""] == pytest.approx(1 / 4)
    assert figures["page", "b", "cer", ""] == pytest.approx(1 / 2)
    assert figures["glyphs", "", "accuracy", ""] == pytest.approx(1 / 2)
    assert figures["confusion", "B", "rate", "A"] == 1.0
    assert len(figures) == len([*PAGES.to_rows(), *GLYPHS.to_rows()])


def test_nothing_to_write_is_an_empty_table(tmp_path):
    write_scores.fn([], tmp_path / "scores.parquet")
    assert validated(pq.read_table(tmp_path / "scores.parquet"), Scores).num_rows == 0


def test_a_figure_that_comes_twice_is_refused(tmp_path):
    with pytest.raises(InvalidTable, match="Scores"):
        write_scores.fn([PAGES, PAGES], tmp_path / "scores.parquet")


def test_what_cannot_be_written_leaves_what_stood_there(tmp_path, monkeypatch):
    def fill_disk(_, path):
        path.write_bytes(b"half")
        raise OSError(28, "the disk is full")

    monkeypatch.setattr(pq, "write_table", fill_disk)
    out = tmp_path / "scores.parquet"
    out.write_text("as before")
    with pytest.raises(OutputError, match="No space left on device"):
        write_scores.fn([PAGES], out)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["as before"]


def test_misread_characters_are_written_as_a_page(small_model, tmp_path):
    shades = np.random.default_rng(0).integers(0, 256, (30, 9, 9)).astype(np.uint8)
    recogniser = load_recogniser(small_model.path)
    recognised = recognised_by(recogniser, build_samples("set", shades, list("ABC" * 10)))
    write_mistakes.fn(recognised, tmp_path / "made" / "misread.html")
    wrong = round(30 * (1 - recognised.scores().accuracy))
    page = (tmp_path / "made" / "misread.html").read_text("utf-8")
    assert f"{wrong} of 30 characters misread" in page

"""Evaluation: pages, characters, or both; figures that agree wherever they are given."""

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from flows.evaluate import evaluate_model
from schemas.errors import DatasetError, UsageError
from schemas.scores import Scores
from schemas.settings import PoolSettings, TranscribeSettings
from schemas.validation import validated
from tasks.progress import watched_by

SETTINGS = TranscribeSettings(pool=PoolSettings(workers=1))


def test_pages_and_characters_are_scored_and_written_together(
    sample_pages, tmp_path, session_store
):
    max(sample_pages.glob("*.jpg")).unlink()
    out = tmp_path / "scores.parquet"
    data = ["synthetic:40", "synthetic:30"]
    options = {"lexicon": "none", "settings": SETTINGS, "store": session_store}
    evaluation = evaluate_model(sample_pages, data, out=out, **options)
    (page,) = evaluation.pages.pages
    assert page.name == min(sample_pages.glob("*.txt")).stem
    assert evaluation.pages.cer == page.cer < 0.5
    assert evaluation.glyphs.n == 70

    table = validated(pq.read_table(out), Scores)
    for subject, metric, value in (
        ("pages", "cer", evaluation.pages.cer),
        ("page", "wer", page.wer),
        ("glyphs", "accuracy", evaluation.glyphs.accuracy),
    ):
        own = pc.and_(pc.equal(table["subject"], subject), pc.equal(table["metric"], metric))
        own = pc.and_(own, pc.equal(table["source"], ""))
        assert table.filter(own)["value"].to_pylist() == [value]
    assert set(table["source"].to_pylist()) == {"", "synthetic", "synthetic 2"}


def test_what_was_not_asked_for_is_not_measured(session_store):
    steps = []
    with watched_by(steps.append):
        evaluation = evaluate_model(data=["synthetic:40"], store=session_store)
    assert evaluation.pages is None
    assert evaluation.glyphs.n == 40
    assert steps == []


def test_what_cannot_be_measured_is_told(tmp_path, session_store):
    out = tmp_path / "scores.parquet"
    with pytest.raises(UsageError, match="nothing to measure"):
        evaluate_model(out=out, store=session_store)
    with pytest.raises(UsageError, match="name a data set"):
        evaluate_model(tmp_path, report=tmp_path / "page.html", store=session_store)
    with pytest.raises(DatasetError, match="no such set"):
        evaluate_model(data=["synthetic:9", "no such set"], out=out, store=session_store)
    assert not out.exists()

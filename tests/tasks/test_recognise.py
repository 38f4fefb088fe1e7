"""Stage recognise: goes by glyphs, rows and model, wherever they lie."""

import pytest

from schemas.spans import Spans
from tasks.artifacts import Store, read_table
from tasks.page_work import Fault, UnfinishedPages
from tasks.recognise import recognise, recognition_jobs

A, B = "a" * 32, "b" * 32
FAULT = Fault("unreadable", "disk")


@pytest.fixture
def key(key_of, outcomes, small_model, store):
    """A function that tells the key of recognising one page, some arguments changed."""

    def of(**changes):
        arguments = {
            "segmented": [outcomes.segmented(A, glyphs=2)],
            "clustered": [outcomes.clustered(A, "XX")],
            "model": small_model,
            "store": store,
            "pool": None,
        }
        return key_of(recognise, **arguments | changes)

    return of


def test_key_holds_glyphs_rows_and_model(key, outcomes, small_model):
    keys = {
        key(),
        key(segmented=[outcomes.segmented(A, glyphs=3)]),
        key(clustered=[outcomes.clustered(A, "X X")]),
        key(clustered=[FAULT]),
        key(model=small_model.model_copy(update={"digest": "f" * 64})),
    }
    assert len(keys) == 5


def test_key_holds_no_places(key, small_model, tmp_path):
    moved = small_model.model_copy(update={"path": tmp_path / "moved.safetensors"})
    assert key(model=moved, store=Store(url="memory://other")) == key()


def test_pages_without_rows_are_nothing_to_do(outcomes, small_model, store):
    segmented = [outcomes.segmented(A, glyphs=0), FAULT, outcomes.segmented(B), FAULT]
    clustered = [[], outcomes.clustered(A, "X"), FAULT, []]
    results = (UnfinishedPages(segmented), UnfinishedPages(clustered))
    assert recognition_jobs(*results, small_model, store) == [None] * 4


def test_stages_have_to_agree_on_the_number_of_pages(outcomes, small_model, store):
    with pytest.raises(ValueError, match="shorter"):
        recognition_jobs([outcomes.segmented(A)], [], small_model, store)


def test_rows_lead_to_spans(outcomes, small_model, store, pool):
    segmented = [outcomes.segmented(A, glyphs=0), outcomes.segmented(B, glyphs=3)]
    clustered = [[], outcomes.clustered(B, "XX X")]
    blank, (spans,) = recognise.fn(segmented, clustered, small_model, store, pool)
    assert blank == []
    table = read_table(spans, Spans)
    assert set(table["page_id"].to_pylist()) == {B}
    assert {len(shown) for shown in table["probabilities"].to_pylist()} == {3}

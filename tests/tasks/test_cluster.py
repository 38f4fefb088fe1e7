"""Stage cluster: pages without glyphs are nothing to do; the rest goes by glyphs and settings."""

import pytest

from schemas.rows import Rows
from schemas.settings import RowSettings
from tasks.artifacts import Store, read_table
from tasks.cluster import cluster_rows, clustering_jobs
from tasks.page_work import Fault, UnfinishedPages

A, B = "a" * 32, "b" * 32
FAULT = Fault("unreadable", "disk")


@pytest.fixture
def key(key_of, store):
    def of(segmented, settings=RowSettings(), store=store):  # noqa: B008 - frozen
        return key_of(cluster_rows, segmented=segmented, settings=settings, store=store, pool=None)

    return of


def test_key_holds_glyphs_and_settings(key, outcomes):
    page = outcomes.segmented(A)
    keys = {
        key([page]),
        key([outcomes.segmented(B)]),
        key([outcomes.segmented(A, glyphs=2)]),
        key([page], RowSettings(word_gap=2)),
        key([page, page]),
        key([FAULT, page]),
    }
    assert len(keys) == 6


def test_key_holds_neither_measures_nor_places(key, outcomes):
    page = outcomes.segmented(A)
    assert key([page], store=Store(url="memory://other")) == key([page])
    assert key([outcomes.segmented(A, skew=3.0)]) == key([page])


def test_pages_without_glyphs_are_nothing_to_do(outcomes, store):
    segmented = [outcomes.segmented(A, glyphs=0), FAULT, outcomes.segmented(B)]
    for result in (segmented, UnfinishedPages(segmented)):
        blank, fault, page = clustering_jobs(result, RowSettings(), store)
        assert blank is fault is None
        assert page.key


def test_glyphs_lead_to_rows(outcomes, store, pool):
    segmented = [outcomes.segmented(A, glyphs=0), outcomes.segmented(B, glyphs=3)]
    blank, (rows,) = cluster_rows.fn(segmented, RowSettings(), store, pool)
    assert blank == []
    assert read_table(rows, Rows)["glyphs"].to_pylist() == [[0, 1, 2]]


def test_an_error_of_the_stage_before_is_this_ones_too(store):
    with pytest.raises(KeyError):
        clustering_jobs(KeyError("lost"), RowSettings(), store)

"""Pages pass the four stages several a task, and a page that faults takes none with it."""

import numpy as np
import pytest
from PIL import Image
from prefect import flow
from prefect.context import FlowRunContext

from flows.pages import TASKS_UNDER_WAY, read_pages, threads
from schemas.pages import MeasuredPages
from schemas.settings import LoadSettings, PoolSettings, TranscribeSettings
from schemas.transcripts import Transcripts
from tasks.artifacts import Store, read_table
from tasks.find import distinct_pages, find_pages
from tasks.prepare import prepare_model
from tasks.progress import watched_by
from tasks.synthesis.page import CLEAN_STYLE, draw_page

SETTINGS = TranscribeSettings(pool=PoolSettings(workers=1, pages_per_task=2, retry_delays=(0.0,)))


@pytest.fixture
def small_pages(tmp_path):
    """A folder with two pages of a word each."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, word in enumerate(("HELLO", "WORLD")):
        pixels = draw_page([word], CLEAN_STYLE, np.random.default_rng(number)).pixels
        Image.fromarray(pixels).save(folder / f"{word}.png")
    return folder


def run(pages, store, settings=SETTINGS):
    """Read pages in a flow; return what came of them, and each stage's steps."""
    steps = []

    @flow(task_runner=threads())
    def story():
        noted = len(FlowRunContext.get().run_results)
        came = read_pages(pages, prepare_model.fn(None), None, settings, Store(url=store))
        assert len(FlowRunContext.get().run_results) == noted  # lest memory grow with every page
        return came

    with watched_by(steps.append):
        came = story()
    return came, [(step.stage, step.how, step.pages) for step in steps]


def test_a_page_that_is_gone_takes_none_with_it(small_pages, store):
    first, second = distinct_pages(find_pages.fn([small_pages], LoadSettings()))
    gone = first.model_copy(update={"page_id": "0" * 32, "path": small_pages / "gone.png"})
    came, steps = run([first, gone, second], store)
    assert list(came) == [first.page_id, gone.page_id, second.page_id]
    assert (came[gone.page_id].fault.reason, came[gone.page_id].measured) == ("vanished", None)
    assert steps.count(("segment", "failed", 1)) == 1
    for page in (first, second):
        assert came[page.page_id].fault is None
        measured = read_table(came[page.page_id].measured, MeasuredPages)
        assert measured["page_id"].to_pylist() == [page.page_id]
        assert read_table(came[page.page_id].transcript, Transcripts)["characters"][0].as_py() >= 4
    for stage in ("segment", "cluster", "recognise", "decode"):
        assert steps.count((stage, "computed", 1)) == 2

    # Grouped otherwise, the same pages are known one by one.
    again, steps = run([second, first], store)
    assert again == {page: came[page] for page in (second.page_id, first.page_id)}
    # With so few characters nobody can tell which way up a page is.
    assert {(stage, how) for stage, how, _ in steps if how != "cached"} == {("orient", "skipped")}


def test_a_page_over_its_time_is_tried_again_by_the_next_run_only(small_pages, store):
    first, second = distinct_pages(find_pages.fn([small_pages], LoadSettings()))
    hasty = SETTINGS.pool.model_copy(update={"page_timeout": 0.001, "retry_delays": (3600.0,)})
    came, steps = run([first, second], store, SETTINGS.model_copy(update={"pool": hasty}))
    assert [came[page.page_id].fault.reason for page in (first, second)] == ["timeout"] * 2
    assert steps.count(("segment", "failed", 2)) == 1
    assert not any(how == "computed" for _, how, _ in steps)

    came, steps = run([first, second], store)
    assert [came[page.page_id].fault for page in (first, second)] == [None] * 2
    assert steps.count(("segment", "computed", 1)) == 2


def test_no_pages_start_no_processes(store, monkeypatch):
    monkeypatch.setattr("tasks.pool.Worker", lambda: pytest.fail("started a process"))
    assert run([], store) == ({}, [])


def test_runner_holds_no_more_threads_than_it_needs():
    runner = threads()
    assert runner._max_workers == TASKS_UNDER_WAY
    assert runner is not threads()

"""Stage publish: page and numbers are where they are wanted, and looks decide the page's key."""

from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from schemas.errors import OutputError
from schemas.settings import StudySettings
from schemas.study import Study
from schemas.validation import table_of
from tasks import publish
from tasks.artifacts import read_file
from tasks.publish import HTML, NUMBERS, PAGE, draw_study, publish_study
from tasks.study.numbers import number

SETTINGS = StudySettings()


@pytest.fixture
def numbers(store):
    """Two tables of one number each."""
    rows = (
        number("learning rate", "0.01", "test accuracy", 0.5),
        number("comparison", "default model", "accuracy", 0.75),
    )
    return [store.put(table_of(Study, [row]), Study) for row in rows]


@pytest.fixture
def page(store):
    return store.put_file(b"<!DOCTYPE html>", HTML, "html")


def test_key_holds_samples_numbers_settings_and_looks(
    key_of, one_sample, numbers, store, monkeypatch
):
    def key(samples=one_sample, numbers=numbers, settings=SETTINGS):
        return key_of(draw_study, samples=samples, numbers=numbers, settings=settings, store=store)

    other = replace(one_sample, digest="f" * 64)
    keys = {key(), key(other), key(numbers=numbers[:1])}
    keys.add(key(settings=SETTINGS.model_copy(update={"seed": 1})))
    monkeypatch.setattr(publish, "looks_digest", lambda: "other")
    assert len(keys | {key()}) == 5


def test_the_page_is_drawn_of_all_numbers(one_sample, numbers, store, monkeypatch):
    def drawn(table, samples, settings):
        return f"{table.num_rows} {samples.num_rows} {settings.seed}".encode()

    monkeypatch.setattr(publish, "page_content", drawn)
    page = draw_study.fn(one_sample, numbers, SETTINGS, store)
    assert page.table == HTML
    assert read_file(page) == b"2 1 0"


def test_page_and_numbers_are_written(one_sample, numbers, page, tmp_path):
    out = tmp_path / "new" / "folder"
    summary = publish_study.fn(one_sample, numbers, page, out)
    assert sorted(path.name for path in out.iterdir()) == [PAGE, NUMBERS]
    assert (summary.page, summary.numbers) == (out / PAGE, out / NUMBERS)
    assert summary.page.read_bytes() == b"<!DOCTYPE html>"
    assert pq.read_table(summary.numbers).num_rows == summary.count == 2
    assert summary.samples == 1
    assert summary.metrics["test accuracy, learning rate 0.01"] == 0.5


def test_a_folder_that_cannot_be_is_told(one_sample, numbers, page, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        publish_study.fn(one_sample, numbers, page, tmp_path / "file")

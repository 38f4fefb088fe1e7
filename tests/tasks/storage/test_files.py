"""What lies in a store is counted by kind, wherever the store is."""

import pytest

from schemas.history import History
from schemas.lexicon import LexiconWords
from schemas.validation import empty_table, table_of
from tasks.artifacts import Store
from tasks.storage.files import files_of, survey


def test_files_are_counted_by_kind(shelf, days_ago):
    artifacts = [shelf.artifact("A", days=3), shelf.artifact("B", days=1)]
    history = shelf.store.put(empty_table(History), History)
    shelf.use(shelf.file(history), 2)
    record = shelf.record("ab" * 32, *artifacts, days=5)
    result = shelf.result("cd", *artifacts, days=2)
    unfinished = shelf.file(history).with_suffix(".part")
    unfinished.write_bytes(b"12345")
    shelf.use(unfinished, 2)
    (shelf.folder / "runs.lock").touch()

    summary = survey(shelf.store)
    sizes = [shelf.file(artifact).stat().st_size for artifact in artifacts]
    kinds = {kind: (one.files, one.size) for kind, one in summary.artifacts.items()}
    assert kinds == {
        "History": (1, shelf.file(history).stat().st_size),
        "Words": (2, sum(sizes)),
    }
    assert (summary.records.files, summary.records.size) == (1, record.stat().st_size)
    assert (summary.results.files, summary.results.size) == (1, result.stat().st_size)
    assert (summary.unfinished.files, summary.unfinished.size) == (1, 5)
    assert summary.total.files == 6
    assert summary.oldest == pytest.approx(days_ago(5), abs=days_ago(0) - days_ago(0.001))
    assert summary.newest == pytest.approx(days_ago(1), abs=days_ago(0) - days_ago(0.001))
    assert {file.place for file in files_of(shelf.store, "records")} == {
        f"records/ab/{'ab' * 32}.json"
    }


def test_a_store_that_is_not_there_is_empty(shelf):
    summary = survey(shelf.store)
    assert (summary.total.files, summary.oldest, summary.newest) == (0, None, None)
    assert not shelf.folder.exists()


def test_stores_elsewhere_are_seen_too(tmp_path):
    store = Store(url=f"memory://{tmp_path.name}")
    artifact = store.put(table_of(LexiconWords, [{"word": "A", "frequency": 1}]), LexiconWords)
    store.remember("ab" * 32, [artifact])
    summary = survey(store)
    assert (summary.artifacts["LexiconWords"].files, summary.records.files) == (1, 1)
    assert summary.newest is not None

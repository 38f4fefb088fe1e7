"""What is unused goes; nothing goes that is used, or that something kept refers to."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.errors import OutputError, UsageError
from tasks.artifacts import Store, is_whole
from tasks.storage.prune import prune
from tasks.storage.use import in_use

KEYS = [f"{number:02x}" * 32 for number in range(9)]


def test_what_is_unused_goes_and_all_that_is_kept_stands(shelf, days_ago):
    old, shared, new, orphan, fresh_orphan = (
        shelf.artifact(word, days) for word, days in zip("ABCDE", (40, 40, 40, 40, 1), strict=True)
    )
    stale = shelf.record(KEYS[0], old, shared, days=35)
    shelf.record(KEYS[1], shared, new, days=2)
    dead = shelf.result("r1", old, days=35)
    before = shelf.places()

    told = prune(shelf.store, days_ago(30), dry_run=True)
    assert shelf.places() == before
    summary = prune(shelf.store, days_ago(30))
    assert summary.total == told.total
    gone = {stale, dead, shelf.file(old), shelf.file(orphan)}
    assert before - shelf.places() == {path.relative_to(shelf.folder).as_posix() for path in gone}
    assert (summary.artifacts.files, summary.records.files, summary.results.files) == (2, 1, 1)
    assert shelf.store.recall(KEYS[1]) == [shared, new]
    assert is_whole(fresh_orphan)


def test_records_of_what_a_used_result_keeps_stay(shelf, days_ago):
    page, other = shelf.artifact("A", 40), shelf.artifact("B", 40)
    shelf.record(KEYS[0], page, days=40)
    shelf.record(KEYS[1], page, other, days=40)
    shelf.record(KEYS[2], days=40)
    shelf.result("r1", page, days=1)
    prune(shelf.store, days_ago(30))
    assert shelf.store.recall(KEYS[0]) == [page]
    assert shelf.store.recall(KEYS[1]) is shelf.store.recall(KEYS[2]) is None
    assert not shelf.file(other).exists()


def test_what_cannot_be_understood_refers_to_nothing(shelf, days_ago):
    artifact = shelf.artifact("A", 40)
    for path in (shelf.record(KEYS[0], artifact), shelf.result("r1", artifact)):
        path.write_bytes(b"{")
    old = shelf.use(shelf.record(KEYS[1], artifact), 40)
    old.write_bytes(b"")
    shelf.use(old, 40)
    summary = prune(shelf.store, days_ago(30))
    assert not shelf.file(artifact).exists()
    assert (summary.records.files, summary.results.files) == (1, 0)


def test_beside_a_run_nothing_goes_that_it_may_need(shelf, days_ago):
    written, used, unused = shelf.artifact("A"), shelf.artifact("B", 9), shelf.artifact("C", 9)
    shelf.record(KEYS[0], used, days=0.01)
    shelf.record(KEYS[1], unused, days=9)
    with in_use(shelf.store):
        summary = prune(shelf.store, days_ago(0))
        assert summary.in_use_since is not None
        assert is_whole(written)
        assert shelf.store.recall(KEYS[0]) == [used]
        assert not shelf.file(unused).exists()
    assert prune(shelf.store, days_ago(-1)).total.files == 3
    assert shelf.places() == set()


def test_what_is_used_in_the_very_moment_stays(shelf, days_ago, monkeypatch):
    artifact = shelf.artifact("A", 40)
    record = shelf.record(KEYS[0], artifact, days=40)
    rename = Path.rename

    def used_before(path, target):
        if path == record:
            os.utime(path)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", used_before)
    assert prune(shelf.store, days_ago(30)).total.files == 0
    assert shelf.store.recall(KEYS[0]) == [artifact]


def test_unfinished_files_go_after_a_day(shelf, days_ago):
    folder = shelf.file(shelf.artifact("A")).parent
    for name, days in (("young.part", 0.5), ("old.part", 2)):
        (folder / name).touch()
        shelf.use(folder / name, days)
    assert prune(shelf.store, days_ago(30)).unfinished.files == 1
    assert (folder / "young.part").exists()
    assert not (folder / "old.part").exists()


def test_stores_elsewhere_are_not_pruned(days_ago):
    with pytest.raises(UsageError, match="no local folder"):
        prune(Store(url="memory://scrivano-prune"), days_ago(1))


def test_what_cannot_be_removed_is_told(shelf, days_ago, monkeypatch):
    shelf.artifact("A", 40)

    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", denied)
    with pytest.raises(OutputError, match="Permission denied"):
        prune(shelf.store, days_ago(30))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    references=st.lists(
        st.tuples(st.sets(st.integers(0, 3)), st.sampled_from([1, 40]), st.booleans()), max_size=5
    )
)
def test_nothing_kept_ever_refers_to_what_is_gone(shelf, days_ago, references):
    artifacts = [shelf.artifact(word, 40) for word in "ABCD"]
    used = set()
    for number, (named, days, whole_task) in enumerate(references):
        keep = shelf.result if whole_task else shelf.record
        keep(KEYS[number], *(artifacts[i] for i in named), days=days)
        used |= named if days == 1 else set()
    prune(shelf.store, days_ago(30))
    # Exactly what is used stands, and every reference left is to that.
    assert {i for i in range(4) if is_whole(artifacts[i])} == used
    for number, (named, days, whole_task) in enumerate(references):
        path = shelf.folder / ("results" if whole_task else f"records/{KEYS[number][:2]}")
        left = (path / (KEYS[number] + ("" if whole_task else ".json"))).exists()
        kept_anyway = not whole_task and bool(named) and named <= used
        assert left == (days == 1 or kept_anyway)
    prune(shelf.store, days_ago(-1))
    assert shelf.places() == set()

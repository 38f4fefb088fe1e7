"""The store keeps tables whole, notices damage, and knows what was done before."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.errors import DamagedArtifact, InvalidTable, OutputError, UsageError
from schemas.history import History
from schemas.lexicon import LexiconWords
from schemas.validation import empty_table, table_of
from tasks.artifacts import (
    USE_GRAIN,
    Artifact,
    Store,
    is_whole,
    local_folder,
    read_table,
    read_tables,
)


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(url=f"file://{tmp_path}/a store 100%")


@pytest.fixture
def table():
    return table_of(LexiconWords, [{"word": word, "frequency": 1.5} for word in ("AB", "CD")])


def file_of(artifact: Artifact) -> Path:
    return Path(artifact.location.removeprefix("file://"))


def damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how == "deleted":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(content[: len(content) // 2])
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes(content)


def test_table_comes_back_as_it_was(store, table):
    artifact = store.put(table, LexiconWords)
    assert (artifact.rows, artifact.table) == (2, "LexiconWords")
    assert read_table(artifact, LexiconWords).equals(table, check_metadata=True)


def test_same_table_is_the_same_file(store, table):
    assert store.put(table, LexiconWords) == store.put(table, LexiconWords)
    assert len(list(Path(file_of(store.put(table, LexiconWords)).parent).iterdir())) == 1


def test_invalid_table_is_not_written(store, table):
    with pytest.raises(InvalidTable, match="LexiconWords"):
        store.put(table.slice(0, 1).append_column("surplus", [[1]]), LexiconWords)


@pytest.mark.parametrize("how", ["deleted", "truncated", "altered"])
def test_damage_is_noticed_and_mended_by_writing_again(store, table, how):
    artifact = store.put(table, LexiconWords)
    store.remember("ab" * 32, [artifact])
    damage(file_of(artifact), how)
    assert not is_whole(artifact)
    assert store.recall("ab" * 32) is None
    with pytest.raises(DamagedArtifact, match="parquet"):
        read_table(artifact, LexiconWords)
    assert store.put(table, LexiconWords) == artifact
    assert store.recall("ab" * 32) == [artifact]


def test_table_of_another_schema_is_refused(store, table):
    artifact = store.put(table, LexiconWords)
    with pytest.raises(InvalidTable, match="History"):
        read_table(artifact, History)


def test_unknown_key_and_garbled_record_count_as_not_done(store, table):
    assert store.recall("cd" * 32) is None
    store.remember("cd" * 32, [store.put(table, LexiconWords)])
    record = next((Path(store.url.removeprefix("file://"))).glob("records/*/*"))
    for garbage in (b"", b"{", b"[1]", b'{"a": 1}', b"\xff"):
        record.write_bytes(garbage)
        assert store.recall("cd" * 32) is None


def test_work_that_led_to_nothing_is_remembered_too(store):
    store.remember("ef" * 32, [])
    assert store.recall("ef" * 32) == []


def test_store_that_cannot_be_written_says_so(tmp_path, table):
    (tmp_path / "file").write_text("in the way")
    store = Store(url=f"file://{tmp_path}/file/store")
    with pytest.raises(OutputError, match="SCRIVANO_STORE"):
        store.put(table, LexiconWords)


@pytest.mark.parametrize("url", ["foo://bar", "s3://bucket/store"])
def test_unknown_kind_of_store_is_told(table, url):
    with pytest.raises(UsageError, match="SCRIVANO_STORE"):
        Store(url=url).put(table, LexiconWords)


def test_failed_write_leaves_nothing(store, table, monkeypatch, tmp_path):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fsspec.implementations.local.LocalFileSystem.mv", full)
    with pytest.raises(OutputError, match="No space left"):
        store.put(table, LexiconWords)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_any_fsspec_url_serves(table):
    store = Store(url="memory://scrivano-test")
    artifact = store.put(table, LexiconWords)
    assert read_table(artifact, LexiconWords).equals(table)


def test_several_tables_are_read_as_one_and_checked_as_one(store, table):
    other = table_of(LexiconWords, [{"word": "EF", "frequency": 2.5}])
    first, second = store.put(table, LexiconWords), store.put(other, LexiconWords)
    together = read_tables([first, second], LexiconWords)
    assert together["word"].to_pylist() == ["AB", "CD", "EF"]
    assert read_tables([], LexiconWords).num_rows == 0
    with pytest.raises(InvalidTable, match=r"word='AB'"):
        read_tables([first, second, first], LexiconWords)
    foreign = store.put(empty_table(History), History)
    with pytest.raises(InvalidTable, match=r"columns 'word'"):
        read_tables([first, foreign], LexiconWords)
    damage(file_of(second), "altered")
    with pytest.raises(DamagedArtifact, match=second.digest):
        read_tables([first, second], LexiconWords)


def test_use_is_noted_now_and_then(store, table):
    artifact = store.put(table, LexiconWords)
    store.remember("ab" * 32, [artifact])
    (record,) = Path(store.url.removeprefix("file://")).glob("records/*/*")
    recent, long_ago = time.time() - USE_GRAIN / 2, time.time() - 2 * USE_GRAIN
    for path, use in (
        (record, lambda: store.recall("ab" * 32)),
        (file_of(artifact), lambda: store.put(table, LexiconWords)),
    ):
        os.utime(path, (recent, recent))
        use()
        assert path.stat().st_mtime == recent
        os.utime(path, (long_ago, long_ago))
        use()
        assert path.stat().st_mtime > recent


def test_folder_of_a_store(store):
    assert local_folder(store) == Path(store.url.removeprefix("file://"))
    assert local_folder(Store(url="memory://scrivano-test")) is None


@pytest.mark.parametrize(
    "change",
    [{"table": "LexiconWordt"}, {"digest": "0" * 64}, {"location": "fIle:///elsewhere/a.parquet"}],
)
def test_a_handle_that_was_altered_is_of_nothing(store, table, change):
    artifact = store.put(table, LexiconWords)
    assert is_whole(artifact)
    assert not is_whole(replace(artifact, **change))
    broken = artifact.location.replace("file:", "fIle:")
    assert not is_whole(replace(artifact, location=broken))

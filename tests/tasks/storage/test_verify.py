"""Damage is found wherever it is, named, and removed, so that it is made anew."""

import pytest

from schemas.errors import EXIT_BAD_TABLE, OutputError
from schemas.lexicon import LexiconWords
from schemas.validation import table_of
from tasks.artifacts import Store, is_whole
from tasks.storage.verify import verify

KEYS = [f"{number:02x}" * 32 for number in range(3)]


@pytest.fixture
def damaged(shelf):
    """A store with an altered, a truncated and a missing artifact, and one that is whole."""
    whole, altered, truncated, missing = (shelf.artifact(word) for word in "ABCD")
    shelf.record(KEYS[0], whole)
    shelf.record(KEYS[1], whole, altered)
    shelf.record(KEYS[2], missing)
    shelf.result("good", whole)
    shelf.result("bad", whole, truncated)
    (shelf.folder / "results/foreign").write_text(
        '{"metadata": {"serializer": {"type": "pickle"}}}'
    )
    content = shelf.file(altered).read_bytes()
    shelf.file(altered).write_bytes(content[:9] + bytes([content[9] ^ 1]) + content[10:])
    shelf.file(truncated).write_bytes(content[:-1])
    shelf.file(missing).unlink()
    return shelf, whole, altered, truncated, missing


@pytest.mark.parametrize("keep", [True, False])
def test_all_damage_is_found(damaged, keep):
    shelf, whole, altered, truncated, missing = damaged
    before = shelf.places()
    summary = verify(shelf.store, keep=keep)

    def places(*paths):
        return tuple(sorted(path.relative_to(shelf.folder).as_posix() for path in paths))

    assert summary.checked.files == 3
    assert summary.damaged == places(shelf.file(altered), shelf.file(truncated))
    assert summary.missing == places(shelf.file(missing))
    unusable = (
        *(f"records/{key[:2]}/{key}.json" for key in KEYS[1:]),
        "results/bad",
        "results/foreign",
    )
    assert summary.unusable == tuple(sorted(unusable))
    assert summary.exit_code == EXIT_BAD_TABLE
    assert before - shelf.places() == (set() if keep else {*summary.damaged, *unusable})
    assert shelf.store.recall(KEYS[0]) == [whole]
    if not keep:
        assert verify(shelf.store).exit_code == 0


def test_a_sound_store_is_left_alone(shelf):
    shelf.record(KEYS[0], shelf.artifact("A"))
    shelf.file(shelf.artifact("B")).with_suffix(".part").write_bytes(b"half")
    before = shelf.places()
    summary = verify(shelf.store)
    assert (summary.exit_code, summary.checked.files) == (0, 2)
    assert shelf.places() == before


def test_what_is_made_anew_meanwhile_stays(damaged, monkeypatch):
    shelf, _, altered, _, _ = damaged
    import tasks.storage.verify as module

    references = module._references

    def meanwhile(*arguments):
        yield from references(*arguments)
        shelf.file(altered).unlink()
        shelf.artifact("B")

    monkeypatch.setattr(module, "_references", meanwhile)
    verify(shelf.store)
    assert is_whole(altered)


def test_stores_elsewhere_are_checked_too(tmp_path):
    store = Store(url=f"memory://{tmp_path.name}")
    artifact = store.put(table_of(LexiconWords, [{"word": "A", "frequency": 1}]), LexiconWords)
    store.remember(KEYS[0], [artifact])
    assert verify(store).exit_code == 0
    import fsspec

    fsspec.filesystem("memory").pipe_file(artifact.location.removeprefix("memory:/"), b"damaged")
    assert len(verify(store).damaged) == 1
    assert store.recall(KEYS[0]) is None
    assert verify(store).exit_code == 0


def test_what_cannot_be_removed_is_told(damaged, monkeypatch):
    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("fsspec.implementations.local.LocalFileSystem.rm_file", denied)
    with pytest.raises(OutputError, match="Permission denied"):
        verify(damaged[0].store)

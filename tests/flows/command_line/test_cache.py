"""`scrivano cache`: what is kept is shown, cleared and checked, for people and for machines."""

import json
import os
import time

import pytest
from typer.testing import CliRunner

from flows.command_line.app import app
from flows.command_line.cache import _size
from tasks.artifacts import Store

DAY = 86400


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The machine's store: an artifact used today, and one that was used 40 days ago."""
    folder = tmp_path / "store"
    monkeypatch.setenv("SCRIVANO_STORE", f"file://{folder}")
    store = Store(url=f"file://{folder}")
    for word, key in (("new", "ab" * 32), ("old", "cd" * 32)):
        store.remember(key, [store.put_file(word.encode() * 600, "Words", "txt")])
    long_ago = time.time() - 40 * DAY
    for path in (folder / f"records/cd/{'cd' * 32}.json", *old_file(folder)):
        os.utime(path, (long_ago, long_ago))
    return folder


def old_file(folder):
    return [path for path in folder.rglob("*.txt") if path.read_bytes().startswith(b"old")]


def scrivano(*words):
    result = CliRunner().invoke(app, ["cache", *(str(word) for word in words)])
    assert "Traceback" not in result.output
    return result


def test_show(folder):
    shown = scrivano("show").stdout
    for told in (str(folder), "Words", "2 files", "3.5 KiB", "all", "4 files", "used"):
        assert told in shown
    told = json.loads(scrivano("show", "--json").stdout)
    assert told["artifacts"] == {"Words": {"files": 2, "size": 3600}}
    assert (told["records"]["files"], told["total"]["files"]) == (2, 4)
    assert told["oldest"] < told["newest"]


def test_show_of_another_store(folder, tmp_path):
    told = json.loads(scrivano("show", "--store", f"file://{tmp_path}/none", "--json").stdout)
    assert (told["total"]["files"], told["newest"]) == (0, None)


def test_prune(folder):
    dry = scrivano("prune", "--older-than", "30d", "--dry-run")
    assert (dry.exit_code, len(old_file(folder))) == (0, 1)
    assert "2 files" in dry.stdout
    assert "would be removed" in dry.stdout
    told = json.loads(scrivano("prune", "--older-than", "30d", "--json").stdout)
    assert (told["artifacts"]["files"], told["records"]["files"], told["dry_run"]) == (1, 1, False)
    assert not old_file(folder)
    assert "0 files" in scrivano("prune", "--older-than", "30d").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--older-than", "soon"), "soon"),
        (("--older-than", "2999-01-01"), "future"),
        (("--older-than", "1d", "--store", "memory://x"), "no local folder"),
        (("--older-than", "1d", "--store", "foo://x"), "foo"),
        ((), "--older-than"),
    ],
)
def test_prune_used_wrongly(folder, words, told):
    result = scrivano("prune", *words)
    assert result.exit_code == 2
    assert told in result.stderr


def test_verify(folder):
    assert (scrivano("verify").exit_code, scrivano("verify").stderr) == (0, "")
    (damaged,) = old_file(folder)
    damaged.write_bytes(b"old and damaged")
    kept = scrivano("verify", "--keep", "--json")
    assert kept.exit_code == 6
    assert json.loads(kept.stdout)["damaged"] == [damaged.relative_to(folder).as_posix()]
    found = scrivano("verify")
    assert found.exit_code == 6
    assert f"damaged: {damaged.relative_to(folder)}" in found.stderr
    assert not damaged.exists()
    assert scrivano("verify").exit_code == 0


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (5 << 20, "5.0 MiB"),
        (3 << 40, "3072.0 GiB"),
    ],
)  # fmt: skip
def test_sizes(size, told):
    assert _size(size) == told

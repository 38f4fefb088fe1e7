"""Every file is met once, in order, and no link or odd thing leads astray."""

import errno
import os
from pathlib import Path

import pytest

from schemas.errors import PassingFault, UsageError
from tasks.sources.walk import is_folder, list_input


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "in"
    for name in ("b/2.png", "b/10.png", "a.png", "b.png", "notes.txt", ".hidden/x.png", ".y.png"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return root


def sources(root):
    return [entry.source for entry in list_input(root)]


def test_order_and_hidden_files(folder):
    assert sources(folder) == ["a.png", "b/10.png", "b/2.png", "b.png", "notes.txt"]
    assert {entry.source: entry.wanted for entry in list_input(folder)}["notes.txt"] is False
    assert all(entry.path.is_absolute() and entry.label == "in" for entry in list_input(folder))


def test_named_files_are_wanted_whatever_they_are(folder):
    for name in ("notes.txt", ".y.png"):
        (entry,) = list_input(folder / name)
        assert (entry.source, entry.label, entry.wanted) == (name, "in", True)


def test_a_path_is_one_however_it_is_written(folder, monkeypatch):
    monkeypatch.chdir(folder / "b")
    by_way = list_input(folder / "b" / ".." / "a.png")
    assert [entry.path for entry in by_way] == [folder / "a.png"]
    (folder.parent / "link").symlink_to(folder)
    assert list_input(folder.parent / "link") == list_input(folder)
    assert [entry.label for entry in list_input(Path())] == ["b", "b"]


def test_missing_input(tmp_path):
    with pytest.raises(UsageError, match=r"no .*gone\\nx"):
        list_input(tmp_path / "gone\nx")


def test_links_within_are_followed_and_rings_end(folder):
    (folder / "b" / "up").symlink_to(folder)
    (folder / "ring").symlink_to(folder / "ring")
    (folder / "ring.png").symlink_to(folder / "ring.png")
    (folder / "same.png").symlink_to(folder / "a.png")
    entries = {entry.source: entry for entry in list_input(folder)}
    assert set(entries) == {*sources(folder)} == {
        "a.png", "b/10.png", "b/2.png", "b.png", "notes.txt", "ring.png", "same.png"
    }  # fmt: skip
    assert entries["same.png"].fault is None
    assert entries["ring.png"].fault.reason == "vanished"


def test_links_that_lead_out_are_not_followed(folder, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.png").write_bytes(b"x")
    (folder / "folder").symlink_to(outside)
    (folder / "folder.png").symlink_to(outside)
    (folder / "out.png").symlink_to(outside / "secret.png")
    (folder / "out.txt").symlink_to(outside / "secret.png")
    entries = {entry.source: entry for entry in list_input(folder)}
    assert "folder.png" not in entries
    assert "out.txt" not in entries
    assert (entries["out.png"].fault.status, entries["out.png"].fault.reason) == (
        "refused",
        "unreadable",
    )


def test_a_neighbour_with_a_longer_name_is_outside(folder, tmp_path):
    other = tmp_path / "in2"
    other.mkdir()
    (other / "x.png").write_bytes(b"x")
    (folder / "x.png").symlink_to(other / "x.png")
    assert {e.source: e.fault is None for e in list_input(folder)}["x.png"] is False


def test_folders_that_cannot_be_listed(folder, monkeypatch):
    listing = os.scandir

    def refuse(path):
        if str(path).endswith("/b"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return listing(path)

    monkeypatch.setattr(os, "scandir", refuse)
    (fault,) = [entry for entry in list_input(folder) if entry.fault]
    assert fault.source == "b/"
    assert isinstance(fault.fault, PassingFault)
    assert fault.fault.reason == "unreadable"
    assert "a.png" in sources(folder)
    assert sources(folder / "b") == ["./"]


def test_folders_without_permission(ordinary_user):
    root, granted = ordinary_user
    (root / "b").mkdir(mode=0)
    with granted():
        assert sources(root) == ["b/"]


def test_what_cannot_be_followed_is_no_folder(tmp_path, monkeypatch):
    assert is_folder(tmp_path)
    assert not is_folder(tmp_path / "gone")

    def refuse(_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "is_dir", refuse)
    assert not is_folder(tmp_path)


def test_very_deep_folders(tmp_path):
    path = tmp_path
    for _ in range(60):
        path = path / "d"
    path.mkdir(parents=True)
    (path / "x.png").write_bytes(b"x")
    assert sources(tmp_path) == ["d/" * 60 + "x.png"]

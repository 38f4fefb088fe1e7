"""Output takes its place as a whole, and what a dying run leaves of that is finished or cleared."""

import os
import shutil
from pathlib import Path

import pytest

import tasks.output.staging as module
from schemas.errors import OutputError
from tasks.output.staging import FINISHED, UNFINISHED, clear, note_stale, settle, staged
from tasks.output.text import text_path


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def write(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    write(folder, a="old", text__b="old", text__deep__c="old", mine="mine")
    return folder


def test_all_is_moved_at_the_end_and_nothing_before(out):
    before = content(out)
    with staged(out) as folder:
        write(folder, a="new", text__b="new", text__new__d="new")
        shown = {name: text for name, text in content(out).items() if not name.startswith(".")}
        assert shown == before
    assert content(out) == {
        "a": "new",
        "text/b": "new",
        "text/deep/c": "old",
        "text/new/d": "new",
        "mine": "mine",
    }
    assert not list(out.glob(".*"))


def test_failure_leaves_all_as_it_was(out):
    before = content(out)
    with pytest.raises(ZeroDivisionError), staged(out) as folder:
        write(folder, a="new")
        raise ZeroDivisionError
    assert content(out) == before
    assert not list(out.glob(".*"))


class Killed(BaseException):
    """As if the process had died."""


@pytest.mark.parametrize("moved", range(5))
def test_a_run_that_dies_while_files_are_moved_is_finished_by_the_next(out, monkeypatch, moved):
    left = [moved]
    move = Path.replace

    def dying(source, target):
        if not left[0]:
            raise Killed
        left[0] -= 1
        return move(source, target)

    def die():
        with staged(out) as folder:
            write(folder, a="new", text__b="new", text__new__d="new", z="new")
            write(out, **{"text__stale.txt": "old"})
            note_stale(folder, ["stale"])

    monkeypatch.setattr(Path, "replace", dying)
    if moved < 4:
        with pytest.raises(Killed):
            die()
        assert (out / FINISHED).exists()
    else:
        die()
    monkeypatch.undo()
    settle(out)
    assert content(out) == {
        "a": "new",
        "text/b": "new",
        "text/deep/c": "old",
        "text/new/d": "new",
        "z": "new",
        "mine": "mine",
    }
    settle(out)
    assert not list(out.glob(".*"))


def test_what_was_half_written_is_cleared(out):
    before = content(out)
    write(out / UNFINISHED, a="half", text__b="half")
    clear(out)
    assert content(out) == before
    clear(out)
    write(out / UNFINISHED, a="half", stray="half")
    with staged(out) as folder:
        assert list(folder.iterdir()) == []
        write(folder, a="new")
    assert content(out) == before | {"a": "new"}


def test_stale_texts_go_with_folders_that_are_empty_then(out):
    sources = ["x/y/1.png", "x/2.png", "../../odd", "gone"]
    for source in sources[:-1]:
        text_path(out, source).parent.mkdir(parents=True, exist_ok=True)
        text_path(out, source).touch()
    with staged(out) as folder:
        note_stale(folder, sources)
    assert not (out / "text/x").exists()
    assert not text_path(out, "../../odd").exists()
    assert (out / "text/b").exists()


def test_no_link_is_followed(out, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere, victim="safe", **{"x.txt": "safe"})
    (out / "text/link").symlink_to(elsewhere)
    (out / "a").unlink()
    (out / "a").symlink_to(elsewhere / "victim")
    with staged(out) as folder:
        write(folder, a="new")
        note_stale(folder, ["link/x"])
    assert not (out / "a").is_symlink()
    with pytest.raises(OutputError, match="text/link cannot be written"), staged(out) as folder:
        write(folder, text__link__victim="new")
    # Nothing is lost: once the link is gone, the next run puts it in its place.
    assert content(elsewhere) == {"victim": "safe", "x.txt": "safe"}
    (out / "text/link").unlink()
    settle(out)
    assert content(out)["text/link/victim"] == "new"
    shutil.rmtree(out)
    out.mkdir()
    (out / UNFINISHED).symlink_to(elsewhere)
    with pytest.raises(OutputError, match="part"), staged(out):
        raise AssertionError
    assert content(elsewhere) == {"victim": "safe", "x.txt": "safe"}


def test_all_is_on_the_disk_before_the_first_file_is_moved(out, monkeypatch):
    before = content(out)

    def failing(_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(module, "_to_disk", failing)
    with pytest.raises(OutputError, match="Input/output error"), staged(out) as folder:
        write(folder, a="new")
    assert content(out) == before


def test_files_have_the_permissions_that_the_user_wants(out):
    before = os.umask(0o027)
    try:
        with staged(out) as folder:
            write(folder, a="new", text__new__d="new")
    finally:
        os.umask(before)
    assert (out / "a").stat().st_mode & 0o777 == 0o640
    assert (out / "text/new").stat().st_mode & 0o777 == 0o750

"""A folder belongs to one run at a time; a run that is dead never holds it."""

import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.errors import OutputError
from schemas.settings import OnExisting
from tasks.output.claim import LOCK, claimed

HOLDER = """
import sys, time
from pathlib import Path
from tasks.output.claim import claimed
from tasks.output.staging import staged
out = Path(sys.argv[1])
with claimed(out), staged(out) as folder:
    (folder / "report.html").write_text("half")
    print("held", flush=True)
    time.sleep(600)
"""


def held_by_another():
    return pytest.raises(OutputError, match="being written by another run")


def test_the_second_run_is_told_whose_the_folder_is(tmp_path):
    out = tmp_path / "out"
    with claimed(out):
        with pytest.raises(OutputError) as caught, claimed(out):
            raise AssertionError
        message = str(caught.value)
        assert str(out) in message
        assert f"process {os.getpid()} of " in message
        assert f" on {socket.gethostname()}, since 2" in message
        assert "choose another output folder" in message
        # The one who came too late has not taken the lock away.
        with held_by_another(), claimed(out):
            raise AssertionError
    with claimed(out):
        pass


def test_a_killed_run_holds_nothing_and_what_it_left_is_cleared_away(tmp_path):
    out = tmp_path / "out"
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", HOLDER, str(out)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        with held_by_another(), claimed(out):
            raise AssertionError
        process.send_signal(signal.SIGKILL)
    assert {path.name for path in out.iterdir()} == {LOCK, ".scrivano.part"}
    with claimed(out):
        assert [path.name for path in out.iterdir()] == [LOCK]
    assert list(out.iterdir()) == []


def test_folders_made_in_vain_are_taken_away(tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(ZeroDivisionError), claimed(tmp_path / "there/new/newer"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == [tmp_path / "there"]
    with claimed(tmp_path / "there"):
        pass
    assert (tmp_path / "there").exists()
    with claimed(tmp_path / "out"):
        (tmp_path / "out/report.html").touch()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report.html"]


@pytest.mark.parametrize("result", ["pages.parquet", "report.html", "text/a.png.txt"])
def test_abort_does_not_begin_where_results_are(tmp_path, result):
    (tmp_path / result).parent.mkdir(exist_ok=True)
    (tmp_path / result).touch()
    for choice in (OnExisting.OVERWRITE, OnExisting.SKIP):
        with claimed(tmp_path, choice):
            pass
    refused = pytest.raises(OutputError, match=r"holds results.*--on-existing")
    with refused, claimed(tmp_path, OnExisting.ABORT):
        raise AssertionError
    assert not (tmp_path / LOCK).exists()


def test_abort_begins_where_no_results_are(tmp_path):
    (tmp_path / "notes.txt").touch()
    (tmp_path / "text").mkdir()
    (tmp_path / ".scrivano.part").mkdir()
    with claimed(tmp_path, OnExisting.ABORT):
        pass


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("call", ["open", "write"])
def test_a_folder_that_takes_nothing_is_found_at_once(tmp_path, monkeypatch, number, call):
    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, refuse)
        with pytest.raises(OutputError, match=os.strerror(number)), claimed(tmp_path / "out"):
            raise AssertionError
    assert not (tmp_path / "out").exists()


def test_a_read_only_disk(small_disk):
    (small_disk / "out").mkdir()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for out in (small_disk / "out", small_disk / "new"):
        with pytest.raises(OutputError, match="Read-only file system"), claimed(out):
            raise AssertionError


def test_a_full_disk(small_disk):
    (small_disk / "ballast").write_bytes(bytes(80 * 1024))
    with (small_disk / "more").open("wb", buffering=0) as more, pytest.raises(OSError):
        while more.write(bytes(4096)):
            pass
    with pytest.raises(OutputError, match="No space left on device"), claimed(small_disk / "out"):
        raise AssertionError


def test_a_file_system_without_locks_is_told(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(OutputError, match="No locks available"), claimed(tmp_path):
        raise AssertionError


def test_what_stands_in_the_way_is_found_at_once(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"), claimed(tmp_path / "file"):
        raise AssertionError
    (tmp_path / "one/report.html").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"report\.html is a folder"), claimed(tmp_path / "one"):
        raise AssertionError
    for name, target in (("text", tmp_path), (LOCK, tmp_path / "victim")):
        out = tmp_path / f"with {name}"
        out.mkdir()
        (out / name).symlink_to(target)
        with pytest.raises(OutputError, match=name), claimed(out):
            raise AssertionError
    assert not (tmp_path / "victim").exists()
    (tmp_path / "two").mkdir()
    (tmp_path / "two/text").touch()
    with pytest.raises(OutputError, match="Not a directory"), claimed(tmp_path / "two"):
        raise AssertionError


def test_the_output_folder_itself_may_be_a_link(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    with claimed(tmp_path / "out"), held_by_another(), claimed(tmp_path / "disk"):
        raise AssertionError
    assert (tmp_path / "disk").is_dir()


def test_hostile_words_in_a_lock_file_stay_words(tmp_path):
    with (tmp_path / LOCK).open("wb") as file:
        file.write(b"\x1b[31m\xff\n" + b"x" * 1000)
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(OutputError) as caught, claimed(tmp_path):
            raise AssertionError
    message = str(caught.value)
    assert "\\x1b" in message
    assert "\x1b" not in message
    assert len(message) < 600

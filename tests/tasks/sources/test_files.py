"""Only regular files are opened, and hashed as they are."""

import hashlib
import os

import pytest

from schemas.errors import PageRefused, PassingFault
from tasks.sources.files import file_digest, file_state, open_file


def test_digest_is_that_of_the_content(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * 5000)
    assert file_digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_pipes_and_folders_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path / "pipe.png", tmp_path):
        with pytest.raises(PageRefused) as caught:
            open_file(path)
        assert caught.value.reason == "unsupported-format"


def test_a_file_that_is_gone(tmp_path):
    with pytest.raises(PassingFault) as caught:
        file_digest(tmp_path / "gone.png")
    assert caught.value.reason == "vanished"


def test_a_pipe_that_takes_a_file_s_place_is_not_waited_for(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    file = (tmp_path / "file").stat()
    os.mkfifo(tmp_path / "pipe.png")
    monkeypatch.setattr(type(tmp_path), "stat", lambda *_, **__: file)
    with pytest.raises(PageRefused, match=r"pipe\.png is no file"):
        open_file(tmp_path / "pipe.png")


def test_a_change_shows(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"one")
    states = [file_state(path)]
    assert file_state(path) == states[0]
    with path.open("ab") as file:
        file.write(b"more")
    states.append(file_state(path))
    (tmp_path / "other").write_bytes(path.read_bytes())
    os.utime(tmp_path / "other", ns=(0, path.stat().st_mtime_ns))
    (tmp_path / "other").replace(path)
    states.append(file_state(path))
    assert len(set(states)) == 3
    path.unlink()
    with pytest.raises(PassingFault) as caught:
        file_state(path)
    assert caught.value.reason == "vanished"

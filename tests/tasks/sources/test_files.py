"""Only regular files are opened, and hashed as they are."""

import hashlib
import os

import pytest

from schemas.errors import PageRefused, PassingFault
from tasks.sources.files import file_digest, open_file


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

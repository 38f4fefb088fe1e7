"""A file is there as a whole or not at all."""

import pytest

from schemas.errors import OutputError
from tasks.output.atomic import replacing


def test_content_appears_at_the_end(tmp_path):
    path = tmp_path / "new" / "folder" / "file"
    with replacing(path) as written:
        written.write_text("x")
        assert not path.exists()
        assert written.parent == path.parent
    assert path.read_text() == "x"
    assert list(path.parent.iterdir()) == [path]


def test_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(path) as written:
        written.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_places_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"), replacing(tmp_path / "file" / "x"):
        raise AssertionError
    (tmp_path / "folder").mkdir()
    with (
        pytest.raises(OutputError, match="cannot be written"),
        replacing(tmp_path / "folder") as written,
    ):
        written.write_text("")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]

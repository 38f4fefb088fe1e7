"""What an output folder holds of an earlier run is told by that run's own table of pages."""

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.pages import Pages
from tasks.output.contents import (
    earlier_texts,
    existing_texts,
    files_of,
    foreign_note,
    holds_results,
    own_files,
    table_file,
)
from tasks.output.tables import table_writer
from tasks.output.text import text_path


@pytest.fixture
def written(pages, tmp_path):
    """Writes a table of pages into the folder: documents read, in part, blank, and not."""

    def write(notes=None):
        with table_writer(table_file(tmp_path, "pages"), Pages, notes) as append:
            append(
                pages(
                    ("a.png", "a"),
                    ("b.pdf", "b", 0, "failed", "internal", "broken"),
                    ("b.pdf", "b", 1),
                    ("c.png", "c", 0, "blank"),
                    ("d.png", "c", 0, "refused", "encrypted", "locked"),
                )
            )
        return tmp_path

    return write


def test_texts_are_those_of_documents_with_a_page_read(written):
    out = written()
    assert earlier_texts(out) == {"a.png", "b.pdf", "c.png"}
    texts = {text_path(out, source) for source in ("a.png", "b.pdf", "c.png")}
    assert own_files(out) == {*files_of(out), *texts}


def test_texts_of_others_are_noted(written, tmp_path):
    assert foreign_note([]) == {}
    plain = written()
    before = (plain / "pages.parquet").read_bytes()
    assert (written(foreign_note([])) / "pages.parquet").read_bytes() == before
    assert earlier_texts(written(foreign_note(["a.png", "b.pdf"]))) == {"c.png"}


def _other_table(path):
    pq.write_table(pa.table({"source": ["a.png"], "status": ["read"]}), path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PAR1 no table PAR1"),
        lambda path: path.write_bytes(path.read_bytes()[:-20]),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: (path.unlink(), os.mkfifo(path)),
        _other_table,
    ],
)
def test_nothing_is_known_without_a_whole_table_of_scrivano(written, spoil):
    out = written()
    spoil(table_file(out, "pages"))
    assert earlier_texts(out) == own_files(out) == set()


def test_results_are_whatever_a_run_would_write(tmp_path):
    assert not holds_results(tmp_path)
    assert not holds_results(tmp_path / "gone")
    (tmp_path / "scan.png").touch()
    (tmp_path / "text").mkdir()
    assert not holds_results(tmp_path)
    (tmp_path / "text/a.txt").touch()
    assert holds_results(tmp_path)


@pytest.mark.parametrize("number", range(4))
def test_each_file_of_a_run_is_a_result(tmp_path, number):
    files_of(tmp_path)[number].symlink_to("nowhere")
    assert holds_results(tmp_path)


def test_texts_exist_whoever_wrote_them(tmp_path):
    (tmp_path / "text").mkdir()
    text_path(tmp_path, "a").touch()
    text_path(tmp_path, "../b").parent.mkdir()
    text_path(tmp_path, "../b").symlink_to("nowhere")
    assert existing_texts(tmp_path, ["a", "../b", "c"]) == {"a", "../b"}

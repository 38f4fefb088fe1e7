"""Everything a run writes: no page is lost, none is written for another, nothing is left half."""

import errno
import os
import re
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import tasks.output.transcription as module
from schemas.errors import DamagedArtifact, OutputError
from schemas.pages import Pages
from schemas.readings import WrittenReadings
from schemas.rows import WrittenRows
from schemas.settings import OnExisting
from schemas.validation import validated
from tasks.output.transcription import write_transcription

A, B, C = ("abc"[i] * 32 for i in range(3))
TABLES = {"pages": Pages, "rows": WrittenRows, "readings": WrittenReadings}


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def table(out, name):
    return pq.read_table(out / f"{name}.parquet").to_pylist()


def content(out):
    return {path: path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def relative(out):
    return {path.relative_to(out).as_posix(): held for path, held in content(out).items()}


def test_texts_tables_and_report_agree(found, outcomes, out):
    folder = found(("b/2.png", 0, B), ("1.png", 0, A))
    read = {A: outcomes.read(A, "AB C", "9"), B: outcomes.read(B, "X", confidence=0.25)}
    summary = write_transcription(folder, read, out)
    assert (summary.pages, summary.read, summary.characters) == (2, 2, 5)
    assert summary.confidence == pytest.approx((4 * 0.75 + 0.25) / 5)
    assert summary.exit_code == 0
    assert (out / "text/1.png.txt").read_text() == "AB C\n9\n"
    assert (out / "text/b/2.png.txt").read_text() == "X\n"
    for name, schema in TABLES.items():
        validated(pq.read_table(out / f"{name}.parquet"), schema)
    assert [page["source"] for page in table(out, "pages")] == ["1.png", "b/2.png"]
    rows = [(row["source"], row["text"]) for row in table(out, "rows")]
    assert rows == [("1.png", "AB C"), ("1.png", "9"), ("b/2.png", "X")]
    assert "".join(one["character"] for one in table(out, "readings")) == "ABC9X"
    report = (out / "report.html").read_text()
    assert report.rindex("1.png") < report.rindex("b/2.png")


def test_a_page_that_fails_leaves_its_place_in_the_document(found, outcomes, out):
    folder = found(*(("three.pdf", frame, page) for frame, page in enumerate((A, B, C))))
    read = {
        A: outcomes.read(A, "FIRST"),
        B: outcomes.faulty(B, "worker-died", "it died twice"),
        C: outcomes.read(C, "THIRD"),
    }
    summary = write_transcription(folder, read, out)
    assert (summary.read, summary.failed, summary.exit_code) == (2, 1, 3)
    assert (out / "text/three.pdf.txt").read_text() == "FIRST\n\f\n\fTHIRD\n"
    (unread,) = summary.unread
    assert (unread.source, unread.frame, unread.reason) == ("three.pdf", 1, "worker-died")
    failed = table(out, "pages")[1]
    assert (failed["status"], failed["message"]) == ("failed", "it died twice")
    assert {row["frame"] for row in table(out, "rows")} == {0, 2}
    assert "it died twice" in (out / "report.html").read_text()


def test_a_page_that_fails_late_keeps_its_measures_but_nothing_half_read(found, outcomes, out):
    whole = outcomes.read(A, "LOST")
    fault = outcomes.faulty(A, "internal", "unexpected").fault
    late = module.ReadPage(A, whole.measured, whole.rows, None, None, fault)
    write_transcription(found(("a.png", 0, A)), {A: late}, out)
    (page,) = table(out, "pages")
    assert (page["status"], page["reason"], page["height"]) == ("failed", "internal", 40)
    assert table(out, "rows") == table(out, "readings") == []
    assert not (out / "text").exists()


def test_pages_declined_and_files_that_could_not_be_opened_are_listed(found, outcomes, out):
    folder = found(("locked.pdf", 0, A), ("read.png", 0, B), failures=("empty.png", "z.png"))
    read = {A: outcomes.unread(A, "refused", "encrypted", "locked"), B: outcomes.read(B, "X")}
    summary = write_transcription(folder, read, out)
    assert (summary.pages, summary.read, summary.refused, summary.failed) == (4, 1, 1, 2)
    assert [page.source for page in summary.unread] == ["empty.png", "locked.pdf", "z.png"]
    assert len(table(out, "pages")) == 4
    assert [path.name for path in (out / "text").iterdir()] == ["read.png.txt"]


def test_blank_pages_have_an_empty_text(found, outcomes, out):
    summary = write_transcription(found(("a.png", 0, A)), {A: outcomes.read(A)}, out)
    assert (summary.blank, summary.characters, summary.confidence) == (1, 0, 1.0)
    assert summary.exit_code == 0
    assert (out / "text/a.png.txt").read_text() == "\n"


def test_the_same_content_is_written_under_each_of_its_names(found, outcomes, out):
    folder = found(("a.png", 0, A), ("copies/b.png", 0, A), ("both.tif", 0, B), ("both.tif", 1, A))
    read = {A: outcomes.read(A, "AB"), B: outcomes.read(B, "C")}
    summary = write_transcription(folder, read, out)
    assert (summary.read, summary.characters) == (4, 7)
    texts = out / "text"
    assert (texts / "a.png.txt").read_text() == (texts / "copies/b.png.txt").read_text() == "AB\n"
    assert (texts / "both.tif.txt").read_text() == "C\n\fAB\n"
    assert len(table(out, "readings")) == 7
    assert [row["source"] for row in table(out, "rows")].count("both.tif") == 2


def test_nothing_found_is_written_too(found, out):
    summary = write_transcription(found(), {}, out)
    assert (summary.pages, summary.exit_code) == (0, 4)
    assert all(table(out, name) == [] for name in TABLES)
    assert "<html" in (out / "report.html").read_text()


def test_what_an_earlier_run_left_does_not_matter(found, outcomes, out, tmp_path):
    folder = found(("a.png", 0, A))
    write_transcription(folder, {A: outcomes.read(A, "OLD", "AND LONGER")}, out)
    (out / ".scrivano.part/text").mkdir(parents=True)
    (out / ".scrivano.part/text/b.png.txt").write_text("a run was killed here")
    write_transcription(folder, {A: outcomes.read(A, "NEW")}, out)
    assert (out / "text/a.png.txt").read_text() == "NEW\n"
    assert [row["text"] for row in table(out, "rows")] == ["NEW"]
    write_transcription(folder, {A: outcomes.read(A, "NEW")}, tmp_path / "other")
    assert relative(out) == relative(tmp_path / "other")


def test_a_text_that_stands_already_is_not_written_again(found, outcomes, out):
    folder = found(("a.png", 0, A), ("b.png", 0, B))
    write_transcription(folder, {A: outcomes.read(A, "A"), B: outcomes.read(B, "B")}, out)
    before = {path.name: path.stat() for path in (out / "text").iterdir()}
    write_transcription(folder, {A: outcomes.read(A, "A"), B: outcomes.read(B, "C")}, out)
    after = {path.name: path.stat() for path in (out / "text").iterdir()}
    assert after["a.png.txt"].st_mtime_ns == before["a.png.txt"].st_mtime_ns
    assert after["a.png.txt"].st_ino == before["a.png.txt"].st_ino
    assert (out / "text/b.png.txt").read_text() == "C\n"


def test_no_stale_text_stands_for_a_document_that_was_not_read(found, outcomes, out):
    folder = found(
        *((f"{name}/1.png", 0, page) for name, page in zip("abc", (A, B, C), strict=True))
    )
    read = {page: outcomes.read(page, "OLD") for page in (A, B, C)}
    write_transcription(folder, read, out)
    (out / "text/b/mine.txt").write_text("not Scrivano's")
    # a is broken now, b is broken too, c is no longer there; d was never read, but has a text.
    (out / "text/d.png.txt").write_text("not Scrivano's either")
    worse = found(("b/1.png", 0, B), ("d.png", 0, C), failures=("a/1.png",))
    read = {page: outcomes.faulty(page, "worker-died", "it died") for page in (B, C)}
    write_transcription(worse, read, out)
    assert relative(out / "text") == {
        "b/mine.txt": b"not Scrivano's",
        "c/1.png.txt": b"OLD\n",
        "d.png.txt": b"not Scrivano's either",
    }
    assert not (out / "text/a").exists()


def test_skip_leaves_texts_as_they_are_but_tables_tell_of_this_run(found, outcomes, out):
    folder = found(("a.png", 0, A), ("b.png", 0, B), ("c.png", 0, C))
    read = {A: outcomes.read(A, "OLD"), B: outcomes.read(B, "OLD")}
    write_transcription(found(("a.png", 0, A), ("b.png", 0, B)), read, out)
    (out / "text/a.png.txt").write_text("corrected by hand")
    read = {
        A: outcomes.read(A, "NEW"),
        B: outcomes.faulty(B, "worker-died", "it died"),
        C: outcomes.read(C, "NEW"),
    }
    summary = write_transcription(folder, read, out, OnExisting.SKIP)
    assert (summary.pages, summary.read, summary.failed) == (3, 2, 1)
    assert relative(out / "text") == {
        "a.png.txt": b"corrected by hand",
        "b.png.txt": b"OLD\n",
        "c.png.txt": b"NEW\n",
    }
    assert [row["text"] for row in table(out, "rows")] == ["NEW", "NEW"]
    assert [page["status"] for page in table(out, "pages")] == ["read", "failed", "read"]


def test_a_text_of_others_that_was_skipped_is_never_removed(found, outcomes, out):
    (out / "text").mkdir(parents=True)
    (out / "text/a.png.txt").write_text("by another hand")
    folder = found(("a.png", 0, A))
    write_transcription(folder, {A: outcomes.read(A, "X")}, out, OnExisting.SKIP)
    write_transcription(folder, {A: outcomes.faulty(A, "worker-died", "it died")}, out)
    assert (out / "text/a.png.txt").read_text() == "by another hand"


@pytest.mark.parametrize(
    ("number", "failing"),
    [(errno.ENOSPC, "write_bytes"), (errno.EDQUOT, "rename"), (errno.EROFS, "mkdir")],
)
def test_a_disk_that_takes_no_more_leaves_earlier_output_whole(
    found, outcomes, out, monkeypatch, number, failing
):
    write_transcription(found(("a.png", 0, A)), {A: outcomes.read(A, "OLD")}, out)
    before = relative(out)

    def full(*_, **__):
        raise OSError(number, os.strerror(number))

    read = {A: outcomes.read(A, "NEW"), B: outcomes.read(B, "NEW")}
    monkeypatch.setattr(Path, failing, full)
    with pytest.raises(OutputError, match=re.escape(os.strerror(number))):
        write_transcription(found(("a.png", 0, A), ("b.png", 0, B)), read, out)
    monkeypatch.undo()
    assert relative(out) == before


def test_a_small_disk_that_fills_up(found, outcomes, small_disk):
    out = small_disk / "out"
    write_transcription(found(("a.png", 0, A)), {A: outcomes.read(A, "OLD")}, out)
    before = relative(out)
    many = {A: outcomes.read(A, "NEW"), B: outcomes.read(B, "X")}
    names = [(f"{number}.png", 0, B) for number in range(30)]
    with pytest.raises(OutputError, match=r"No space left on device.*free space"):
        write_transcription(found(("a.png", 0, A), *names), many, out)
    assert relative(out) == before
    write_transcription(found(("a.png", 0, A)), {A: outcomes.read(A, "NEW")}, out)
    assert (out / "text/a.png.txt").read_text() == "NEW\n"


def test_same_run_same_bytes(found, outcomes, tmp_path):
    folder = found(("b.png", 0, B), ("a.png", 0, A), failures=("c.png",))
    read = {A: outcomes.read(A, "A B"), B: outcomes.read(B, "C")}
    outs = [tmp_path / "1", tmp_path / "2"]
    for out, known in zip(outs, (read, dict(reversed(read.items()))), strict=True):
        write_transcription(folder, known, out)
    assert relative(outs[0]) == relative(outs[1])


def test_pages_of_many_batches_are_all_there(found, outcomes, out, monkeypatch):
    monkeypatch.setattr(module, "PAGES_AT_ONCE", 2)
    pages = [("d.tif", frame, f"{frame:032x}") for frame in range(2)]
    folder = found(*pages, ("e.png", 0, "f" * 32), failures=("c.png",))
    read = {page_id: outcomes.read(page_id, "X") for _, _, page_id in pages}
    read["f" * 32] = outcomes.read("f" * 32, "Y")
    # The ids that failures have are not asked for.
    assert write_transcription(folder, read, out).pages == 4
    assert (out / "text/d.tif.txt").read_text() == "X\n\fX\n"
    assert pq.ParquetFile(out / "pages.parquet").num_row_groups == 2
    sources = [page["source"] for page in table(out, "pages")]
    assert sources == ["c.png", "d.tif", "d.tif", "e.png"]


def test_damage_while_writing_leaves_tables_and_report_as_they_were(found, outcomes, out):
    folder = found(("a.png", 0, A))
    good = outcomes.read(A, "X")
    write_transcription(folder, {A: good}, out)
    before = content(out)
    gone = replace(good.readings, location=good.readings.location + ".gone")
    broken = module.ReadPage(A, good.measured, good.rows, gone, good.transcript, None)
    with pytest.raises(DamagedArtifact, match="gone"):
        write_transcription(folder, {A: broken}, out)
    assert content(out) == before


def test_a_folder_that_cannot_be_made_is_told(found, outcomes, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        write_transcription(found(), {}, tmp_path / "file" / "out")

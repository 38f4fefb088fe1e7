"""The main job, end to end against a real server: read, keep, notice damage, lose nothing."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from PIL import Image

from flows.transcribe import ending, transcribe_folder
from model.storage import load_recogniser, save_recogniser
from schemas.alphabet import ALPHABETS
from schemas.errors import ModelFileError, UsageError
from schemas.pages import Pages
from schemas.readings import WrittenReadings
from schemas.rows import WrittenRows
from schemas.settings import PoolSettings, ReadingSettings, RowSettings, TranscribeSettings
from schemas.summary import TranscriptionSummary
from schemas.validation import validated
from tasks.code_digest import code_digest
from tasks.layout.work import cluster_one
from tasks.progress import watched_by
from tasks.reading.choice import shipped_model
from tasks.scoring.text import TextPair, score_texts

SETTINGS = TranscribeSettings(pool=PoolSettings(workers=1, pages_per_task=2))


def transcribe(inputs, out, store, **options):
    """Run the flow; return its state, summary, and how many pages each stage computed or kept."""
    steps = []
    with watched_by(steps.append):
        state = transcribe_folder(
            inputs=[inputs],
            out=out,
            store=store,
            return_state=True,
            **({"settings": SETTINGS} | options),
        )
    counted = Counter()
    for step in steps:
        counted[step.stage, step.how] += step.pages
    return state, state.result(raise_on_failure=False), counted


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_pages_are_read_and_kept(sample_pages, tmp_path, store):
    sources, times = (
        content(sample_pages),
        {p: p.stat().st_mtime_ns for p in sample_pages.iterdir()},
    )
    state, summary, counted = transcribe(sample_pages, tmp_path / "out", store)
    assert content(sample_pages) == sources
    assert {path: path.stat().st_mtime_ns for path in sample_pages.iterdir()} == times
    assert state.is_completed()
    assert (summary.pages, summary.read, summary.exit_code) == (2, 2, 0)
    assert counted["decode", "computed"] == 2

    pairs = [
        TextPair(
            truth.stem, truth.read_text(), (tmp_path / f"out/text/{truth.stem}.jpg.txt").read_text()
        )
        for truth in sample_pages.glob("*.txt")
    ]
    assert score_texts(pairs, ALPHABETS["capitals-digits"]).cer <= 0.06
    for name, schema in (("pages", Pages), ("rows", WrittenRows), ("readings", WrittenReadings)):
        table = validated(pq.read_table(tmp_path / f"out/{name}.parquet"), schema)
        assert table.num_rows > 0
    assert "<html" in (tmp_path / "out/report.html").read_text()

    # Moved, renamed, and read again: nothing is computed, and the same bytes are written.
    first = content(tmp_path / "out")
    sample_pages.rename(tmp_path / "moved")
    _, _, counted = transcribe(tmp_path / "moved", tmp_path / "again", store)
    assert {how for (stage, how) in counted if stage != "found"} == {"cached"}
    assert content(tmp_path / "again") == first


def test_only_what_changed_is_done_again(sample_pages, tmp_path, store, monkeypatch):
    transcribe(sample_pages, tmp_path / "out", store)
    page = next(sample_pages.glob("*.jpg"))
    with Image.open(page) as image:
        image.rotate(2, fillcolor="white").save(sample_pages / "a new page.png")
    _, summary, counted = transcribe(sample_pages, tmp_path / "out", store)
    assert summary.read == 3
    for stage in ("segment", "cluster", "recognise", "decode"):
        assert counted[stage, "computed"] == 1

    _, _, counted = transcribe(sample_pages, tmp_path / "out", store, lexicon="none")
    assert {stage for (stage, how) in counted if how == "computed"} - {"found"} == {"decode"}
    assert counted["decode", "computed"] == 3

    reading = ReadingSettings(reject_below=1.0, reject_mark="brackets", line_patterns={1: "digits"})
    strict = SETTINGS.model_copy(update={"reading": reading})
    _, summary, counted = transcribe(sample_pages, tmp_path / "strict", store, settings=strict)
    assert {stage for (stage, how) in counted if how == "computed"} - {"found"} == {"decode"}
    readings = pq.read_table(tmp_path / "strict/readings.parquet").to_pylist()
    assert summary.rejected == sum(reading["rejected"] for reading in readings) > 0
    assert {reading["character"].isdigit() for reading in readings if reading["row"] == 0} == {True}
    assert "⟦" in (tmp_path / f"strict/text/{page.name}.txt").read_text()
    rows = pq.read_table(tmp_path / "strict/rows.parquet").to_pylist()
    assert sum(row["rejected"] for row in rows) == summary.rejected

    flatter = tmp_path / "flatter.safetensors"
    save_recogniser(
        flatter, replace(load_recogniser(shipped_model("capitals-digits")), temperature=2)
    )
    _, _, counted = transcribe(sample_pages, tmp_path / "out", store, model=flatter)
    computed = {stage for (stage, how) in counted if how == "computed"}
    assert computed - {"found"} == {"orient", "recognise", "decode"}

    other = SETTINGS.model_copy(update={"rows": RowSettings(word_gap=3.0)})
    _, _, counted = transcribe(sample_pages, tmp_path / "out", store, settings=other)
    assert counted["segment", "computed"] == 0
    assert counted["cluster", "computed"] == 3

    # Other code of a stage: it is done again, and what follows if it leads to something else.
    monkeypatch.setattr(
        "tasks.page_work.code_digest",
        lambda work: "other" if work is cluster_one else code_digest(work),
    )
    _, _, counted = transcribe(sample_pages, tmp_path / "out", store)
    assert {stage for (stage, how) in counted if how == "computed"} - {"found"} == {"cluster"}
    assert counted["cluster", "computed"] == 3


def test_damaged_artifacts_are_made_anew(sample_pages, tmp_path, store):
    transcribe(sample_pages, tmp_path / "out", store)
    first = content(tmp_path / "out")
    for stage, tables in (
        ("segment", ("MeasuredPages", "Glyphs")),
        ("cluster", ("Rows",)),
        ("recognise", ("Spans",)),
        ("decode", ("Readings", "Transcripts")),
    ):
        for table in tables:
            deleted, altered = sorted((tmp_path / f"store/artifacts/{table}").rglob("*.parquet"))
            deleted.unlink()
            damaged = bytearray(altered.read_bytes())
            damaged[len(damaged) // 2] ^= 0xFF
            altered.write_bytes(damaged)
        _, summary, counted = transcribe(sample_pages, tmp_path / "again", store)
        assert summary.read == 2
        assert {stage for (stage, how) in counted if how == "computed"} - {"found"} == {stage}
        assert counted[stage, "computed"] == 2
        assert content(tmp_path / "again") == first


def test_no_bad_page_ends_a_run(sample_pages, tmp_path, store):
    (sample_pages / "empty.png").touch()
    (sample_pages / "words.png").write_text("these are words")
    page = next(sample_pages.glob("*.jpg"))
    (sample_pages / "half.jpg").write_bytes(page.read_bytes()[: page.stat().st_size // 2])
    Image.new("L", (600, 400), 255).save(sample_pages / "blank.png")
    state, summary, _ = transcribe(sample_pages, tmp_path / "out", store)
    assert (state.name, state.is_completed()) == ("PartiallyFailed", True)
    assert (summary.pages, summary.read, summary.blank) == (6, 2, 1)
    assert summary.exit_code == 3
    reasons = {page.source: page.reason for page in summary.unread}
    assert reasons["empty.png"] == "empty-file"
    assert reasons["words.png"] == "unsupported-format"
    assert reasons["half.jpg"] == "damaged"
    assert (tmp_path / "out/text/blank.png.txt").read_text() == "\n"
    ended = pq.read_table(tmp_path / "out/pages.parquet").to_pylist()
    assert {page["source"]: page["status"] for page in ended}["blank.png"] == "blank"


@pytest.mark.parametrize(
    ("limit", "name", "code"),
    [(None, "PartiallyFailed", 3), ("1", "PartiallyFailed", 3), ("0", "TooManyFailed", 9),
     ("20%", "PartiallyFailed", 3), ("19.9%", "TooManyFailed", 9)],
)  # fmt: skip
def test_ending_says_whether_too_many_pages_are_unread(tmp_path, limit, name, code):
    ended = {"pages": 5, "read": 3, "blank": 1, "refused": 0, "failed": 1, "characters": 9}
    summary = TranscriptionSummary(
        **ended, confidence=0.9, out=tmp_path, report=tmp_path / "report.html", unread=()
    )
    state = ending(summary, limit)
    assert (state.name, state.is_failed()) == (name, code == 9)
    assert state.result(raise_on_failure=False).exit_code == code
    assert "1 of 5 pages not read" in state.message


def test_output_is_written_when_too_many_failed(sample_pages, tmp_path, store):
    for number in range(2):
        (sample_pages / f"empty {number}.png").touch()
    strict = SETTINGS.model_copy(update={"max_failures": "1"})
    state, summary, _ = transcribe(sample_pages, tmp_path / "out", store, settings=strict)
    assert (state.name, state.is_failed(), summary.exit_code) == ("TooManyFailed", True, 9)
    assert (summary.read, summary.failed) == (2, 2)
    assert pq.read_table(tmp_path / "out/pages.parquet").num_rows == 4
    assert len(list((tmp_path / "out/text").iterdir())) == 2


def test_none_read(tmp_path, store):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/empty.png").touch()
    state, summary, _ = transcribe(tmp_path / "pages", tmp_path / "out", store)
    assert (state.name, state.is_failed()) == ("NoneRead", True)
    assert summary.exit_code == 4


def test_same_content_under_two_names_is_read_once(sample_pages, tmp_path, store):
    page = min(sample_pages.glob("*.jpg"))
    (sample_pages / "copies").mkdir()
    shutil.copy(page, sample_pages / "copies/copy.jpg")
    _, summary, counted = transcribe(sample_pages, tmp_path / "out", store)
    assert summary.read == 3
    assert counted["segment", "computed"] == 2
    text = tmp_path / "out/text"
    assert (text / "copies/copy.jpg.txt").read_text() == (text / f"{page.name}.txt").read_text()


def test_documents_of_several_pages(sample_pages, tmp_path, store):
    images = [Image.open(path).convert("L") for path in sorted(sample_pages.glob("*.jpg"))]
    (tmp_path / "documents").mkdir()
    for name in ("two.tif", "two.pdf"):
        images[0].save(
            tmp_path / "documents" / name, save_all=True, append_images=images[1:], resolution=150
        )
    _, summary, _ = transcribe(tmp_path / "documents", tmp_path / "out", store)
    assert summary.read == 4
    for name in ("two.tif", "two.pdf"):
        pages = (tmp_path / f"out/text/{name}.txt").read_text().split("\f")
        assert len(pages) == 2
        assert all(page.strip() for page in pages)


def test_what_cannot_be_used_ends_the_run_before_any_page(sample_pages, tmp_path, store):
    (tmp_path / "no model").write_text("words")
    for options, error in (
        ({"model": tmp_path / "no model"}, ModelFileError),
        ({"lexicon": str(tmp_path / "no list")}, UsageError),
    ):
        state, result, counted = transcribe(sample_pages, tmp_path / "out", store, **options)
        assert state.is_failed()
        assert isinstance(result, error)
        assert counted.total() == 0
    assert not (tmp_path / "out").exists()

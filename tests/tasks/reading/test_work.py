"""Decoding as work: spans and rows in the store lead to readings and text in the store."""

import pytest

from schemas.lexicon import LexiconWords
from schemas.readings import Readings
from schemas.rows import Rows
from schemas.settings import ReadingSettings
from schemas.spans import Spans
from schemas.transcripts import Transcripts
from schemas.validation import table_of
from tasks.artifacts import read_table
from tasks.reading.known import context_of
from tasks.reading.read import read_spans, transcribe
from tasks.reading.work import decode_one

PAGE = "a" * 32
ALPHABET = "ABC"
LINES = ("AB C", "CB")
SETTINGS = ReadingSettings(line_patterns={2: "AAA"})


@pytest.fixture
def page(outcomes):
    """Measures, rows and spans of a page."""
    measured, _ = outcomes.segmented(PAGE, glyphs=5)
    return measured, *outcomes.clustered(PAGE, *LINES), *outcomes.recognised(PAGE, *LINES)


@pytest.mark.parametrize("words", [{}, {"AB": 9.0, "CAB": 1.0}])
def test_readings_are_those_of_spans_and_words(page, store, words):
    listed = [{"word": word, "frequency": frequency} for word, frequency in words.items()]
    lexicon = store.put(table_of(LexiconWords, listed), LexiconWords) if words else None
    readings, transcript = decode_one(*page, ALPHABET, lexicon, SETTINGS, store)
    expected = read_spans(
        read_table(page[2], Spans),
        read_table(page[1], Rows),
        context_of(ALPHABET, words),
        SETTINGS,
    )
    assert read_table(readings, Readings).equals(expected)
    written = read_table(transcript, Transcripts)
    assert written.equals(transcribe(PAGE, expected))
    assert written["text"].to_pylist() == ["AB C\n??"]


def test_a_page_without_rows_has_an_empty_transcript_of_its_own(outcomes, store):
    measured, _ = outcomes.segmented(PAGE, glyphs=2)
    tables = (*outcomes.clustered(PAGE), *outcomes.recognised(PAGE))
    readings, transcript = decode_one(measured, *tables, ALPHABET, None, SETTINGS, store)
    assert readings.rows == 0
    (written,) = read_table(transcript, Transcripts).to_pylist()
    assert (written["page_id"], written["text"]) == (PAGE, "")

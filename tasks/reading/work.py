"""Decoding of one page as a piece of page work: scored spans in, readings and text out."""

from __future__ import annotations

import functools

from schemas.lexicon import LexiconWords
from schemas.pages import MeasuredPages
from schemas.readings import Readings
from schemas.rows import Rows
from schemas.settings import ReadingSettings
from schemas.spans import Spans
from schemas.transcripts import Transcripts
from tasks.artifacts import Artifact, Store, read_table
from tasks.reading.known import Context, context_of
from tasks.reading.read import read_spans, transcribe


def decode_one(
    measured: Artifact,
    rows: Artifact,
    spans: Artifact,
    alphabet: str,
    lexicon: Artifact | None,
    settings: ReadingSettings,
    store: Store,
) -> list[Artifact]:
    """Settle what one page says and write its transcript.

    Returns
    -------
    list of Artifact
        The page's readings (`Readings`) and its text (`Transcripts`, one row).
    """
    context = _context(lexicon, alphabet) if lexicon else Context(alphabet)
    page_id = read_table(measured, MeasuredPages)["page_id"][0].as_py()
    readings = read_spans(read_table(spans, Spans), read_table(rows, Rows), context, settings)
    transcript = transcribe(page_id, readings)
    return [store.put(readings, Readings), store.put(transcript, Transcripts)]


@functools.lru_cache(maxsize=2)
def _context(lexicon: Artifact, alphabet: str) -> Context:
    words = read_table(lexicon, LexiconWords)
    frequencies = dict(zip(words["word"].to_pylist(), words["frequency"].to_pylist(), strict=True))
    return context_of(alphabet, frequencies)

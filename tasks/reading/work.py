"""Recognition of one page as a piece of page work: glyphs and rows in, readings and text out."""

from __future__ import annotations

import functools

from model.recogniser import Recogniser
from model.storage import load_recogniser, model_digest
from schemas.errors import PassingFault
from schemas.glyphs import Glyphs
from schemas.lexicon import LexiconWords
from schemas.pages import MeasuredPages
from schemas.readings import Readings
from schemas.references import ModelRef
from schemas.rows import Rows
from schemas.transcripts import Transcripts
from tasks.artifacts import Artifact, Store, read_table
from tasks.reading.context import Context
from tasks.reading.lexicon import Lexicon, build_lexicon
from tasks.reading.read import read_glyphs, transcribe


def recognise_one(
    measured: Artifact,
    glyphs: Artifact,
    rows: Artifact,
    model: ModelRef,
    lexicon: Artifact | None,
    store: Store,
) -> list[Artifact]:
    """Read the glyphs of one page and write its transcript.

    Returns
    -------
    list of Artifact
        The page's readings (`Readings`) and its text (`Transcripts`, one row).
    """
    recogniser = _recogniser(model)
    context = Context(
        recogniser.alphabet, _lexicon(lexicon, recogniser.alphabet) if lexicon else {}
    )
    page_id = read_table(measured, MeasuredPages)["page_id"][0].as_py()
    readings = read_glyphs(
        read_table(glyphs, Glyphs), read_table(rows, Rows), recogniser.probabilities, context
    )
    transcript = transcribe(page_id, readings)
    return [store.put(readings, Readings), store.put(transcript, Transcripts)]


@functools.lru_cache(maxsize=2)
def _recogniser(model: ModelRef) -> Recogniser:
    """Load a model once a process; the digest in the reference tells one from another."""
    recogniser = load_recogniser(model.path)
    if model_digest(model.path) != model.digest:
        raise PassingFault(
            "vanished", f"the model {model.path.name} changed while the run went on; run again"
        )
    return recogniser


@functools.lru_cache(maxsize=2)
def _lexicon(lexicon: Artifact, alphabet: str) -> Lexicon:
    words = read_table(lexicon, LexiconWords)
    frequencies = dict(zip(words["word"].to_pylist(), words["frequency"].to_pylist(), strict=True))
    return build_lexicon(frequencies, alphabet)

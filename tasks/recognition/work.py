"""Recognition of one page as a piece of page work: glyphs and rows in, scored spans out."""

from __future__ import annotations

import functools

from model.recogniser import Recogniser
from model.storage import load_recogniser, model_digest
from schemas.alphabet import holds_signs
from schemas.errors import PassingFault
from schemas.glyphs import Glyphs
from schemas.references import ModelRef
from schemas.rows import Rows
from schemas.spans import Spans
from tasks.artifacts import Artifact, Store, read_table
from tasks.recognition.scored import score_spans


def recognise_one(
    glyphs: Artifact, rows: Artifact, model: ModelRef, store: Store
) -> list[Artifact]:
    """Show the network all that may be a character on one page.

    Returns
    -------
    list of Artifact
        The page's spans (`Spans`).
    """
    recogniser = _recogniser(model)
    spans = score_spans(
        read_table(glyphs, Glyphs),
        read_table(rows, Rows),
        recogniser.probabilities,
        signs=holds_signs(recogniser.alphabet),
    )
    return [store.put(spans, Spans)]


@functools.lru_cache(maxsize=2)
def _recogniser(model: ModelRef) -> Recogniser:
    """Load a model once a process; the digest in the reference tells one from another."""
    recogniser = load_recogniser(model.path)
    if model_digest(model.path) != model.digest:
        raise PassingFault(
            "vanished", f"the model {model.path.name} changed while the run went on; run again"
        )
    return recogniser

"""Recognition of one page as a piece of page work: glyphs and rows in, scored spans out."""

from __future__ import annotations

from schemas.glyphs import Glyphs
from schemas.references import ModelRef
from schemas.rows import Rows
from schemas.spans import Spans
from tasks.artifacts import Artifact, Store, read_table
from tasks.recognition.loading import recogniser_of
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
    recogniser = recogniser_of(model)
    spans = score_spans(
        read_table(glyphs, Glyphs),
        read_table(rows, Rows),
        recogniser.probabilities,
        recogniser.alphabet,
    )
    return [store.put(spans, Spans)]

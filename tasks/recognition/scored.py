"""Scored spans: the lattice of a page, each span of it shown to the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from schemas.spans import Spans
from schemas.validation import arrow_schema, validated
from tasks.recognition.atoms import atoms_of
from tasks.recognition.spans import Span, spans_of

SIDES = ("top", "left", "bottom", "right")

Probabilities = Callable[[Sequence[np.ndarray]], np.ndarray]


def score_spans(
    glyphs: pa.Table, rows: pa.Table, probabilities_of: Probabilities, *, signs: bool
) -> pa.Table:
    """List all that may be a character in a page's rows, and show it to the network.

    Parameters
    ----------
    glyphs : pyarrow.Table
        The page's glyphs (`schemas.glyphs.Glyphs`).
    rows : pyarrow.Table
        Its rows (`schemas.rows.Rows`).
    probabilities_of : callable
        From N pictures, 255 ink on 0 paper, to (N, K) float32 probabilities over the alphabet.
    signs : bool
        Whether the alphabet has signs, so that small glyphs may be characters of their own.

    Returns
    -------
    pyarrow.Table
        Schema `schemas.spans.Spans`, in the order of rows.
    """
    by_number = {glyph["glyph"]: glyph for glyph in glyphs.to_pylist()}
    found = [
        (row, span)
        for row in rows.to_pylist()
        for span in _spans_of_row(row, by_number, signs=signs)
    ]
    probabilities = probabilities_of([span.atom.picture for _, span in found])
    count, characters = probabilities.shape
    lists = pa.ListArray.from_arrays(
        pa.array(np.arange(count + 1, dtype=np.int32) * characters),
        pa.array(np.asarray(probabilities, np.float32).ravel()),
    )
    schema = arrow_schema(Spans)
    placed = pa.schema([field for field in schema if field.name != "probabilities"])
    table = pa.Table.from_pylist([_record(row, span) for row, span in found], schema=placed)
    return validated(table.append_column(schema.field("probabilities"), lists), Spans)


def _spans_of_row(
    row: dict[str, Any], by_number: dict[int, dict[str, Any]], *, signs: bool
) -> list[Span]:
    glyphs = [by_number[number] for number in row["glyphs"]]
    atoms = atoms_of(glyphs, row["words"], row["text_height"], signs=signs)
    return spans_of(atoms, row["text_height"])


def _record(row: dict[str, Any], span: Span) -> dict[str, Any]:
    atom = span.atom
    return {
        "page_id": row["page_id"],
        "row": row["row"],
        "first": span.first,
        "last": span.last,
        "word": atom.word,
        "glyph": atom.glyph,
        **dict(zip(SIDES, atom.box, strict=True)),
        **{f"level_{side}": place for side, place in zip(SIDES, atom.level, strict=True)},
        "odds": span.odds,
    }

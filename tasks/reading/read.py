"""Readings of a page: its glyphs named, row by row, and its transcript."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa

from schemas.alphabet import holds_signs
from schemas.readings import LEAST_PROBABILITY, Readings
from schemas.transcripts import Transcripts
from schemas.validation import table_of
from tasks.reading.atoms import Atom, atoms_of
from tasks.reading.context import Context, read_in_context
from tasks.reading.placement import PlacedRow, has_places, weigh_places
from tasks.reading.spans import Span, choose_spans, spans_of

#: Fewer single characters in a row than this are words; more are one spaced-out series.
LEAST_SERIES = 3

SIDES = ("top", "left", "bottom", "right")

Probabilities = Callable[[Sequence[np.ndarray]], np.ndarray]


def read_glyphs(
    glyphs: pa.Table, rows: pa.Table, probabilities_of: Probabilities, context: Context
) -> pa.Table:
    """Read the glyphs of a page.

    Parameters
    ----------
    glyphs : pyarrow.Table
        The page's glyphs (`schemas.glyphs.Glyphs`).
    rows : pyarrow.Table
        Its rows (`schemas.rows.Rows`).
    probabilities_of : callable
        From N pictures, 255 ink on 0 paper, to (N, K) probabilities over the alphabet.
    context : Context
        The alphabet and what is known of the text.

    Returns
    -------
    pyarrow.Table
        One row a character (`schemas.readings.Readings`), in reading order. A character may be
        part of a glyph, or several glyphs; it is given the number of the first.
    """
    by_number = {glyph["glyph"]: glyph for glyph in glyphs.to_pylist()}
    listed = rows.to_pylist()
    signs = holds_signs(context.alphabet)
    spans = [_spans(row, by_number, signs=signs) for row in listed]
    together = probabilities_of([span.atom.picture for own in spans for span in own])
    edges = np.cumsum([0, *map(len, spans)])
    isolated = [together[first:last] for first, last in pairwise(edges)]
    weighed = isolated
    if has_places(context.alphabet):
        placed = [_placed(*of_row) for of_row in zip(listed, spans, isolated, strict=True)]
        weighed = weigh_places(placed, context.alphabet)
    readings: list[dict[str, Any]] = []
    for row, own, alone, shown in zip(listed, spans, isolated, weighed, strict=True):
        chosen = choose_spans(own, shown, context)
        atoms = [own[i].atom for i in chosen]
        readings += _row_readings(row, atoms, alone[chosen], shown[chosen], context)
    return table_of(Readings, readings)


def _spans(row: dict[str, Any], by_number: dict[int, dict[str, Any]], *, signs: bool) -> list[Span]:
    glyphs = [by_number[number] for number in row["glyphs"]]
    atoms = atoms_of(glyphs, row["words"], row["text_height"], signs=signs)
    return spans_of(atoms, row["text_height"])


def _placed(row: dict[str, Any], spans: Sequence[Span], isolated: np.ndarray) -> PlacedRow:
    boxes = np.array([span.atom.level for span in spans], dtype=np.float64)
    return PlacedRow(
        boxes=boxes,
        plain=np.array([span.last == span.first + 1 for span in spans]),
        probabilities=isolated,
        baseline=row["baseline"],
        slope=row["slope"],
        left=float(boxes[:, 1].min()),
        text_height=row["text_height"],
    )


def _row_readings(
    row: dict[str, Any],
    atoms: Sequence[Atom],
    isolated: np.ndarray,
    weighed: np.ndarray,
    context: Context,
) -> Iterator[dict[str, Any]]:
    settled = _settle(weighed, [atom.word for atom in atoms], context)
    for position, atom in enumerate(atoms):
        yield {
            "page_id": row["page_id"],
            "row": row["row"],
            "word": atom.word,
            "position": position,
            "glyph": atom.glyph,
            **dict(zip(SIDES, atom.box, strict=True)),
            "isolated": context.alphabet[int(isolated[position].argmax())],
            **_reading(settled[position], context.alphabet),
        }


def transcribe(page_id: str, readings: pa.Table) -> pa.Table:
    """Write a page's readings as text: one row of `schemas.transcripts.Transcripts`."""
    confidences = readings["confidence"].to_numpy()
    lines = row_texts(readings)
    return table_of(
        Transcripts,
        [
            {
                "page_id": page_id,
                "text": "\n".join(text for text, _ in lines.values()),
                "rows": len(lines),
                "characters": readings.num_rows,
                "confidence": float(confidences.mean()) if len(confidences) else 1.0,
            }
        ],
    )


def row_texts(readings: pa.Table) -> dict[tuple[str, int], tuple[str, float]]:
    """Return the text of each row, words parted by a blank, and its mean confidence.

    Parameters
    ----------
    readings : pyarrow.Table
        Schema `schemas.readings.Readings`, of any number of pages and in any order.

    Returns
    -------
    dict of (str, int) to (str, float)
        For each page_id and row with readings, in this order.
    """
    place = ("page_id", "row", "position")
    table = readings.select([*place, "word", "character", "confidence"])
    table = table.sort_by([(name, "ascending") for name in place])
    columns = (table[name].to_pylist() for name in table.column_names)
    texts: dict[tuple[str, int], tuple[str, float]] = {}
    for key, row in groupby(zip(*columns, strict=True), key=itemgetter(0, 1)):
        listed = list(row)
        words = groupby(listed, key=itemgetter(3))
        text = " ".join("".join(character for *_, character, _ in word) for _, word in words)
        texts[key] = (text, float(np.mean([confidence for *_, confidence in listed])))
    return texts


def _settle(isolated: np.ndarray, words: Sequence[int], context: Context) -> np.ndarray:
    settled = np.empty(isolated.shape, dtype=np.float64)
    for first, last in _units(words):
        settled[first:last] = read_in_context(isolated[first:last], context)
    return np.asarray(settled / settled.sum(axis=1, keepdims=True))


def _units(words: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield what is read together, as ranges of positions: words, and runs of single characters.

    Letters that stand apart (``A B C D``) say something of each other as letters of a word do.
    """
    edges = [i for i in range(len(words) + 1) if i in (0, len(words)) or words[i] != words[i - 1]]
    singles: list[int] = []
    for first, last in zip(edges, [*edges[1:], None], strict=True):
        if last is not None and last - first == 1:
            singles.append(first)
            continue
        if len(singles) >= LEAST_SERIES:
            yield singles[0], singles[-1] + 1
        else:
            yield from ((i, i + 1) for i in singles)
        singles = []
        if last is not None:
            yield first, last


def _reading(settled: np.ndarray, alphabet: str) -> dict[str, Any]:
    order = np.argsort(-settled, kind="stable")
    kept = [int(i) for i in order if settled[i] >= LEAST_PROBABILITY] or [int(order[0])]
    probabilities = [float(settled[i]) for i in kept]
    return {
        "character": alphabet[kept[0]],
        "confidence": min(probabilities[0], 1.0),
        "alternatives": [alphabet[i] for i in kept],
        "probabilities": [min(p, 1.0) for p in probabilities],
        "remainder": float(min(max(1.0 - sum(probabilities), 0.0), 1.0)),
    }

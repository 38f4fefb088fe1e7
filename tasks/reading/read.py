"""Readings of a page: its spans decoded, row by row, and its transcript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.readings import LEAST_PROBABILITY, Readings
from schemas.transcripts import Transcripts
from schemas.validation import table_of
from tasks.reading.context import Context, read_in_context
from tasks.reading.lattice import SIDES, Lattice, lattices_of
from tasks.reading.paths import choose_spans
from tasks.reading.placement import PlacedRow, has_places, weigh_places

#: Fewer single characters in a row than this are words; more are one spaced-out series.
LEAST_SERIES = 3


def read_spans(spans: pa.Table, rows: pa.Table, context: Context) -> pa.Table:
    """Decode the rows of a page.

    Parameters
    ----------
    spans : pyarrow.Table
        The page's spans (`schemas.spans.Spans`).
    rows : pyarrow.Table
        Its rows (`schemas.rows.Rows`).
    context : Context
        The alphabet and what is known of the text.

    Returns
    -------
    pyarrow.Table
        One row a character (`schemas.readings.Readings`), in reading order. A character may be
        part of a glyph, or several glyphs; it is given the number of the first.
    """
    lattices = lattices_of(spans, len(context.alphabet))
    listed = [row for row in rows.to_pylist() if row["row"] in lattices]
    weighed = _weighed(listed, lattices, context.alphabet)
    readings: list[dict[str, Any]] = []
    for row, shown in zip(listed, weighed, strict=True):
        lattice = lattices[row["row"]]
        chosen = choose_spans(lattice, shown, context)
        readings += _row_readings(row, lattice, chosen, shown[chosen], context)
    return table_of(Readings, readings)


def _weighed(
    rows: Sequence[dict[str, Any]], lattices: dict[int, Lattice], alphabet: str
) -> list[npt.NDArray[np.float32]]:
    """Return each row's probabilities, weighed with where its spans stand."""
    if not has_places(alphabet):
        return [lattices[row["row"]].probabilities for row in rows]
    return weigh_places([_placed(row, lattices[row["row"]]) for row in rows], alphabet)


def _placed(row: dict[str, Any], lattice: Lattice) -> PlacedRow:
    return PlacedRow(
        boxes=lattice.levels,
        plain=lattice.last == lattice.first + 1,
        probabilities=lattice.probabilities,
        baseline=row["baseline"],
        slope=row["slope"],
        left=float(lattice.levels[:, 1].min()),
        text_height=row["text_height"],
    )


def _row_readings(
    row: dict[str, Any],
    lattice: Lattice,
    chosen: Sequence[int],
    weighed: np.ndarray,
    context: Context,
) -> Iterator[dict[str, Any]]:
    isolated = lattice.probabilities[chosen].argmax(axis=1)
    words = lattice.words[chosen].tolist()
    settled = _settle(weighed, words, context)
    for position, span in enumerate(chosen):
        yield {
            "page_id": row["page_id"],
            "row": row["row"],
            "word": words[position],
            "position": position,
            "glyph": int(lattice.glyphs[span]),
            **dict(zip(SIDES, lattice.boxes[span].tolist(), strict=True)),
            "isolated": context.alphabet[int(isolated[position])],
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

"""Readings of a page: its spans decoded, row by row, and its transcript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.readings import LEAST_PROBABILITY, Readings
from schemas.settings import ReadingSettings, RejectMark
from schemas.transcripts import Transcripts
from schemas.validation import table_of
from tasks.reading.around import contexts_around
from tasks.reading.decoding import DecodedRow, decode_row
from tasks.reading.hand import hand_of, page_odds, weigh_hand
from tasks.reading.kinds import holds_open_word
from tasks.reading.known import Context
from tasks.reading.lattice import SIDES, Lattice, lattices_of
from tasks.reading.patterns import line_patterns
from tasks.reading.placement import PlacedRow, has_places, weigh_places

Probabilities = npt.NDArray[np.floating[Any]]

#: What stands in the text for a rejected character, which the braces stand for.
MARKS = {RejectMark.QUESTION: "?", RejectMark.BRACKETS: "⟦{}⟧"}


def read_spans(
    spans: pa.Table,
    rows: pa.Table,
    context: Context,
    settings: ReadingSettings = ReadingSettings(),  # noqa: B008 - frozen
) -> pa.Table:
    """Decode the rows of a page.

    Parameters
    ----------
    spans : pyarrow.Table
        The page's spans (`schemas.spans.Spans`).
    rows : pyarrow.Table
        Its rows (`schemas.rows.Rows`).
    context : Context
        The alphabet and what is known of the text.
    settings : ReadingSettings
        What lines have to be, and which characters are rejected.

    Returns
    -------
    pyarrow.Table
        One row a character (`schemas.readings.Readings`), in reading order. A character may be
        part of a glyph, or several glyphs; it is given the number of the first.

    Raises
    ------
    UsageError
        If a pattern is none.
    """
    patterns = line_patterns(settings.pattern, settings.line_patterns, context.alphabet)
    lattices = lattices_of(spans, rows, len(context.alphabet))
    listed = [row for row in rows.to_pylist() if row["row"] in lattices]
    weighed = _weighed(listed, lattices, context.alphabet)

    def decode(number: int, known: Context, probabilities: Probabilities) -> DecodedRow:
        row = listed[number]["row"]
        return decode_row(lattices[row], probabilities, known, patterns.of_row(row))

    read = [decode(number, context, own) for number, own in enumerate(weighed)]
    around = contexts_around(read, context)
    alone = [lattices[row["row"]].probabilities for row in listed]
    odds = page_odds(hand_of(read, alone, context.alphabet), context.alphabet)
    by_hand = [weigh_hand(own, odds, context.alphabet) for own in weighed]
    read = [
        decode(number, around[number], by_hand[number])
        if around[number].met
        or around[number].formats.counts
        or by_hand[number] is not own
        or _is_open(read[number], context.alphabet)
        else read[number]
        for number, own in enumerate(weighed)
    ]
    readings: list[dict[str, Any]] = []
    for row, decoded in zip(listed, read, strict=True):
        lattice = lattices[row["row"]]
        place = {"page_id": row["page_id"], "row": row["row"]}
        readings += [
            place | reading
            for reading in _row_readings(lattice, decoded, context.alphabet, settings)
        ]
    return table_of(Readings, readings)


def _is_open(row: DecodedRow, alphabet: str) -> bool:
    return holds_open_word(row.characters(alphabet), row.words, alphabet)


def _weighed(
    rows: Sequence[dict[str, Any]], lattices: dict[int, Lattice], alphabet: str
) -> list[Probabilities]:
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
    lattice: Lattice, decoded: DecodedRow, alphabet: str, settings: ReadingSettings
) -> Iterator[dict[str, Any]]:
    isolated = lattice.probabilities[decoded.spans].argmax(axis=1)
    for position, span in enumerate(decoded.spans):
        reading = _reading(decoded.probabilities[position], alphabet)
        alone = alphabet[int(isolated[position])]
        # Compared as the table holds it.
        doubtful = np.float32(reading["confidence"]) < settings.reject_below
        rejected = bool(doubtful or not decoded.fits[position])
        character = reading["character"]
        yield {
            "word": decoded.words[position],
            "position": position,
            "glyph": int(lattice.glyphs[span]),
            **dict(zip(SIDES, lattice.boxes[span].tolist(), strict=True)),
            **reading,
            "isolated": alone,
            "changed": character != alone,
            "rejected": rejected,
            "text": MARKS[settings.reject_mark].format(character) if rejected else character,
        }


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


def transcribe(page_id: str, readings: pa.Table) -> pa.Table:
    """Write a page's readings as text: one row of `schemas.transcripts.Transcripts`."""
    confidences = readings["confidence"].to_numpy()
    lines = row_texts(readings)
    return table_of(
        Transcripts,
        [
            {
                "page_id": page_id,
                "text": "\n".join(line.text for line in lines.values()),
                "rows": len(lines),
                "characters": readings.num_rows,
                "confidence": float(confidences.mean()) if len(confidences) else 1.0,
            }
        ],
    )


@dataclass(frozen=True)
class RowText:
    """What a row says.

    Attributes
    ----------
    text : str
        Words parted by a blank; rejected characters as marked.
    confidence : float
        Mean confidence of its characters; 1 where there are none.
    rejected : int
        Number of its characters that are rejected.
    """

    text: str = ""
    confidence: float = 1.0
    rejected: int = 0


def row_texts(readings: pa.Table) -> dict[tuple[str, int], RowText]:
    """Return what each row says.

    Parameters
    ----------
    readings : pyarrow.Table
        Schema `schemas.readings.Readings`, of any number of pages and in any order.

    Returns
    -------
    dict of (str, int) to RowText
        For each page_id and row with readings, in this order.
    """
    place = ("page_id", "row", "position")
    table = readings.select([*place, "word", "text", "confidence", "rejected"])
    table = table.sort_by([(name, "ascending") for name in place])
    columns = (table[name].to_pylist() for name in table.column_names)
    texts: dict[tuple[str, int], RowText] = {}
    for key, row in groupby(zip(*columns, strict=True), key=itemgetter(0, 1)):
        listed = list(row)
        words = groupby(listed, key=itemgetter(3))
        text = " ".join("".join(entry[4] for entry in word) for _, word in words)
        confidence = float(np.mean([entry[5] for entry in listed]))
        texts[key] = RowText(text, confidence, sum(entry[6] for entry in listed))
    return texts

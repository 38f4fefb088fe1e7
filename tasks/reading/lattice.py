"""Lattices: the scored spans of a page's rows, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

SIDES = ("top", "left", "bottom", "right")

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Lattice:
    """All spans of one row.

    Attributes
    ----------
    first, last : (N,) ndarray of int32
        Range of atoms of each span, the last one past the end.
    words : (N,) ndarray of int32
        Word of the row that each span is in.
    glyphs : (N,) ndarray of int32
        Number of the glyph that each begins with.
    boxes : (N, 4) ndarray of int32
        Top, left, bottom, right, page pixels.
    levels : (N, 4) ndarray of float64
        The same, level pixels.
    partings : (N,) ndarray of float64
        Odds (natural logarithm) by white that a word begins with each; -inf within a glyph.
    odds : (N,) ndarray of float64
        What geometry says of each as one character, natural logarithm.
    probabilities : (N, K) ndarray of float32
        What the network makes of each.
    """

    first: Integers
    last: Integers
    words: Integers
    glyphs: Integers
    boxes: Integers
    levels: Floats
    partings: Floats
    odds: Floats
    probabilities: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.first)


def lattices_of(spans: pa.Table, page_rows: pa.Table, characters: int) -> dict[int, Lattice]:
    """Gather the spans of a page by row.

    Parameters
    ----------
    spans : pyarrow.Table
        Schema `schemas.spans.Spans`, of one page.
    page_rows : pyarrow.Table
        Its rows (`schemas.rows.Rows`).
    characters : int
        Number K of characters of the alphabet.

    Returns
    -------
    dict of int to Lattice
        By the number of the row; spans keep their order.
    """
    rows = _column(spans, "row")
    probabilities = spans["probabilities"].combine_chunks().flatten().to_numpy()
    whole = {
        "first": _column(spans, "first"),
        "last": _column(spans, "last"),
        "words": _column(spans, "word"),
        "glyphs": _column(spans, "glyph"),
        "boxes": np.stack([_column(spans, side) for side in SIDES], axis=1),
        "levels": np.stack([_column(spans, f"level_{side}") for side in SIDES], axis=1),
        "partings": _partings(spans, page_rows),
        "odds": _column(spans, "odds"),
        "probabilities": probabilities.reshape(-1, characters),
    }
    members = {int(row): np.flatnonzero(rows == row) for row in np.unique(rows)}
    return {
        row: Lattice(**{name: array[own] for name, array in whole.items()})
        for row, own in members.items()
    }


def _partings(spans: pa.Table, page_rows: pa.Table) -> Floats:
    """Return how sure it is that a word begins with each span."""
    of_glyph = {
        (row, glyph): odds
        for row, glyphs, partings in zip(
            *(page_rows[name].to_pylist() for name in ("row", "glyphs", "partings")), strict=True
        )
        for glyph, odds in zip(glyphs, partings, strict=True)
    }
    places = list(zip(spans["row"].to_pylist(), spans["glyph"].to_pylist(), strict=True))
    first = spans["first"].to_pylist()
    begins: dict[tuple[int, int], int] = {}
    for place, atom in zip(places, first, strict=True):
        begins[place] = min(atom, begins.get(place, atom))
    return np.array(
        [
            of_glyph.get(place, -np.inf) if atom == begins[place] else -np.inf
            for place, atom in zip(places, first, strict=True)
        ]
    )


def _column(spans: pa.Table, name: str) -> npt.NDArray[Any]:
    column: npt.NDArray[Any] = spans[name].to_numpy()
    return column

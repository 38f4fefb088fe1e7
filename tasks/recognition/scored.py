"""Scored spans: the lattice of a page, each span of it shown to the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.alphabet import holds_signs
from schemas.shapes import shape_confidence
from schemas.spans import Spans
from schemas.validation import arrow_schema, validated
from tasks.recognition.atoms import atoms_of, picture_of
from tasks.recognition.joining import Atom
from tasks.recognition.spans import Span, spans_of

#: Glyphs that the network takes for one character so surely are not cut: 1,138 of 1,200 single
#: characters, 3 of 600 drawn pairs that touch; where letters touch only 990 and none. Alphabets
#: with signs and small letters have the first limit everywhere: more parts of one character are
#: another there.
SURE, SURE_WHERE_LETTERS_TOUCH = 0.98, 0.995
#: Letters touch on a page of whose glyphs more than this share look like no character: the network
#: is less sure of them, as of 537 of these pairs and 3 of these single characters.
TOUCHING, UNLIKE = 0.02, 0.5
#: What is cut is seen in several views, each of which counts as much as this power of how surely
#: it is some character.
VIEW_POWER = 2
SIDES = ("top", "left", "bottom", "right")

Picture = npt.NDArray[np.uint8]
Probabilities = Callable[[Sequence[np.ndarray]], np.ndarray]


def score_spans(
    glyphs: pa.Table, rows: pa.Table, probabilities_of: Probabilities, alphabet: str
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
    alphabet : str
        The K characters. If there are signs among them, small glyphs may be characters of their
        own.

    Returns
    -------
    pyarrow.Table
        Schema `schemas.spans.Spans`, in the order of rows.
    """
    by_number = {glyph["glyph"]: glyph for glyph in glyphs.to_pylist()}
    listed = rows.to_pylist()
    numbers = [number for row in listed for number in row["glyphs"]]
    alone = probabilities_of([picture_of(by_number[number]) for number in numbers])
    of_glyph = dict(zip(numbers, range(len(numbers)), strict=True))
    confidence = shape_confidence(alone, alphabet)
    signs = holds_signs(alphabet)
    enough = SURE if signs or not _letters_touch(confidence) else SURE_WHERE_LETTERS_TOUCH
    sure = {number for number, at in of_glyph.items() if confidence[at] >= enough}
    found: list[tuple[dict[str, Any], Span]] = []
    known: list[int] = []
    for row in listed:
        own = [by_number[number] for number in row["glyphs"]]
        atoms = atoms_of(own, row["words"], row["text_height"], sure=sure, signs=signs)
        spans = spans_of(atoms, row["text_height"], signs=signs)
        found += [(row, span) for span in spans]
        known += [of_glyph[span.atom.glyph] if _is_glyph(span, atoms) else -1 for span in spans]
    shown = np.array(known, dtype=np.int64)
    probabilities = np.empty((len(found), len(alphabet)), np.float32)
    probabilities[shown >= 0] = alone[shown[shown >= 0]]
    others = [span.atom for (_, span), at in zip(found, known, strict=True) if at < 0]
    probabilities[shown < 0] = _of_all_views(others, probabilities_of, alphabet)
    count = len(found)
    lists = pa.ListArray.from_arrays(
        pa.array(np.arange(count + 1, dtype=np.int32) * len(alphabet)),
        pa.array(probabilities.ravel()),
    )
    schema = arrow_schema(Spans)
    placed = pa.schema([field for field in schema if field.name != "probabilities"])
    table = pa.Table.from_pylist([_record(row, span) for row, span in found], schema=placed)
    return validated(table.append_column(schema.field("probabilities"), lists), Spans)


def _letters_touch(confidence: npt.NDArray[np.floating]) -> bool:
    """Say whether letters touch on a page of whose glyphs a network is so sure."""
    return bool((confidence < UNLIKE).sum() > TOUCHING * len(confidence))


def _of_all_views(
    atoms: Sequence[Atom], probabilities_of: Probabilities, alphabet: str
) -> npt.NDArray[np.float32]:
    """Return what the network makes of atoms in all views, (N, K)."""
    if not atoms:
        return probabilities_of([])
    pictures = [[atom.picture, *_other_views(atom)] for atom in atoms]
    seen = probabilities_of([picture for views in pictures for picture in views])
    weights = shape_confidence(seen, alphabet)[:, None] ** VIEW_POWER
    firsts = np.cumsum([0, *map(len, pictures[:-1])])
    mean = np.add.reduceat(seen * weights, firsts) / np.add.reduceat(weights, firsts)
    return np.asarray(mean, np.float32)


def _other_views(atom: Atom) -> list[Picture]:
    return [view.picture for view in atom.views if not np.array_equal(view.picture, atom.picture)]


def _is_glyph(span: Span, atoms: Sequence[Atom]) -> bool:
    """Say whether a span is one glyph, neither part of it nor more."""
    glyph = atoms[span.first].glyph
    parts = sum(atom.glyph == glyph for atom in atoms)
    return span.last - span.first == parts and atoms[span.last - 1].glyph == glyph


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

"""Lattices: the rows of a table of spans, taken apart without losing or mixing any."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.rows import Rows
from schemas.spans import Spans
from schemas.validation import table_of
from tasks.reading.lattice import SIDES, lattices_of

PAGE = "0" * 32


def span(row: int, first: int) -> dict:
    """A span whose every value tells which it is."""
    mark = 100 * row + first
    return {
        "page_id": PAGE,
        "row": row,
        "first": first,
        "last": first + 1,
        "word": mark + 1,
        "glyph": mark + 2,
        **{side: mark + place for place, side in enumerate(SIDES)},
        **{f"level_{side}": mark + place / 4 for place, side in enumerate(SIDES)},
        "odds": -float(mark),
        "probabilities": [mark / 1000, 1 - mark / 1000],
    }


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), unique=True))
def test_every_span_comes_out_once_in_its_row_and_order(places):
    spans = table_of(Spans, [span(*place) for place in places])
    lattices = lattices_of(spans, table_of(Rows, []), 2)
    assert sorted(lattices) == sorted({row for row, _ in places})
    for row, lattice in lattices.items():
        firsts = [first for own, first in places if own == row]
        marks = 100 * row + np.array(firsts)
        assert len(lattice) == len(firsts)
        assert lattice.first.tolist() == firsts
        np.testing.assert_array_equal(lattice.last, lattice.first + 1)
        np.testing.assert_array_equal(lattice.words, marks + 1)
        np.testing.assert_array_equal(lattice.glyphs, marks + 2)
        np.testing.assert_array_equal(lattice.boxes, marks[:, None] + np.arange(4))
        np.testing.assert_array_equal(lattice.levels, marks[:, None] + np.arange(4) / 4)
        np.testing.assert_array_equal(lattice.odds, -marks)
        np.testing.assert_array_equal(
            lattice.probabilities[:, 0], (marks / 1000).astype(np.float32)
        )
        assert lattice.probabilities.dtype == np.float32


def test_words_begin_where_glyphs_do():
    glyphs, partings = [7, 3, 5], [20.0, -1.5, 2.5]
    row = {
        "page_id": PAGE, "row": 2, "top": 0, "left": 0, "bottom": 2, "right": 9, "baseline": 2.0,
        "slope": 0.0, "text_height": 2.0, "glyphs": glyphs, "words": [0, 0, 1],
        "partings": partings,
    }  # fmt: skip
    # Glyph 3 is cut in two, and its first half may be one with glyph 7.
    ranges = {(0, 1): 7, (0, 2): 7, (1, 2): 3, (1, 3): 3, (2, 3): 3, (3, 4): 5}
    spans = [
        span(2, first) | {"last": last, "glyph": glyph} for (first, last), glyph in ranges.items()
    ]
    lattice = lattices_of(table_of(Spans, spans), table_of(Rows, [row]), 2)[2]
    assert lattice.partings.tolist() == [20.0, 20.0, -1.5, -1.5, -np.inf, 2.5]

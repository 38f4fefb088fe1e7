"""Readings carry what was read, how sure that is, and where it stands."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.glyphs import Glyphs
from schemas.rows import Rows
from schemas.validation import table_of
from tasks.reading.context import Context
from tasks.reading.read import _units, read_glyphs, row_texts, transcribe

PAGE = "0" * 32
ALPHABET = "ABC"


def glyph(number: int, value: int) -> dict:
    return {
        "page_id": PAGE,
        "glyph": number,
        "top": 0,
        "left": 10 * number,
        "bottom": 2,
        "right": 10 * number + 2,
        "page_height": 100,
        "page_width": 1000,
        "level_top": 0.0,
        "level_left": 10.0 * number,
        "level_bottom": 2.0,
        "level_right": 10.0 * number + 2,
        "ink": 4.0,
        "height": 2,
        "width": 1,
        "pixels": [value, value],
    }


def row(number: int, glyphs: list[int], words: list[int]) -> dict:
    return {
        "page_id": PAGE,
        "row": number,
        "top": 0,
        "left": 0,
        "bottom": 2,
        "right": 9,
        "baseline": 2.0,
        "slope": 0.0,
        "text_height": 2.0,
        "glyphs": glyphs,
        "words": words,
    }


def by_grey_level(pictures) -> np.ndarray:
    """A network that tells characters by their grey level."""
    probabilities = np.full((len(pictures), len(ALPHABET)), 0.05, dtype=np.float32)
    for i, picture in enumerate(pictures):
        probabilities[i, picture[0, 0] - 1] = 0.9
    return probabilities


def test_rows_words_and_boxes_come_out_in_order():
    glyphs = table_of(Glyphs, [glyph(0, 1), glyph(1, 3), glyph(2, 2), glyph(3, 1), glyph(4, 2)])
    rows = table_of(Rows, [row(0, [2, 0], [0, 0]), row(1, [4, 1], [0, 1])])
    readings = read_glyphs(glyphs, rows, by_grey_level, Context(ALPHABET))
    assert readings["glyph"].to_pylist() == [2, 0, 4, 1]
    assert readings["left"].to_pylist() == [20, 0, 40, 10]
    transcript = transcribe(PAGE, readings).to_pylist()[0]
    assert transcript["text"] == "BA\nB C"
    assert (transcript["rows"], transcript["characters"]) == (2, 4)
    assert 0.8 < transcript["confidence"] < 1


def test_page_without_rows_has_an_empty_transcript():
    readings = read_glyphs(
        table_of(Glyphs, []), table_of(Rows, []), by_grey_level, Context(ALPHABET)
    )
    transcript = transcribe(PAGE, readings).to_pylist()[0]
    assert (transcript["text"], transcript["confidence"]) == ("", 1.0)


def test_alternatives_are_ranked_and_complete():
    glyphs = table_of(Glyphs, [glyph(0, 2)])
    rows = table_of(Rows, [row(0, [0], [0])])
    reading = read_glyphs(glyphs, rows, by_grey_level, Context(ALPHABET)).to_pylist()[0]
    assert reading["character"] == reading["isolated"] == "B"
    assert reading["alternatives"][0] == "B"
    assert sorted(reading["alternatives"]) == ["A", "B", "C"]
    assert reading["confidence"] == pytest.approx(0.9)
    assert sum(reading["probabilities"]) + reading["remainder"] == pytest.approx(1, abs=1e-6)


@given(st.lists(st.integers(1, 4), max_size=12))
def test_units_cover_all_positions_once(lengths):
    words = [number for number, length in enumerate(lengths) for _ in range(length)]
    covered = [i for first, last in _units(words) for i in range(first, last)]
    assert covered == list(range(len(words)))


def test_spaced_letters_are_one_unit_but_pairs_are_not():
    assert list(_units([0, 1, 2, 3, 3])) == [(0, 3), (3, 5)]
    assert list(_units([0, 1, 2, 2])) == [(0, 1), (1, 2), (2, 4)]


def characters(*rows) -> pa.Table:
    """What `row_texts` looks at: page, row, position, word, character, confidence."""
    names = ("page_id", "row", "position", "word", "character", "confidence")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


def test_texts_of_rows_of_several_pages():
    table = characters(
        ("b", 0, 0, 0, "Z", 0.25),
        ("a", 1, 0, 0, "9", 1.0),
        ("a", 0, 2, 1, "C", 0.75),
        ("a", 0, 0, 0, "A", 1.0),
        ("a", 0, 1, 0, "B", 0.5),
    )
    texts = row_texts(table)
    assert texts == {("a", 0): ("AB C", 0.75), ("a", 1): ("9", 1.0), ("b", 0): ("Z", 0.25)}
    assert list(texts) == sorted(texts)
    assert row_texts(table.slice(0, 0)) == {}


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.integers(1, 3)), max_size=9),
    st.randoms(use_true_random=False),
)
def test_texts_of_rows_do_not_depend_on_the_order_of_readings(words, random):
    rows: dict = {}
    for page_id, row, length in words:
        rows.setdefault((page_id, row), []).append("X" * length)
    readings = [
        (*place, len("".join(own[:word])) + letter, word, "X", 0.5)
        for place, own in rows.items()
        for word, text in enumerate(own)
        for letter in range(len(text))
    ]
    random.shuffle(readings)
    expected = {place: (" ".join(own), 0.5) for place, own in rows.items()}
    assert row_texts(characters(*readings)) == expected if readings else not expected

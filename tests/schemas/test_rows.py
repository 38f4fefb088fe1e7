"""Rows: each rule refuses its breach, and written rows keep the same rules."""

import pytest

from schemas.rows import Rows, WrittenRows
from schemas.validation import table_of

ROW = {
    "page_id": "a" * 32,
    "row": 0,
    "top": 0,
    "left": 0,
    "bottom": 1,
    "right": 1,
    "baseline": -4.0,
    "slope": -2.0,
    "text_height": 0.01,
    "glyphs": [7],
    "words": [0],
    "partings": [20.0],
}
NEXT = ROW | {"row": 1, "slope": 2.0, "glyphs": [3, 0], "words": [0, 1], "partings": [20.0, 3.0]}
WORDS = "at least one glyph, and a word and a parting for each"

BROKEN = {
    ("page_id", "str_matches"): {"page_id": ""},
    ("row", "greater_than_or_equal_to"): {"row": -1},
    ("top", "greater_than_or_equal_to"): {"top": -1},
    ("left", "greater_than_or_equal_to"): {"left": -1},
    ("bottom", "greater_than_or_equal_to"): {"bottom": 0},
    ("right", "greater_than_or_equal_to"): {"right": 0},
    ("slope", "greater_than_or_equal_to"): {"slope": -2.5},
    ("slope", "less_than_or_equal_to"): {"slope": 2.5},
    ("text_height", "greater_than"): {"text_height": 0.0},
    ("", "box not empty"): {"top": 1},
    ("", WORDS): {"words": [0, 0]},
    ("", "multiple_fields_uniqueness"): {"row": 0, "slope": 1.0},
}

WRITTEN = {"source": "a.png", "frame": 0, "text": "", "confidence": 0.0, "rejected": 0}
WRITTEN_BROKEN = {
    ("frame", "greater_than_or_equal_to"): {"frame": -1},
    ("confidence", "greater_than_or_equal_to"): {"confidence": -0.5},
    ("confidence", "less_than_or_equal_to"): {"confidence": 1.5},
    ("rejected", "greater_than_or_equal_to"): {"rejected": -1},
    ("", "multiple_fields_uniqueness"): {"row": 0, "page_id": "b" * 32},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(Rows, lambda i: ROW | {"row": i}, BROKEN)
    check_rules(WrittenRows, lambda i: ROW | WRITTEN | {"row": i}, BROKEN | WRITTEN_BROKEN)


def test_rows_are_numbered_within_a_page():
    assert table_of(Rows, [ROW, NEXT, ROW | {"page_id": "b" * 32}]).num_rows == 3


def test_written_rows_are_numbered_within_a_page_of_a_file():
    first, other = ROW | WRITTEN, ROW | WRITTEN | {"confidence": 1.0}
    rows = [first, other | {"source": "copy.png"}, other | {"frame": 1}, NEXT | WRITTEN]
    assert table_of(WrittenRows, rows).num_rows == 4


@pytest.mark.parametrize(
    "change",
    [{"glyphs": [], "words": [], "partings": []}, {"words": [0, 0, 0]}, {"partings": [20.0]}],
)
def test_rows_have_glyphs_and_a_word_and_a_parting_for_each(change, broken_rules):
    assert set(broken_rules(Rows, [ROW, NEXT | change])) == {("", WORDS)}


def test_rows_have_a_width(broken_rules):
    assert set(broken_rules(Rows, [ROW, NEXT | {"left": 1}])) == {("", "box not empty")}

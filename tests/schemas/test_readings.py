"""Readings: each rule refuses its breach, and any distribution passes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS
from schemas.errors import InvalidTable
from schemas.readings import SUM_TOLERANCE, Readings, WrittenReadings
from schemas.validation import table_of

READING = {
    "page_id": "a" * 32,
    "row": 0,
    "word": 0,
    "position": 0,
    "glyph": 0,
    "top": 0,
    "left": 0,
    "bottom": 1,
    "right": 1,
    "character": "A",
    "confidence": 1.0,
    "isolated": "+",
    "changed": True,
    "rejected": False,
    "text": "A",
    "alternatives": ["A"],
    "probabilities": [1.0],
    "remainder": 0.0,
}
NEXT = READING | {
    "position": 1,
    "confidence": 0.0,
    "alternatives": ["A", "B", "C"],
    "probabilities": [0.5, 0.25, 0.125],
    "remainder": 0.125,
}
CHANGED = "changed where the character is not what the network alone reads"
PAIRS = "a probability for each alternative"
SUM = "probabilities within 0..1 that sum, with the remainder, to 1"

BROKEN = {
    ("page_id", "str_matches"): {"page_id": "g" * 32},
    ("row", "greater_than_or_equal_to"): {"row": -1},
    ("word", "greater_than_or_equal_to"): {"word": -1},
    ("position", "greater_than_or_equal_to"): {"position": -1},
    ("glyph", "greater_than_or_equal_to"): {"glyph": -1},
    ("top", "greater_than_or_equal_to"): {"top": -1},
    ("left", "greater_than_or_equal_to"): {"left": -1},
    ("bottom", "greater_than_or_equal_to"): {"bottom": 0},
    ("right", "greater_than_or_equal_to"): {"right": 0},
    ("character", "isin"): {"character": " "},
    ("confidence", "greater_than_or_equal_to"): {"confidence": -0.01},
    ("confidence", "less_than_or_equal_to"): {"confidence": 1.01},
    ("isolated", "isin"): {"isolated": "AB"},
    ("text", "str_length"): {"text": ""},
    ("remainder", "greater_than_or_equal_to"): {"remainder": -0.01},
    ("remainder", "less_than_or_equal_to"): {"remainder": 1.01},
    ("", "box not empty"): {"top": 1},
    ("", CHANGED): {"changed": False},
    ("", PAIRS): {"alternatives": ["A", "B"]},
    ("", SUM): {"probabilities": [0.75]},
    ("", "multiple_fields_uniqueness"): {"position": 0, "word": 3},
}

WRITTEN = {"source": "a.png", "frame": 0}
WRITTEN_BROKEN = {
    ("frame", "greater_than_or_equal_to"): {"frame": -1},
    ("", "multiple_fields_uniqueness"): {"position": 0, "page_id": "b" * 32},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(Readings, lambda i: READING | {"position": i}, BROKEN)
    check_rules(
        WrittenReadings, lambda i: READING | WRITTEN | {"position": i}, BROKEN | WRITTEN_BROKEN
    )


def test_positions_are_numbered_within_a_row():
    rows = [READING, NEXT, READING | {"row": 1}, READING | {"page_id": "b" * 32}]
    assert table_of(Readings, rows).num_rows == 4
    rows = [READING | WRITTEN | more for more in ({}, {"row": 1}, {"frame": 1}, {"source": "b"})]
    assert table_of(WrittenReadings, rows).num_rows == 4


def test_every_character_can_be_read():
    rows = [
        READING
        | {"position": i, "character": character, "isolated": "A", "changed": character != "A"}
        for i, character in enumerate(ALPHABETS["full"])
    ]
    assert table_of(Readings, rows).num_rows == len(ALPHABETS["full"])


@pytest.mark.parametrize(
    "change",
    [
        {"probabilities": [1.25, -0.375, 0.0]},
        {"probabilities": [0.5, 0.25, float("nan")]},
        {"alternatives": [], "probabilities": [], "remainder": 0.5},
        {"remainder": 0.125 + 2 * SUM_TOLERANCE},
    ],
)
def test_no_distribution_no_reading(change, broken_rules):
    assert set(broken_rules(Readings, [READING, NEXT | change])) == {("", SUM)}


@pytest.mark.parametrize("name", ["alternatives", "probabilities"])
def test_nothing_is_missing_in_lists(name, broken_rules):
    rows = [READING, NEXT | {name: [None, *NEXT[name][1:]]}]
    assert set(broken_rules(Readings, rows)) == {(name, "not_nullable")}


def test_readings_have_a_width(broken_rules):
    assert set(broken_rules(Readings, [READING, NEXT | {"left": 1}])) == {("", "box not empty")}


@settings(deadline=None, max_examples=8)
@given(st.lists(st.lists(st.integers(1, 1000), min_size=1, max_size=9), min_size=1, max_size=4))
def test_distributions_pass_and_none_hides_a_broken_one(weights):
    rows = [
        READING
        | {
            "position": i,
            "alternatives": list("ABCDEFGHI"[: len(own) - 1]),
            "probabilities": [weight / sum(own) for weight in own[1:]],
            "remainder": own[0] / sum(own),
        }
        for i, own in enumerate(weights)
    ]
    assert table_of(Readings, rows).num_rows == len(rows)
    rows[-1]["remainder"] = 1 - rows[-1]["remainder"] / 2
    with pytest.raises(InvalidTable, match=rf"{SUM}: row {len(rows) - 1} "):
        table_of(Readings, rows)

"""Spans: each rule refuses its breach."""

import pytest

from schemas.spans import Spans
from schemas.validation import table_of

SPAN = {
    "page_id": "a" * 32,
    "row": 0,
    "first": 0,
    "last": 50,
    "word": 0,
    "glyph": 0,
    "top": 0,
    "left": 0,
    "bottom": 1,
    "right": 1,
    "level_top": -1.5,
    "level_left": -2.5,
    "level_bottom": 3.0,
    "level_right": 4.0,
    "odds": -3.0,
    "probabilities": [0.25, 0.75],
}
DISTRIBUTION = "probabilities of one alphabet, within 0..1, that sum to 1"

BROKEN = {
    ("page_id", "str_matches"): {"page_id": ""},
    ("row", "greater_than_or_equal_to"): {"row": -1},
    ("first", "greater_than_or_equal_to"): {"first": -1},
    ("last", "greater_than_or_equal_to"): {"first": -2, "last": 0},
    ("word", "greater_than_or_equal_to"): {"word": -1},
    ("glyph", "greater_than_or_equal_to"): {"glyph": -1},
    ("top", "greater_than_or_equal_to"): {"top": -1},
    ("left", "greater_than_or_equal_to"): {"left": -1},
    ("bottom", "greater_than_or_equal_to"): {"bottom": 0},
    ("right", "greater_than_or_equal_to"): {"right": 0},
    ("", "at least one atom"): {"first": 50},
    ("", "box not empty"): {"top": 1},
    ("", DISTRIBUTION): {"probabilities": [0.5, 0.25]},
    ("", "multiple_fields_uniqueness"): {"first": 0, "word": 1},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(Spans, lambda i: SPAN | {"first": i}, BROKEN)


@pytest.mark.parametrize("probabilities", [[1.5, -0.5], [1.0], [0.25, 0.25, 0.5], []])
def test_probabilities_are_a_distribution_over_one_alphabet(probabilities, broken_rules):
    told = broken_rules(Spans, [SPAN, SPAN | {"first": 1, "probabilities": probabilities}])
    assert told == {("", DISTRIBUTION): {1}}


def test_spans_are_told_apart_by_their_atoms():
    others = [SPAN | {"first": 1}, SPAN | {"last": 2}, SPAN | {"row": 1}]
    assert table_of(Spans, [SPAN, *others]).num_rows == 4

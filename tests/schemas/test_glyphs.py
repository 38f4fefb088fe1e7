"""Glyphs: each rule refuses its breach, and values on the edge of a rule pass."""

import pytest

from schemas.glyphs import Glyphs
from schemas.validation import table_of

GLYPH = {
    "page_id": "0123456789abcdef" * 2,
    "glyph": 0,
    "top": 0,
    "left": 0,
    "bottom": 1,
    "right": 1,
    "page_height": 1,
    "page_width": 1,
    "level_top": -3.5,
    "level_left": -0.5,
    "level_bottom": -1.0,
    "level_right": 0.5,
    "ink": 0.0,
    "height": 1,
    "width": 2,
    "pixels": [0, 255],
}
NEXT = GLYPH | {"glyph": 1}
INSIDE = "box inside the page and not empty"

BROKEN = {
    ("page_id", "str_matches"): {"page_id": "0123456789ABCDEF" * 2},
    ("glyph", "greater_than_or_equal_to"): {"glyph": -1},
    ("top", "greater_than_or_equal_to"): {"top": -1},
    ("left", "greater_than_or_equal_to"): {"left": -1},
    ("bottom", "greater_than_or_equal_to"): {"bottom": 0},
    ("right", "greater_than_or_equal_to"): {"right": 0},
    ("page_height", "greater_than_or_equal_to"): {"page_height": 0},
    ("page_width", "greater_than_or_equal_to"): {"page_width": 0},
    ("ink", "greater_than_or_equal_to"): {"ink": -0.5},
    ("height", "greater_than_or_equal_to"): {"height": 0, "pixels": []},
    ("width", "greater_than_or_equal_to"): {"width": 0, "pixels": []},
    ("", INSIDE): {"top": 1},
    ("", "level box not empty"): {"level_top": -1.0},
    ("", "height x width pixels"): {"pixels": [0, 255, 0]},
    ("", "multiple_fields_uniqueness"): {"glyph": 0, "ink": 7.0},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(Glyphs, lambda i: GLYPH | {"glyph": i}, BROKEN)


def test_values_on_the_edge_pass_and_numbers_start_anew_on_each_page():
    assert table_of(Glyphs, [GLYPH, NEXT, GLYPH | {"page_id": "f" * 32}]).num_rows == 3


@pytest.mark.parametrize(
    "change", [{"bottom": 2}, {"right": 2}, {"left": 1}, {"left": 3, "right": 2, "page_width": 4}]
)
def test_boxes_stay_on_the_page_and_have_an_area(change, broken_rules):
    assert set(broken_rules(Glyphs, [GLYPH, NEXT | change])) == {("", INSIDE)}


def test_level_boxes_have_a_width_too(broken_rules):
    narrow = NEXT | {"level_right": -0.5}
    assert set(broken_rules(Glyphs, [GLYPH, narrow])) == {("", "level box not empty")}

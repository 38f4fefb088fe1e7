"""Transcripts: each rule refuses its breach, and a blank page has a transcript."""

from schemas.transcripts import Transcripts
from schemas.validation import table_of

BLANK = {"page_id": "a" * 32, "text": "", "rows": 0, "characters": 0, "confidence": 1.0}
NEXT = {"page_id": "b" * 32, "text": "A B\nC", "rows": 2, "characters": 3, "confidence": 0.0}

BROKEN = {
    ("page_id", "str_matches"): {"page_id": "b" * 31},
    ("rows", "greater_than_or_equal_to"): {"rows": -1},
    ("characters", "greater_than_or_equal_to"): {"characters": -1},
    ("confidence", "greater_than_or_equal_to"): {"confidence": -0.01},
    ("confidence", "less_than_or_equal_to"): {"confidence": 1.01},
    ("", "multiple_fields_uniqueness"): {"page_id": "0" * 32, "text": "X"},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(Transcripts, lambda i: BLANK | {"page_id": f"{i:032x}"}, BROKEN)


def test_blank_pages_and_texts_pass():
    assert table_of(Transcripts, [BLANK, NEXT])["text"].to_pylist() == ["", "A B\nC"]

"""Lexicon tables: each rule refuses its breach."""

from schemas.lexicon import LexiconWords
from schemas.validation import table_of

WORD = {"word": "A", "frequency": 1e-9}

BROKEN = {
    ("word", "str_length"): {"word": ""},
    ("frequency", "greater_than"): {"frequency": 0.0},
    ("", "multiple_fields_uniqueness"): {"word": "W0"},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(LexiconWords, lambda i: WORD | {"word": f"W{i}"}, BROKEN)


def test_words_that_differ_in_case_are_two():
    assert table_of(LexiconWords, [WORD, {"word": "a", "frequency": 2e6}]).num_rows == 2

"""Lexicon tables: each rule refuses its breach."""

import pytest

from schemas.lexicon import LexiconWords
from schemas.validation import table_of

WORD = {"word": "A", "frequency": 1e-9}
NEXT = {"word": "a", "frequency": 2e6}

BROKEN = {
    ("word", "str_length"): {"word": ""},
    ("frequency", "greater_than"): {"frequency": 0.0},
    ("", "multiple_fields_uniqueness"): {"word": "A"},
}


@pytest.mark.parametrize(("rule", "change"), BROKEN.items())
def test_each_rule_refuses_its_breach(rule, change, broken_rules):
    assert broken_rules(LexiconWords, [WORD, NEXT | change]) == {rule}


def test_no_rule_goes_untested(rules_of):
    assert rules_of(LexiconWords) == set(BROKEN)


def test_words_that_differ_in_case_are_two():
    assert table_of(LexiconWords, [WORD, NEXT]).num_rows == 2

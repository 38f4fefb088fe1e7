"""Scores: each rule refuses its breach, and a figure stands once."""

from schemas.scores import SUBJECTS, Scores
from schemas.validation import table_of

SCORE = {
    "source": "",
    "subject": "confusion",
    "name": "O",
    "metric": "rate",
    "detail": "0",
    "value": 0.0,
    "count": 0,
}

BROKEN = {
    ("subject", "isin"): {"subject": "paragraph"},
    ("metric", "str_length"): {"metric": ""},
    ("value", "greater_than_or_equal_to"): {"value": -0.1},
    ("count", "greater_than_or_equal_to"): {"count": -1},
    ("", "multiple_fields_uniqueness"): {"detail": "0", "value": 0.5},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(Scores, lambda i: SCORE | {"detail": f"{i}"}, BROKEN)


def test_figures_that_differ_in_any_part_of_their_name_are_several():
    others = [SCORE | {name: "x"} for name in ("source", "name", "metric", "detail")]
    subjects = [SCORE | {"subject": subject} for subject in SUBJECTS]
    # A word error rate can be above 1.
    scores = [*subjects, *others, SCORE | {"metric": "wer", "value": 1.5}]
    assert table_of(Scores, scores).num_rows == len(SUBJECTS) + 5

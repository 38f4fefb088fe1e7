"""Numbers of a study: each rule refuses its breach, and values on the edge of a rule pass."""

import pytest

from schemas.errors import InvalidTable
from schemas.study import CLAIMS, Study
from schemas.validation import table_of

NUMBER = {"claim": CLAIMS[0], "subject": "", "series": "a", "x": 0.0, "value": -1e300}

BROKEN = {
    ("claim", "isin"): {"claim": "rumour"},
    ("series", "str_length"): {"series": ""},
    ("x", "greater_than"): {"x": float("-inf")},
    ("x", "less_than"): {"x": float("inf")},
    ("value", "greater_than"): {"value": float("-inf")},
    ("value", "less_than"): {"value": float("inf")},
    ("", "multiple_fields_uniqueness"): {"x": 0.0},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(Study, lambda i: NUMBER | {"x": float(i)}, BROKEN)


def test_what_is_no_number_is_refused():
    with pytest.raises(InvalidTable, match="value"):
        table_of(Study, [NUMBER | {"value": float("nan")}])


def test_values_on_the_edge_pass():
    rows = [NUMBER | {"claim": claim, "x": x} for claim in CLAIMS for x in (-0.5, 0.0, 1e300)]
    assert table_of(Study, rows).num_rows == 3 * len(CLAIMS)

"""Pages: each rule refuses its breach, and every way a page can end passes."""

import pytest

from schemas.pages import REASONS, STATUSES, FoundPages, MeasuredPages, Pages
from schemas.validation import table_of

FOUND = {
    "source": "a.png",
    "frame": 0,
    "page_id": "0123456789abcdef" * 2,
    "digest": "",
    "format": "",
    "size": 0,
}
MEASURED = {
    "page_id": "0123456789abcdef" * 2,
    "height": 1,
    "width": 1,
    "dpi": 0.0,
    "orientation": 1,
    "turn": 0,
    "skew": -90.0,
    "text_height": 0.0,
    "status": "blank",
    "reason": "",
    "message": "",
}
UNREAD = {"height": 0, "width": 0, "reason": "damaged", "message": "it is damaged"}
ENDED = {"read": {}, "blank": {}, "refused": UNREAD, "failed": UNREAD}

REASON = "a reason exactly where the page was not read"
SIZE = "a page that was read has a size"

FOUND_BROKEN = {
    ("source", "str_length"): {"source": ""},
    ("frame", "greater_than_or_equal_to"): {"frame": -1},
    ("page_id", "str_matches"): {"page_id": "0123456789abcdef" * 2 + "0"},
    ("size", "greater_than_or_equal_to"): {"size": -1},
    ("", "multiple_fields_uniqueness"): {"frame": 0, "page_id": "b" * 32},
}
MEASURED_BROKEN = {
    ("page_id", "str_matches"): {"page_id": "B" * 32},
    ("height", "greater_than_or_equal_to"): {"height": -1},
    ("width", "greater_than_or_equal_to"): {"width": -1},
    ("dpi", "greater_than_or_equal_to"): {"dpi": -1.0},
    ("orientation", "greater_than_or_equal_to"): {"orientation": 0},
    ("orientation", "less_than_or_equal_to"): {"orientation": 9},
    ("turn", "isin"): {"turn": 45},
    ("skew", "greater_than_or_equal_to"): {"skew": -90.5},
    ("skew", "less_than_or_equal_to"): {"skew": 90.5},
    ("text_height", "greater_than_or_equal_to"): {"text_height": -1.0},
    ("status", "isin"): {"status": "lost"},
    ("reason", "isin"): {"reason": "rain"},
    ("", REASON): {"status": "failed"},
    ("", SIZE): {"height": 0},
    ("", "multiple_fields_uniqueness"): {"page_id": "0" * 32, "skew": 90.0},
}


def test_each_rule_refuses_its_breach(check_rules):
    check_rules(FoundPages, lambda i: FOUND | {"frame": i}, FOUND_BROKEN)
    check_rules(MeasuredPages, lambda i: MEASURED | {"page_id": f"{i:032x}"}, MEASURED_BROKEN)
    check_rules(Pages, lambda i: FOUND | MEASURED | {"frame": i}, MEASURED_BROKEN | FOUND_BROKEN)


@pytest.mark.parametrize("status", STATUSES)
def test_every_ending_passes_and_has_a_reason_exactly_where_unread(status, broken_rules):
    page = MEASURED | {"status": status} | ENDED[status]
    assert table_of(MeasuredPages, [page]).num_rows == 1
    turned = page | {"reason": "" if page["reason"] else "internal"}
    assert set(broken_rules(MeasuredPages, [page | {"page_id": "b" * 32}, turned])) == {
        ("", REASON)
    }


@pytest.mark.parametrize("side", ["height", "width"])
@pytest.mark.parametrize("status", ["read", "blank"])
def test_what_was_read_has_a_size(side, status, broken_rules):
    page = MEASURED | {"status": status, side: 0}
    assert set(broken_rules(MeasuredPages, [page])) == {("", SIZE)}


def test_values_on_the_edge_and_every_reason_pass():
    rows = [
        MEASURED | UNREAD | {"page_id": f"{i:032x}", "status": "failed", "reason": reason}
        for i, reason in enumerate(REASONS[1:])
    ]
    rows.append(MEASURED | {"orientation": 8, "skew": 90.0})
    assert table_of(MeasuredPages, rows).num_rows == len(REASONS)


def test_pages_may_share_their_content_but_not_their_name(broken_rules):
    page = FOUND | MEASURED
    others = [page, page | {"source": "copy.png"}, page | {"frame": 1}]
    assert table_of(Pages, others).num_rows == 3
    again = page | {"page_id": "b" * 32}
    assert set(broken_rules(Pages, [page, again])) == {("", "multiple_fields_uniqueness")}

"""A run may have so many unread pages, by number or by share, and not one more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.failures import FailureLimit, are_too_many

LIMIT = TypeAdapter(FailureLimit)


@pytest.mark.parametrize("limit", ["0", "7", "100000", "0%", "2.5%", "100%", "99.99%"])
def test_numbers_and_shares_are_limits(limit):
    assert LIMIT.validate_python(limit) == limit


@pytest.mark.parametrize("limit", ["", "%", "-1", "1.5", "101%", "100.1%", "5 %", "ten", "1e3", 5])
def test_nothing_else_is(limit):
    with pytest.raises(ValidationError):
        LIMIT.validate_python(limit)


@given(unread=st.integers(0, 500), pages=st.integers(1, 500), percent=st.integers(0, 100))
def test_a_share_is_of_all_pages_and_exact(unread, pages, percent):
    assert are_too_many(unread, pages, f"{percent}%") == (unread * 100 > percent * pages)
    assert are_too_many(unread, pages, f"{percent}.0%") == (unread * 100 > percent * pages)


@given(unread=st.integers(0, 500), limit=st.integers(0, 500))
def test_a_number_is_the_most_there_may_be(unread, limit):
    assert are_too_many(unread, 500, str(limit)) == (unread > limit)


def test_no_pages_are_not_too_many():
    assert not are_too_many(0, 0, "0%")
    assert not are_too_many(0, 0, "0")

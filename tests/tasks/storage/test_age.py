"""Ages and dates are understood as people write them, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.errors import UsageError
from tasks.storage.age import point_in_time

NOW = datetime(2024, 5, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("30d", timedelta(days=30)),
        ("12h", timedelta(hours=12)),
        (" 90 m ", timedelta(minutes=90)),
        ("2w", timedelta(weeks=2)),
        ("1.5d", timedelta(hours=36)),
        ("0d", timedelta(0)),
        ("2024-05-30T12:00:00+00:00", timedelta(days=1)),
        ("2024-05-30T14:00:00+02:00", timedelta(days=1)),
    ],
)
def test_ages_and_dates(text, age):
    assert point_in_time(text, NOW) == NOW - age


def test_dates_without_a_zone_are_local():
    assert point_in_time("2024-05-01", NOW) == datetime(2024, 5, 1).astimezone()


@pytest.mark.parametrize(
    "text",
    ["", "30", "d", "-3d", "30 days", "3M", "9999999999w", "2024-13-01", "0000-01-01", "٣d x"],
)
def test_anything_else_is_refused(text):
    with pytest.raises(UsageError, match="neither an age"):
        point_in_time(text, NOW)


def test_the_future_is_refused():
    with pytest.raises(UsageError, match="future"):
        point_in_time("2024-06-30", NOW)

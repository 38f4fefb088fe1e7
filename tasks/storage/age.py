"""Age: how long ago something was, as people write it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from schemas.errors import UsageError

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([mhdw])")


def point_in_time(text: str, now: datetime) -> datetime:
    """Return the time that an age or a date means.

    Parameters
    ----------
    text : str
        A number of minutes, hours, days or weeks before now (``90m``, ``12h``, ``30d``, ``2w``), or
        a date, with or without a time, as in ISO 8601; in local time unless it says otherwise.
    now : datetime.datetime
        The present, with a time zone.

    Raises
    ------
    UsageError
        If it is neither, or lies in the future.

    Examples
    --------
    >>> from datetime import UTC
    >>> point_in_time("36h", datetime(2024, 5, 3, tzinfo=UTC)).isoformat()
    '2024-05-01T12:00:00+00:00'
    """
    given = text.strip()
    try:
        if duration := _DURATION.fullmatch(given):
            number, unit = duration.groups()
            return now - timedelta(**{_UNITS[unit]: float(number)})
        moment = datetime.fromisoformat(given)
        moment = moment if moment.tzinfo else moment.astimezone()
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"{text!r} is neither an age such as 30d, 12h or 2w, nor a date such as 2024-05-31"
        ) from None
    if moment > now:
        raise UsageError(f"{text} lies in the future; name an age such as 30d or a past date")
    return moment

"""Failures: how many unread pages a run may have before it counts as failed."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, Field

_ALL = 100


def _at_most_all(limit: str) -> str:
    if limit.endswith("%") and Fraction(limit[:-1]) > _ALL:
        raise ValueError("expected at most 100%")
    return limit


#: A number of pages, such as ``"10"``, or a share of them, such as ``"2.5%"``.
FailureLimit = Annotated[
    str, Field(pattern=r"^[0-9]+(\.[0-9]+)?%$|^[0-9]+$"), AfterValidator(_at_most_all)
]


def are_too_many(unread: int, pages: int, limit: str) -> bool:
    """Tell whether more pages were refused or failed than a run may have.

    Parameters
    ----------
    unread : int
        Pages refused or failed.
    pages : int
        All pages, those among them.
    limit : str
        The most there may be, a `FailureLimit`. Shares are exact: 5 of 100 are
        not more than ``5%``.

    Examples
    --------
    >>> are_too_many(3, 100, "2"), are_too_many(3, 100, "3%"), are_too_many(1, 3, "33.3%")
    (True, False, True)
    """
    if limit.endswith("%"):
        return _ALL * unread > Fraction(limit[:-1]) * pages
    return unread > int(limit)

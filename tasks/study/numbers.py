"""Numbers: what a study finds, noted one by one and looked up again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Row = dict[str, Any]
Floats = npt.NDArray[np.float64]


def number(claim: str, subject: str, series: str, value: float, x: float = 0.0) -> Row:
    """Note a number as a row of `schemas.study.Study`."""
    return {
        "claim": claim,
        "subject": subject,
        "series": series,
        "x": float(x),
        "value": float(value),
    }


def curve(
    claim: str,
    subject: str,
    series: str,
    values: Iterable[float],
    xs: Sequence[float] | None = None,
) -> list[Row]:
    """Note the numbers of a curve; they stand at 1, 2, ... unless `xs` says where.

    Examples
    --------
    >>> [row["x"] for row in curve("learning rate", "0.01", "train loss", [2.5, 1.5])]
    [1.0, 2.0]
    """
    values = list(values)
    places = range(1, len(values) + 1) if xs is None else xs
    return [
        number(claim, subject, series, value, x) for x, value in zip(places, values, strict=True)
    ]


@dataclass(frozen=True)
class Numbers:
    """Numbers to be looked up.

    Attributes
    ----------
    curves : dict
        By claim, subject and series, in the order noted: places and values.
    """

    curves: dict[tuple[str, str, str], tuple[Floats, Floats]]

    @classmethod
    def of(cls, table: pa.Table) -> Numbers:
        """Take the numbers of a table of schema `schemas.study.Study`."""
        names = zip(
            *(table[name].to_pylist() for name in ("claim", "subject", "series")), strict=True
        )
        rows: dict[tuple[str, str, str], list[int]] = {}
        for place, key in enumerate(names):
            rows.setdefault(key, []).append(place)
        xs, values = (table[name].to_numpy() for name in ("x", "value"))
        return cls({key: (xs[places], values[places]) for key, places in rows.items()})

    def curve(self, claim: str, subject: str, series: str) -> tuple[Floats, Floats]:
        """Return places and values.

        Raises
        ------
        KeyError
            If nothing of the kind was noted.
        """
        return self.curves[claim, subject, series]

    def value(self, claim: str, subject: str, series: str, x: float = 0.0) -> float:
        """Return a single number.

        Raises
        ------
        KeyError
            If nothing of the kind was noted, or not there.
        """
        xs, values = self.curves[claim, subject, series]
        found = np.flatnonzero(xs == x)
        if not found.size:
            raise KeyError((claim, subject, series, x))
        return float(values[found[0]])

    def subjects(self, claim: str) -> list[str]:
        """Return the subjects of a claim, in the order noted."""
        return list(dict.fromkeys(key[1] for key in self.curves if key[0] == claim))

    def series(self, claim: str, subject: str) -> list[str]:
        """Return the series of a subject, in the order noted."""
        return [key[2] for key in self.curves if key[:2] == (claim, subject)]

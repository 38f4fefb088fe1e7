"""Synthetic data sets: drawn by Scrivano itself, named ``synthetic`` or ``synthetic:N``."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from schemas.errors import DatasetError

#: Samples drawn where the number is left out.
USUAL_COUNT = 10_000
FORM = "synthetic or synthetic:N with N samples from 1"

_SPEC = re.compile(r"synthetic(?::(.*))?", re.DOTALL)


def synthetic_count(spec: str) -> int | None:
    """Return how many samples a specification asks for; None if it is no synthetic one.

    Raises
    ------
    DatasetError
        If what follows the colon is no number from 1.

    Examples
    --------
    >>> synthetic_count("synthetic:500"), synthetic_count("letters.mat")
    (500, None)
    """
    match = _SPEC.fullmatch(spec)
    if match is None:
        return None
    if match[1] is None:
        return USUAL_COUNT
    if not re.fullmatch(r"[0-9]{1,9}", match[1]) or int(match[1]) < 1:
        raise DatasetError(f"{spec}: {match[1]!r} is no number of samples; expected {FORM}")
    return int(match[1])


def load_synthetic(count: int, alphabet: str, *, seed: int = 0) -> pa.Table:
    """Draw a synthetic data set; the same seed draws the same one."""
    from tasks.synthesis.glyph import draw_samples

    return draw_samples(count, alphabet, np.random.default_rng(seed))

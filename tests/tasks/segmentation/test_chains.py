"""Chains: feet of boxes in a row are one line; bars of letters are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.segmentation.chains import chained
from tasks.segmentation.following import Ruling


def foot(start, length=40, row=60.0):
    return Ruling(start, np.full(length, row), 2.0, 0.0)


@given(st.permutations(range(5)), st.integers(0, 14), st.floats(-0.02, 0.02))
def test_feet_of_boxes_are_one_line_in_any_order(order, white, slope):
    feet = [foot(n * (40 + white), row=60.0 + slope * n * (40 + white)) for n in order]
    (chain,) = chained(feet)
    assert (chain.start, chain.stop) == (0, 5 * 40 + 4 * white)
    assert np.abs(np.diff(chain.middle)).max() <= 2.5


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([foot(0), foot(45)], id="too few"),
        pytest.param([foot(0), foot(80), foot(160)], id="too far apart"),
        pytest.param([foot(0), foot(45, row=75.0), foot(90)], id="at other heights"),
        pytest.param([foot(0), foot(45, length=12), foot(70)], id="of other lengths"),
    ],
)
def test_what_is_no_chain(lines):
    assert chained(lines) == []


def test_rows_of_boxes_are_chains_of_their_own():
    rows = [foot(45 * n, row=row) for n in range(4) for row in (60.0, 120.0)]
    assert sorted(float(chain.middle[0]) for chain in chained(rows)) == [60.0, 120.0]

"""Paces: even steps from end to end, and what stands at them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.segmentation.paces import LEAST_STEPS, Pace, fitting, nearest, paces_of, standing_at

COLUMNS = st.lists(st.integers(0, 300), max_size=12, unique=True).map(sorted)


@given(COLUMNS, COLUMNS, st.integers(0, 20))
def test_nearest_is_the_nearest_within_reach(middles, places, reach):
    found = nearest(np.array(middles, float), np.array(places, float), reach)
    for place, at in zip(places, found.tolist(), strict=True):
        away = min((abs(middle - place) for middle in middles), default=np.inf)
        assert (abs(at - place) == away) if away <= reach else at == -1


@given(st.integers(100, 900), st.floats(12.0, 40.0))
def test_every_pace_leads_from_end_to_end(length, least_step):
    for pace in paces_of(length, least_step):
        places = pace.places(7.0, 7.0 + length)
        assert places[0] == pytest.approx(7.0)
        assert places[-1] == pytest.approx(7.0 + length)
        assert (np.diff(places) > 0).all()
        sides = 2 if pace.apart else 1
        assert len(places) >= sides * LEAST_STEPS


def test_a_known_pace_is_fitted_to_lines_that_hold_a_number_of_its_steps():
    (pace,) = fitting(201, Pace(20.0, 0.0))
    assert pace == Pace(20.1, 0.0)
    assert list(fitting(210, Pace(20.0, 0.0))) == []


def test_sides_of_neighbours_seen_as_one_stand_at_both_places():
    pace = Pace(30.0, 6.0)
    places = pace.places(0.0, 84.0)
    assert places.tolist() == [0.0, 24.0, 30.0, 54.0, 60.0, 84.0]
    runs = np.array([[0.0, 27.0, 57.0, 84.0], [2.0, 9.0, 9.0, 2.0]])
    assert standing_at(runs, places, pace, 2.0).tolist() == [0, 24, 30, 54, 60, 84]
    runs[1, 1] = 3.0
    assert standing_at(runs, places, pace, 2.0).tolist() == [0, -1, -1, 54, 60, 84]

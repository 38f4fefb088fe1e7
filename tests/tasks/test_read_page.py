"""What came of a page is put together from however far it got."""

import pytest

from tasks.page_work import Fault
from tasks.read_page import ReadPage, read_page_of

A = "a" * 32


def test_a_page_that_passed_all_stages_has_everything(outcomes):
    segmented, clustered = outcomes.segmented(A), outcomes.clustered(A, "X")
    read = outcomes.decoded(A, "X")
    page = read_page_of(A, segmented, segmented, clustered, outcomes.recognised(A, "X"), read)
    assert page == ReadPage(A, segmented[0], clustered[0], read[0], read[1], None)


def test_a_blank_page_has_its_measures(outcomes):
    segmented = outcomes.segmented(A, glyphs=0)
    assert read_page_of(A, segmented, [], [], [], []) == ReadPage(
        A, segmented[0], None, None, None, None
    )


def test_measures_are_those_of_the_page_set_upright(outcomes):
    as_it_lies, upright = outcomes.segmented(A), outcomes.segmented(A, turn=90)
    assert read_page_of(A, as_it_lies, upright, [], [], []).measured == upright[0]


@pytest.mark.parametrize("broken", range(5))
def test_a_fault_in_any_stage_leaves_what_was_there_before(outcomes, broken):
    fault = Fault("worker-died", f"in stage {broken}")
    stages = [
        outcomes.segmented(A),
        outcomes.segmented(A, glyphs=2),
        outcomes.clustered(A, "X"),
        outcomes.recognised(A, "X"),
        outcomes.decoded(A, "X"),
    ]
    stages[broken] = fault
    stages[broken + 1 :] = [[]] * (4 - broken)
    page = read_page_of(A, *stages)
    assert page.fault == fault
    assert (page.measured is None, page.rows is None) == (broken == 0, broken < 3)
    assert page.readings is page.transcript is None


def test_the_first_of_several_faults_counts():
    faults = [Fault("vanished", "gone"), Fault("internal", "x"), Fault("internal", "y")] * 2
    assert read_page_of(A, *faults[:5]).fault == faults[0]

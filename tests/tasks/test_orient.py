"""Stage orient: looks at pages with glyphs enough, and leaves the others as they are."""

import pytest

from schemas.settings import LoadSettings, SegmentSettings
from tasks.artifacts import Store
from tasks.orient import orient_pages, orientation_jobs, with_others
from tasks.orientation.turning import LEAST_GLYPHS
from tasks.page_work import Fault, Outcomes, UnfinishedPages

A, B = "a" * 32, "b" * 32
FAULT = Fault("unreadable", "disk")


@pytest.fixture
def arguments(outcomes, page_ref, small_model, store):
    return {
        "pages": [page_ref("a")],
        "segmented": [outcomes.segmented(A, glyphs=LEAST_GLYPHS)],
        "model": small_model,
        "load": LoadSettings(),
        "segment": SegmentSettings(),
        "store": store,
        "pool": None,
    }


def test_key_holds_page_glyphs_model_and_settings(
    key_of, arguments, outcomes, page_ref, small_model
):
    changes = [
        {},
        {"pages": [page_ref("b")]},
        {"segmented": [outcomes.segmented(A, glyphs=LEAST_GLYPHS + 1)]},
        {"segmented": [FAULT]},
        {"model": small_model.model_copy(update={"digest": "f" * 64})},
        {"load": LoadSettings(max_side=9)},
        {"segment": SegmentSettings(max_skew=3)},
    ]
    assert len({key_of(orient_pages, **arguments | change) for change in changes}) == len(changes)


def test_pages_passed_on_are_told_apart(key_of, arguments, outcomes):
    one, other = (
        key_of(orient_pages, **arguments | {"segmented": [outcomes.segmented(A, glyphs=count)]})
        for count in (1, 2)
    )
    assert one != other


def test_key_holds_no_places(key_of, arguments):
    elsewhere = arguments | {"store": Store(url="memory://other")}
    assert key_of(orient_pages, **elsewhere) == key_of(orient_pages, **arguments)


def test_pages_of_few_glyphs_and_faults_are_nothing_to_do(arguments, outcomes, page_ref):
    few = [outcomes.segmented(A, glyphs=LEAST_GLYPHS - 1), FAULT, outcomes.segmented(B, glyphs=0)]
    arguments = arguments | {
        "pages": [page_ref("a"), page_ref("b"), page_ref("c")],
        "segmented": UnfinishedPages(few),
    }
    arguments.pop("pool")
    assert orientation_jobs(**arguments) == [None] * 3


def test_pages_not_looked_at_are_passed_on_but_no_faults(outcomes):
    first, second, turned = outcomes.segmented(A), outcomes.segmented(B), outcomes.segmented(B, 9)
    assert with_others([first, FAULT, second], [[], [], turned]) == Outcomes([first, [], turned])

"""Side by side: results in order, the caller's context, and no work that outlives its use."""

import threading
from contextvars import ContextVar

import pytest

from tasks.training.side_by_side import Abandoned, run_side_by_side

LONG = 30.0


def test_results_come_in_the_order_of_the_work_whatever_ends_first():
    second_is_done = threading.Event()

    def first(check):
        assert second_is_done.wait(LONG)
        return "first"

    def second(check):
        second_is_done.set()
        return "second"

    assert run_side_by_side([first, second]) == ["first", "second"]


def test_work_sees_the_callers_context():
    asked = ContextVar("asked")
    asked.set("here")
    assert run_side_by_side([lambda check: asked.get()] * 2) == ["here", "here"]


def test_a_failure_is_raised_and_ends_the_others():
    ended = []

    def fails(check):
        raise ValueError("no more")

    def goes_on(check):
        try:
            while True:
                check()
                threading.Event().wait(0.001)
        except Abandoned:
            ended.append("abandoned")
            raise

    with pytest.raises(ValueError, match="no more"):
        run_side_by_side([goes_on, fails, goes_on])
    assert ended == ["abandoned", "abandoned"]


def test_nothing_to_do_gives_nothing():
    assert run_side_by_side([]) == []

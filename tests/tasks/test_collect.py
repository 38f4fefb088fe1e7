"""Collecting waits for all stages, tells what was kept, and loses no page."""

from types import SimpleNamespace

import pytest

from schemas.errors import OutputError
from tasks.collect import collect
from tasks.page_work import Fault, UnfinishedPages
from tasks.progress import Step, watched_by

A, B = "a" * 32, "b" * 32


class Future:
    """A task run that has ended: with a result, or with an error in place of one."""

    def __init__(self, result, state="Completed"):
        self.ended = result
        self.state = SimpleNamespace(name=state)

    def result(self, *, raise_on_failure):
        if raise_on_failure and isinstance(self.ended, BaseException):
            raise self.ended
        return self.ended


def test_pages_come_with_what_each_stage_led_to(outcomes, page_ref):
    fault = Fault("unreadable", "disk")
    segmented = [outcomes.segmented(A), fault]
    clustered = [outcomes.clustered(A, "X"), []]
    seen = [outcomes.recognised(A, "X"), []]
    read = [outcomes.decoded(A, "X"), []]
    upright = [segmented[0], []]
    found = (Future(UnfinishedPages(segmented)), Future(upright))
    futures = [*found, Future(clustered), Future(seen), Future(read)]
    first, second = collect([page_ref("a"), page_ref("b")], *futures)
    assert (first.page_id, first.transcript, first.fault) == (A, read[0][1], None)
    assert (second.page_id, second.transcript, second.fault) == (B, None, fault)


def test_stages_that_were_kept_are_reported_as_such(page_ref):
    steps = []
    pages = [page_ref("a"), page_ref("b")]
    none = [[], []]
    kept = Future(none, "Cached")
    futures = [kept, kept, Future(none), kept, kept]
    with watched_by(steps.append):
        assert len(list(collect(pages, *futures))) == 2
    assert steps == [
        Step(stage, 2, "cached") for stage in ("segment", "orient", "recognise", "decode")
    ]


def test_an_error_that_is_no_pages_own_ends_the_run(page_ref):
    futures = [Future([[]]), Future(OutputError("disk full"), "Failed"), *[Future([[]])] * 3]
    with pytest.raises(OutputError, match="disk full"):
        list(collect([page_ref("a")], *futures))


def test_a_result_that_lacks_a_page_is_noticed(page_ref):
    futures = [Future([[], []]), Future([[]]), *[Future([[], []])] * 3]
    with pytest.raises(ValueError, match="shorter"):
        list(collect([page_ref("a"), page_ref("b")], *futures))

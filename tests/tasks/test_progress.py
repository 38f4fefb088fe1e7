"""Steps reach whoever watches, and nobody else."""

import threading
from contextvars import copy_context

import pytest

from tasks.progress import Step, TrainingStep, report, report_training, watched_by

TRAINING = TrainingStep(1, 2, 3, 40, 0.5, 0.9, None)


def test_steps_reach_the_watcher_while_it_watches():
    steps = []
    report("segment", 1, "computed")
    with watched_by(steps.append):
        report("segment", 2, "cached")
        report_training(TRAINING)
    report("segment", 3, "failed")
    report_training(TRAINING)
    assert steps == [Step("segment", 2, "cached"), TRAINING]


def test_steps_of_no_pages_are_none():
    steps = []
    with watched_by(steps.append):
        report("found", 0, "failed")
    assert steps == []


def test_watchers_take_turns_and_errors_end_theirs():
    outer, inner = [], []
    with watched_by(outer.append):
        with pytest.raises(KeyError), watched_by(inner.append):
            report("segment", 1, "computed")
            raise KeyError
        report("segment", 2, "computed")
    assert [step.pages for step in inner] == [1]
    assert [step.pages for step in outer] == [2]


def test_threads_that_inherit_the_context_report_to_it():
    steps = []
    with watched_by(steps.append):
        inherited = copy_context()
        own = threading.Thread(target=report, args=("segment", 1, "computed"))
        heir = threading.Thread(target=inherited.run, args=(report, "segment", 2, "computed"))
        for thread in (own, heir):
            thread.start()
            thread.join()
    assert [step.pages for step in steps] == [2]

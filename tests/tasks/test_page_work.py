"""Page work: done once, remembered at once, and failures stay with their page."""

import pickle

import pytest
from prefect.utilities.collections import visit_collection

from schemas.errors import OutputError, PageError, PassingFault
from schemas.lexicon import LexiconWords
from schemas.settings import RowSettings
from schemas.validation import table_of
from tasks.page_work import (
    Fault,
    Job,
    Outcomes,
    UnfinishedPages,
    carry_out,
    joint_key,
    outcomes_of,
    work_key,
)
from tasks.progress import watched_by


@pytest.fixture
def done(store):
    """Words whose work was really done, in order."""
    return []


@pytest.fixture
def job(store, done):
    def make(word: str, error: Exception | None = None) -> Job:
        def work(word):
            done.append(word)
            if error:
                raise error
            return [
                store.put(table_of(LexiconWords, [{"word": word, "frequency": 1}]), LexiconWords)
            ]

        return Job(work, (word,), work_key(table_of, [word], []))

    return make


def test_done_work_is_not_done_again(store, job, done, pool):
    first = carry_out("segment", [job("A"), job("B")], store, pool)
    second = carry_out("segment", [job("B"), job("C"), job("A")], store, pool)
    assert done == ["A", "B", "C"]
    assert second[0] == first[1]
    assert second[2] == first[0]


def test_nothing_to_do_leads_to_no_artifacts(store, job, pool):
    none, _, nor_here = carry_out("cluster", [None, job("A"), None], store, pool)
    assert (none, nor_here) == ([], [])


def test_a_fault_spares_the_other_pages_and_is_never_remembered(store, job, done, pool):
    bad = job("B", PassingFault("vanished", "gone"))
    for _ in range(2):
        with pytest.raises(UnfinishedPages, match="1 of 3 pages") as caught:
            carry_out("segment", [job("A"), bad, job("C")], store, pool)
    assert caught.value.outcomes[1] == Fault("vanished", "gone")
    assert all(isinstance(outcome, list) for outcome in caught.value.outcomes[::2])
    assert done == ["A", "B", "C", "B"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PageError("damaged", "m"), "damaged"),
        (OSError(5, "input/output error"), "unreadable"),
        (ZeroDivisionError("by zero"), "internal"),
    ],
)
def test_every_error_has_a_reason(store, job, error, reason, pool):
    with pytest.raises(UnfinishedPages) as caught:
        carry_out("segment", [job("A", error)], store, pool)
    assert caught.value.outcomes[0].reason == reason


def test_store_that_cannot_be_written_ends_the_stage(store, job, pool):
    with pytest.raises(OutputError):
        carry_out("segment", [job("A", OutputError("disk full"))], store, pool)


def test_keys_hold_input_and_settings():
    key = work_key(table_of, ["a"], [RowSettings()])
    assert key == work_key(table_of, ["a"], [RowSettings()])
    assert key != work_key(table_of, ["b"], [RowSettings()])
    assert key != work_key(table_of, ["a"], [RowSettings(word_gap=1.1)])
    assert key != work_key(work_key, ["a"], [RowSettings()])


def test_joint_key_holds_order_and_gaps(job):
    a, b = job("A"), job("B")
    assert len({joint_key(jobs) for jobs in ([a, b], [b, a], [a, None, b], [a])}) == 4


def test_outcomes_of_unfinished_tasks_are_their_outcomes():
    fault = Fault("vanished", "gone")
    assert outcomes_of(Outcomes([[]])) == Outcomes([[]])
    assert outcomes_of(UnfinishedPages([[], fault])) == Outcomes([[], fault])
    with pytest.raises(KeyError):
        outcomes_of(KeyError("x"))


def test_prefect_does_not_look_into_outcomes(job, store, pool):
    outcomes = carry_out("segment", [job("A"), None], store, pool)
    seen = []
    visit_collection({"outcomes": outcomes}, seen.append)
    assert seen == [{"outcomes": outcomes}, "outcomes", outcomes]


def test_outcomes_are_a_sequence():
    fault = Fault("vanished", "gone")
    outcomes = Outcomes([[], fault])
    assert (len(outcomes), outcomes[1], outcomes[:1]) == (2, fault, Outcomes([[]]))
    assert list(reversed(outcomes)) == [fault, []]
    assert outcomes != Outcomes([[], []])
    assert pickle.loads(pickle.dumps(outcomes)) == outcomes


def test_progress_is_reported(store, job, pool):
    steps = []
    with watched_by(steps.append):
        carry_out("segment", [job("A"), job("B")], store, pool)
        carry_out("segment", [job("A"), None], store, pool)
    # Nothing to do is nothing kept.
    assert [(step.how, step.pages) for step in steps] == [
        ("computed", 1),
        ("computed", 1),
        ("cached", 1),
        ("skipped", 1),
    ]


def test_unfinished_pages_travel_between_processes():
    error = pickle.loads(pickle.dumps(UnfinishedPages([[], Fault("vanished", "gone")])))
    assert error.outcomes == Outcomes([[], Fault("vanished", "gone")])


def test_messages_hold_no_paths_of_the_machine(store, job, pool):
    bad = job("A", PermissionError(13, "Permission denied", "/secret/place"))
    with pytest.raises(UnfinishedPages) as caught:
        carry_out("segment", [bad], store, pool)
    assert caught.value.outcomes[0] == Fault("unreadable", "Permission denied")

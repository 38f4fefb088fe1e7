"""Summaries tell how a run ended, and with which exit code."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.summary import StudySummary, TrainingSummary, TranscriptionSummary, UnreadPage

SUMMARY = {
    "pages": 0,
    "read": 0,
    "blank": 0,
    "refused": 0,
    "failed": 0,
    "characters": 0,
    "confidence": 1.0,
    "out": Path("out"),
    "report": Path("out/report.html"),
    "unread": (),
}


@pytest.mark.parametrize(
    ("ended", "code"),
    [
        ({"read": 2}, 0),
        ({"blank": 1}, 0),
        ({"read": 1, "blank": 1}, 0),
        ({"read": 1, "failed": 1}, 3),
        ({"blank": 1, "refused": 1}, 3),
        ({"failed": 1}, 4),
        ({"refused": 2, "failed": 1}, 4),
        ({}, 4),
        ({"read": 3, "failed": 1, "max_failures": "1"}, 3),
        ({"read": 3, "failed": 1, "refused": 1, "max_failures": "1"}, 9),
        ({"read": 3, "failed": 1, "max_failures": "25%"}, 3),
        ({"read": 2, "failed": 1, "max_failures": "25%"}, 9),
        ({"read": 2, "max_failures": "0"}, 0),
        ({"failed": 1, "max_failures": "1"}, 4),
        ({"failed": 2, "max_failures": "1"}, 9),
        ({"max_failures": "0%"}, 4),
    ],
)
def test_exit_code_tells_whether_all_some_none_or_too_few_were_read(ended, code):
    pages = sum(count for count in ended.values() if isinstance(count, int))
    assert TranscriptionSummary(**SUMMARY | {"pages": pages} | ended).exit_code == code


@pytest.mark.parametrize(
    "change",
    [
        *({name: -1} for name in ("pages", "read", "blank", "refused", "failed", "characters")),
        {"confidence": -0.1},
        {"confidence": 1.1},
    ],
)
def test_figures_have_bounds(change):
    with pytest.raises(ValidationError, match=next(iter(change))):
        TranscriptionSummary(**SUMMARY | change)


def test_summaries_are_json_for_machines():
    page = UnreadPage(source="ü.png", frame=1, status="failed", reason="damaged", message="m")
    summary = TranscriptionSummary(**SUMMARY | {"unread": (page,)})
    printed = json.loads(summary.model_dump_json())
    assert printed["unread"][0]["source"] == "ü.png"
    assert printed["report"] == "out/report.html"
    assert TranscriptionSummary.model_validate(printed) == summary


@pytest.mark.parametrize("change", [{"epochs": 0}, {"samples": 0}])
def test_training_took_an_epoch_of_samples(change):
    trained = {"out": Path("m"), "epochs": 1, "samples": 1, "metrics": {"test accuracy": 0.5}}
    assert TrainingSummary(**trained).metrics["test accuracy"] == 0.5
    with pytest.raises(ValidationError, match=next(iter(change))):
        TrainingSummary(**trained | change)


@pytest.mark.parametrize("change", [{"samples": 0}, {"count": 0}])
def test_a_study_has_samples_and_numbers(change):
    studied = {"page": Path("p"), "numbers": Path("n"), "samples": 1, "count": 1, "metrics": {}}
    assert StudySummary(**studied).count == 1
    with pytest.raises(ValidationError, match=next(iter(change))):
        StudySummary(**studied | change)

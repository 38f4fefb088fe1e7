"""Progress counts every page once a stage, and is silent where nobody looks."""

import io

from rich.console import Console
from rich.progress import Progress, TextColumn

from flows.command_line.progress import TrainingWatch, TranscriptionWatch, shown
from tasks.progress import Step, TrainingStep, report


def bar() -> Progress:
    return Progress(TextColumn("{task.fields[counts]}"), console=Console(file=io.StringIO()))


def test_pages_are_counted():
    progress = bar()
    watch = TranscriptionWatch(progress)
    for step in (
        Step("found", 4, "computed"),
        Step("found", 1, "failed"),
        Step("segment", 4, "computed"),
        Step("unread", 1, "failed"),
        Step("orient", 4, "cached"),
        Step("cluster", 4, "cached"),
        Step("recognise", 4, "skipped"),
        Step("decode", 4, "cached"),
    ):
        watch(step)
    task = progress.tasks[0]
    assert (task.completed, task.total) == (20, 20)
    assert task.fields["counts"] == "4/4 pages · 2 failed · 4 cached"


def test_training_is_shown():
    progress = bar()
    TrainingWatch(progress)(TrainingStep(2, 5, 30, 100, 0.25, 0.9, 0.8))
    task = progress.tasks[0]
    assert (task.completed, task.total) == (30, 100)
    assert task.fields["counts"] == "loss 0.250 · accuracy 90.0% · validation 80.0%"
    assert task.description == "epoch 2/5"


def test_of_several_trainings_it_is_told_which():
    progress = bar()
    TrainingWatch(progress)(TrainingStep(1, 5, 3, 100, 0.25, 0.9, None, run="learning rate 0.1"))
    assert progress.tasks[0].description == "learning rate 0.1, epoch 1/5"


def test_nothing_is_shown_without_a_terminal(capsys):
    with shown(TranscriptionWatch):
        report("found", 1, "computed")
    assert capsys.readouterr() == ("", "")

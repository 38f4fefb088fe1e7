"""Reporting: steps are told as they are, with the accuracy measured after the epoch before."""

from model.training import Progress
from tasks.progress import watched_by
from tasks.training.reporting import training_reporters


def progress(step, epoch):
    return Progress(
        epoch=epoch, epochs=2, step=step, steps=4, loss=1.5, accuracy=0.25, learning_rate=0.1
    )


def test_what_was_measured_after_an_epoch_is_told_in_the_next_one():
    after_step, after_epoch = training_reporters("one of two")
    told = []
    with watched_by(told.append):
        after_step(progress(1, 1))
        after_epoch({"validation_accuracy": 0.5})
        after_step(progress(2, 2))
    assert [step.validation_accuracy for step in told] == [None, 0.5]
    assert [(step.epoch, step.step) for step in told] == [(1, 1), (2, 2)]
    assert {(step.epochs, step.steps, step.loss, step.accuracy) for step in told} == {
        (2, 4, 1.5, 0.25)
    }
    assert {step.run for step in told} == {"one of two"}

"""Reporting: what `model.training.fit` calls after steps and epochs, told to whoever watches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.training import Progress
from tasks.progress import TrainingStep, report_training


def training_reporters(
    run: str = "",
) -> tuple[Callable[[Progress], None], Callable[[dict[str, Any]], None]]:
    """Return what is to be called after each step, and what after each epoch.

    Parameters
    ----------
    run : str
        What those who watch see the training called; "" where it is the only one.
    """
    validated: list[float] = []

    def after_epoch(row: dict[str, Any]) -> None:
        validated.append(row["validation_accuracy"])

    def after_step(at: Progress) -> None:
        report_training(
            TrainingStep(
                epoch=at.epoch,
                epochs=at.epochs,
                step=at.step,
                steps=at.steps,
                loss=at.loss,
                accuracy=at.accuracy,
                validation_accuracy=validated[-1] if validated else None,
                run=run,
            )
        )

    return after_step, after_epoch

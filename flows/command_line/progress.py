"""Progress bars for people at a terminal; nothing where there is none."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from tasks.progress import Step, TrainingStep, watched_by

#: Stages that every page passes.
PAGE_STAGES = ("segment", "orient", "cluster", "recognise", "decode")


class TranscriptionWatch:
    """Counts pages through the stages and shows them done, failed, cached, and the time left."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar: TaskID = progress.add_task("starting", total=None, counts="")
        self._lock = threading.Lock()
        self._total = self._failed = self._cached = self._steps = 0
        self._passed = dict.fromkeys(PAGE_STAGES, 0)

    def __call__(self, step: Step | TrainingStep) -> None:
        """Take note of a step."""
        if not isinstance(step, Step):
            return
        with self._lock:
            if step.how == "failed":
                self._failed += step.pages
            elif step.stage == "found":
                self._total += step.pages
            if step.stage in self._passed:
                self._passed[step.stage] += step.pages
                self._steps += step.pages
                if step.stage == PAGE_STAGES[-1] and step.how == "cached":
                    self._cached += step.pages
            self._show()

    def _show(self) -> None:
        # A task that is tried again reports what it finds done by then once more.
        done = min(self._passed[PAGE_STAGES[-1]], self._total)
        counts = f"{done}/{self._total} pages"
        if self._failed:
            counts += f" · {self._failed} failed"
        if self._cached:
            counts += f" · {self._cached} cached"
        self._progress.update(
            self._bar,
            description="reading",
            total=max(self._total, 1) * len(PAGE_STAGES),
            completed=min(self._steps, self._total * len(PAGE_STAGES)),
            counts=counts,
        )


class TrainingWatch:
    """Shows epoch, loss, accuracy and time left of a training run."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar: TaskID = progress.add_task("preparing samples", total=None, counts="")

    def __call__(self, step: Step | TrainingStep) -> None:
        """Take note of a step."""
        if not isinstance(step, TrainingStep):
            return
        counts = f"loss {step.loss:.3f} · accuracy {step.accuracy:.1%}"
        if step.validation_accuracy is not None:
            counts += f" · validation {step.validation_accuracy:.1%}"
        self._progress.update(
            self._bar,
            description=f"{step.run}{', ' if step.run else ''}epoch {step.epoch}/{step.epochs}",
            total=step.steps,
            completed=step.step,
            counts=counts,
        )


@contextmanager
def shown(watch: type[TranscriptionWatch] | type[TrainingWatch]) -> Iterator[None]:
    """Show progress on stderr for as long as the context lasts, if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with (
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
        watched_by(watch(progress)),
    ):
        yield

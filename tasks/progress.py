"""Progress: tells whoever watches a run how far it is, without the stages knowing who that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

How = Literal["computed", "cached", "skipped", "failed"]


@dataclass(frozen=True)
class Step:
    """Some pages have passed one stage.

    Attributes
    ----------
    stage : str
        ``"found"``, ``"segment"``, ``"orient"``, ``"cluster"``, ``"recognise"`` or ``"decode"``;
        ``"unread"`` for pages whose own bytes are the reason that they could not be segmented.
    pages : int
        How many pages.
    how : {"computed", "cached", "skipped", "failed"}
        By work done now, by work done earlier, because there was nothing to do, or not at all.
    """

    stage: str
    pages: int
    how: How


@dataclass(frozen=True)
class TrainingStep:
    """A network has learned from one more batch.

    Attributes
    ----------
    epoch, epochs : int
        The epoch, from 1, and how many there will be.
    step, steps : int
        Batches learned from and to learn from, over all epochs.
    loss, accuracy : float
        Running means of the epoch: nats, and share of samples.
    validation_accuracy : float or None
        After the last finished epoch; None before.
    run : str
        Which network learns, where several are trained one after another; "" where there is one.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float
    accuracy: float
    validation_accuracy: float | None
    run: str = ""


Watcher = Callable[[Step | TrainingStep], None]

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Report every step taken within the context (and in threads that inherit it) to a watcher."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def report_training(step: TrainingStep) -> None:
    """Report a step of training to the watcher, if anybody watches."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(step)


def report(stage: str, pages: int, how: How) -> None:
    """Report a step to the watcher, if anybody watches."""
    watcher = _watcher.get()
    if watcher is not None and pages:
        watcher(Step(stage, pages, how))

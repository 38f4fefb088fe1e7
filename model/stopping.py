"""Stopping: which epoch was best, and when waiting for a better one ends.

The best epoch is the one of greatest validation accuracy, the lowest loss deciding between equals;
weights of later epochs fit the training samples more closely and others less (Prechelt 1998, Early
stopping - but when?).
"""

from __future__ import annotations


class EarlyStopping:
    """The best epoch so far.

    Parameters
    ----------
    patience : int or None
        Epochs without a better one after which training stops; None: never.

    Examples
    --------
    >>> stopping = EarlyStopping(patience=1)
    >>> stopping.better(1, accuracy=0.8, loss=0.5), stopping.is_over(1)
    (True, False)
    >>> stopping.better(2, accuracy=0.7, loss=0.4), stopping.is_over(2)
    (False, True)
    """

    def __init__(self, patience: int | None = None) -> None:
        self.patience = patience
        self.best_epoch = 0
        self._best = (-1.0, 0.0)

    def better(self, epoch: int, *, accuracy: float, loss: float) -> bool:
        """Take an epoch's figures, and return whether it is the best so far; the first one is."""
        # A loss that is no number is greater than none, so that such an epoch is never better.
        is_better = not self.best_epoch or (accuracy, -loss) > self._best
        if is_better:
            self._best, self.best_epoch = (accuracy, -loss), epoch
        return is_better

    def is_over(self, epoch: int) -> bool:
        """Return whether patience is at its end after an epoch."""
        return self.patience is not None and epoch - self.best_epoch >= self.patience

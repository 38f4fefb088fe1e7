r"""Averaging: the exponential moving average of a network's weights.

After step :math:`t` with weights :math:`\theta_t`,

.. math:: a_t = s_t\, a_{t-1} + (1 - s_t)\, \theta_t, \quad
    s_t = \min\bigl(s,\, t / (t + 9)\bigr)

It moves less from step to step than the weights do, and generalises better. The share of the old
grows with the steps, lest the drawn weights linger.

References
----------
Polyak and Juditsky (1992), Acceleration of stochastic approximation by averaging. SIAM Journal on
Control and Optimization 30.
"""

from __future__ import annotations

from collections.abc import Mapping

from model.layer import FloatArray

#: At step t the average keeps at most t / (t + this) of the old: it forgets how it began.
START = 9


class MovingAverage:
    """The average of tensors by name.

    Parameters
    ----------
    tensors : mapping of str to numpy.ndarray
        What it begins with; copied.
    share : float
        Most that is kept of the old at each step, within 0..1; 0: no average, the tensors as they
        are.
    """

    def __init__(self, tensors: Mapping[str, FloatArray], share: float) -> None:
        self.share = share
        self._average = {name: array.copy() for name, array in tensors.items()}
        self._steps = 0

    def follow(self, tensors: Mapping[str, FloatArray]) -> None:
        """Take a step's tensors into the average."""
        self._steps += 1
        kept = min(self.share, self._steps / (self._steps + START))
        for name, array in tensors.items():
            average = self._average[name]
            average *= average.dtype.type(kept)
            average += average.dtype.type(1 - kept) * array

    def tensors(self) -> dict[str, FloatArray]:
        """Return copies of the averaged tensors."""
        return {name: array.copy() for name, array in self._average.items()}

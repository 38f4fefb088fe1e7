"""Dropout: values left out at random in training, so that none is relied upon alone."""

from __future__ import annotations

import numpy as np

from model.layer import FloatArray, Layer, Spec


class Dropout(Layer):
    r"""Dropout: in training each value is set to 0 with probability :math:`p`, the rate.

    .. math:: y_i = m_i x_i, \quad \partial x_i = m_i g_i, \quad
        m_i = 0 \text{ with probability } p, \text{ else } 1/(1-p)

    so that the expected value is :math:`x`, and inference leaves everything as it is.

    Parameters
    ----------
    rate : float
        Within 0..1, below 1.

    References
    ----------
    Srivastava et al. (2014), Dropout: a simple way to prevent neural networks from overfitting.
    JMLR 15.
    """

    kind = "dropout"

    def __init__(self, rate: float) -> None:
        super().__init__()
        if not 0 <= rate < 1:
            raise ValueError(f"a dropout rate is within 0..1, below 1, not {rate}")
        self.rate = rate
        self._mask: FloatArray | None = None

    def settings(self) -> Spec:
        """Return the rate."""
        return {"rate": self.rate}

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Drop values in training; needs `rng` then."""
        if not training:
            return x
        if rng is None:
            raise ValueError("dropout draws in training: pass rng")
        kept = rng.random(x.shape, dtype=np.float32) >= self.rate
        self._mask = kept.astype(x.dtype) / x.dtype.type(1 - self.rate)
        return x * self._mask

    def backward(self, grad: FloatArray) -> FloatArray:
        """Pass the gradient of what was kept."""
        if self._mask is None:
            raise ValueError("backward follows a forward in training")
        return grad * self._mask

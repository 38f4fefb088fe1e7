"""Activations: the functions applied to every value alone."""

from __future__ import annotations

import numpy as np

from model.layer import FloatArray, Layer

#: Coefficient of the cubic term in the tanh form of GELU (Hendrycks and Gimpel 2016).
GELU_CUBIC = 0.044715
GELU_SCALE = float(np.sqrt(2 / np.pi))


class _Activation(Layer):
    """An activation whose slope follows from one kept array."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: FloatArray | None = None

    def _recall(self) -> FloatArray:
        if self._kept is None:
            raise ValueError("backward follows a forward in training")
        return self._kept


class Sigmoid(_Activation):
    r"""Logistic function :math:`s = 1/(1+e^{-x})`, slope :math:`s(1-s)`.

    Computed as :math:`(1+\tanh(x/2))/2`, which cannot overflow.
    """

    kind = "sigmoid"

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Return the values within 0..1."""
        value: FloatArray = np.tanh(x * x.dtype.type(0.5))
        value += 1
        value *= x.dtype.type(0.5)
        if training:
            self._kept = value
        return value

    def backward(self, grad: FloatArray) -> FloatArray:
        """Multiply by the slope."""
        value = self._recall()
        result: FloatArray = grad * value * (1 - value)
        return result


class Tanh(_Activation):
    r"""Hyperbolic tangent :math:`t`, slope :math:`1-t^2`."""

    kind = "tanh"

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Return the values within -1..1."""
        value: FloatArray = np.tanh(x)
        if training:
            self._kept = value
        return value

    def backward(self, grad: FloatArray) -> FloatArray:
        """Multiply by the slope."""
        value = self._recall()
        result: FloatArray = grad * (1 - value * value)
        return result


class ReLU(_Activation):
    r"""Rectifier :math:`\max(x, 0)`; the slope at 0 is taken as 0."""

    kind = "relu"

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Return the values, 0 where they were negative."""
        value: FloatArray = np.maximum(x, x.dtype.type(0))
        if training:
            self._kept = value
        return value

    def backward(self, grad: FloatArray) -> FloatArray:
        """Pass the gradient where the value is positive."""
        # A value is 0 or positive here, so that its sign is the slope, in the type of the gradient.
        result: FloatArray = np.sign(self._recall())
        result *= grad
        return result


class GELU(_Activation):
    r"""Gaussian error linear unit, in its tanh form.

    .. math:: y = \tfrac12 x (1 + \tanh(\sqrt{2/\pi}\,(x + 0.044715 x^3)))

    References
    ----------
    Hendrycks and Gimpel (2016), Gaussian error linear units. arXiv:1606.08415.
    """

    kind = "gelu"

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Return the values."""
        if training:
            self._kept = x
        result: FloatArray = x * (1 + self._tanh(x)) * x.dtype.type(0.5)
        return result

    def backward(self, grad: FloatArray) -> FloatArray:
        """Multiply by the slope."""
        x = self._recall()
        tanh = self._tanh(x)
        inner = GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x)
        result: FloatArray = grad * (1 + tanh + x * (1 - tanh * tanh) * inner)
        result *= x.dtype.type(0.5)
        return result

    @staticmethod
    def _tanh(x: FloatArray) -> FloatArray:
        result: FloatArray = np.tanh(GELU_SCALE * (x + GELU_CUBIC * x * x * x))
        return result

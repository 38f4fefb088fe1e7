r"""Pooling: one value for a square of pixels, or for the whole picture.

Over a square :math:`S` of pixels, channel by channel, with gradient :math:`g` by the value:

.. math:: y = \max_{i \in S} x_i, \quad
    \partial x_i = g \text{ at the first } i \text{ with } x_i = y, \text{ else } 0

.. math:: y = \frac{1}{|S|} \sum_{i \in S} x_i, \quad \partial x_i = g / |S|
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.layer import FloatArray, Layer, Spec, expect_shape

PICTURE_AXES = 3


def max_pool(x: FloatArray, side: int, out: FloatArray | None = None) -> FloatArray:
    """Return the greatest value of each square: (rows, columns, ...) over `side` each.

    Rows first, columns second, so that each step compares long stretches of memory.

    Parameters
    ----------
    x : numpy.ndarray
        (rows, columns, ...), multiples of `side`.
    side : int
        Rows and columns of a square.
    out : numpy.ndarray, optional
        Where to write the value.
    """
    rows = _greatest([x[start::side] for start in range(side)])
    return _greatest([rows[:, start::side] for start in range(side)], out)


class _Pool(Layer):
    """Pooling over squares that tile the picture."""

    def __init__(self, side: int = 2) -> None:
        super().__init__()
        if side < 1:
            raise ValueError(f"pooling is over squares of side 1 or more, not {side}")
        self.side = side

    def settings(self) -> Spec:
        """Return the side."""
        return {"side": self.side}

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the number of squares each way, and the channels."""
        matches = len(shape) == PICTURE_AXES and not any(n % self.side for n in shape[:2])
        expected = f"(multiple of {self.side}, multiple of {self.side}, channels)"
        expect_shape(matches=matches, layer="pooling", shape=shape, expected=expected)
        return (shape[0] // self.side, shape[1] // self.side, shape[2])

    def _corners(self, x: FloatArray) -> Iterator[FloatArray]:
        """Yield for each place within a square the pixels at that place, as views."""
        for top in range(self.side):
            for left in range(self.side):
                yield x[top :: self.side, left :: self.side]


class MaxPool2d(_Pool):
    """The greatest value of each square; the gradient goes to the first pixel that has it."""

    kind = "max_pool"

    def __init__(self, side: int = 2) -> None:
        super().__init__(side)
        self._kept: tuple[FloatArray, FloatArray] | None = None

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Pool (rows, columns, channels, N)."""
        value = max_pool(x, self.side)
        if training:
            self._kept = (x, value)
        return value

    def backward(self, grad: FloatArray) -> FloatArray:
        """Send each gradient to the pixel that won."""
        if self._kept is None:
            raise ValueError("backward follows a forward in training")
        x, value = self._kept
        result = np.empty_like(x)
        left = grad.copy()
        for pixels, slot in zip(self._corners(x), self._corners(result), strict=True):
            np.multiply(left, pixels == value, out=slot)
            left -= slot
        return result


class AveragePool2d(_Pool):
    """The mean of each square."""

    kind = "average_pool"

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Pool (rows, columns, channels, N)."""
        corners = self._corners(x)
        value = next(corners).copy()
        for pixels in corners:
            value += pixels
        value *= x.dtype.type(1 / self.side**2)
        return value

    def backward(self, grad: FloatArray) -> FloatArray:
        """Share each gradient out evenly."""
        rows, columns = grad.shape[:2]
        result: FloatArray = np.empty(
            (rows * self.side, columns * self.side, *grad.shape[2:]), grad.dtype
        )
        share = grad * grad.dtype.type(1 / self.side**2)
        for slot in self._corners(result):
            slot[...] = share
        return result


class GlobalAveragePool2d(Layer):
    """The mean over all pixels: (rows, columns, channels, N) to (channels, N)."""

    kind = "global_average_pool"

    def __init__(self) -> None:
        super().__init__()
        self._shape: tuple[int, ...] = ()

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the number of channels."""
        matches = len(shape) == PICTURE_AXES
        expected = "(rows, columns, channels)"
        expect_shape(matches=matches, layer="pooling", shape=shape, expected=expected)
        return shape[2:]

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Return the means."""
        if training:
            self._shape = x.shape
        value: FloatArray = x.mean(axis=(0, 1))
        return value

    def backward(self, grad: FloatArray) -> FloatArray:
        """Share each gradient out evenly."""
        pixels = self._shape[0] * self._shape[1]
        return np.broadcast_to(grad / grad.dtype.type(pixels), self._shape).copy()


def _greatest(parts: list[FloatArray], out: FloatArray | None = None) -> FloatArray:
    value: FloatArray = np.maximum(parts[0], parts[-1], out=out)
    for part in parts[1:-1]:
        np.maximum(value, part, out=value)
    return value

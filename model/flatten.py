"""Flatten: pictures laid out as features."""

from __future__ import annotations

import numpy as np

from model.layer import FloatArray, Layer


class Flatten(Layer):
    """Make features of pictures: (rows, columns, channels, N) to (rows * columns * channels, N)."""

    kind = "flatten"

    def __init__(self) -> None:
        super().__init__()
        self._shape: tuple[int, ...] = ()

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the number of features."""
        return (int(np.prod(shape)),)

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Flatten all axes but the samples."""
        if training:
            self._shape = x.shape
        return x.reshape(-1, x.shape[-1])

    def backward(self, grad: FloatArray) -> FloatArray:
        """Give the gradient the shape of the input."""
        return grad.reshape(self._shape)

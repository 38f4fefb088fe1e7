"""The layer protocol: what every part of a network can do.

Within a network the samples are the **last** axis of every array: pictures are (rows, columns,
channels, samples), features are (features, samples). Each pixel is then a contiguous matrix
(channels, samples), so that a convolution is a batch of matrix products on windows of memory that
need not be gathered first, and everything done element by element runs over long stretches.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

FloatArray = NDArray[Any]
Spec = dict[str, Any]


class Layer:
    """Base of all layers: a function of one array, with a gradient and a description.

    A layer keeps its parameters (trained), gradients (of the loss, by the same names) and buffers
    (kept and stored, not trained) in dictionaries. Arrays are changed in place, so that views of
    them stay true.
    """

    kind: ClassVar[str] = ""

    def __init__(self) -> None:
        self._parameters: dict[str, FloatArray] = {}
        self._gradients: dict[str, FloatArray] = {}
        self._buffers: dict[str, FloatArray] = {}

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Return the layer's value; `x` stays as it is.

        Parameters
        ----------
        x : numpy.ndarray
            Samples, last axis the samples.
        training : bool
            Whether `backward` will follow; what that needs is kept only then.
        rng : numpy.random.Generator, optional
            Source of random draws, for layers that draw in training.
        """
        raise NotImplementedError

    def backward(self, grad: FloatArray) -> FloatArray:
        """Return the loss's gradient by the input of the last training `forward`.

        Sets the gradients of the parameters. The memory of `grad` may be used for the result.
        """
        raise NotImplementedError

    def backward_parameters(self, grad: FloatArray) -> None:
        """Set the gradients of the parameters only: enough for the first layer of a network."""
        self.backward(grad)

    def parameters(self) -> dict[str, FloatArray]:
        """Return the trained arrays by name."""
        return self._parameters

    def gradients(self) -> dict[str, FloatArray]:
        """Return the gradients by the names of their parameters."""
        return self._gradients

    def buffers(self) -> dict[str, FloatArray]:
        """Return the arrays that are stored but not trained."""
        return self._buffers

    def settings(self) -> Spec:
        """Return the arguments that build this layer anew, JSON values only."""
        return {}

    def to_spec(self) -> Spec:
        """Return the description from which `model.specification.layer_from_spec` rebuilds."""
        return {"kind": self.kind, **self.settings()}

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of one sample's value for the shape of one sample.

        Raises
        ------
        ValueError
            If the layer cannot take samples of that shape.
        """
        return shape

    def initialise(self, rng: np.random.Generator) -> None:
        """Draw the parameters anew."""

    def cast(self, dtype: DTypeLike) -> Self:
        """Bring parameters and buffers to a floating type, and return the layer."""
        for arrays in (self._parameters, self._gradients, self._buffers):
            for name, array in arrays.items():
                arrays[name] = array.astype(dtype)
        return self


def expect_shape(*, matches: bool, layer: str, shape: tuple[int, ...], expected: str) -> None:
    """Raise ValueError where a layer is given samples of another shape than it is made for."""
    if not matches:
        raise ValueError(f"{layer} takes samples of shape {expected}, not {shape}")

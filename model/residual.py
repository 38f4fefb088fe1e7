"""Residual: a chain of layers that has to learn only what is to be added to its input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.composite import Composite
from model.convolution import Conv2d
from model.layer import FloatArray, Layer, Spec, expect_shape

PICTURE_AXES = 3


class Residual(Composite):
    r"""Run a chain of layers and add its input.

    .. math:: y = F(x) + P x, \quad \partial x = F'(x)^T g + P^T g

    with :math:`F` the chain. Where it changes the number of channels, `inputs` and `outputs` say
    so, and :math:`P` is a convolution of kernel 1; else :math:`P x = x`.

    Parameters
    ----------
    chain : sequence of Layer
        Layers run one after another; they keep rows and columns.
    inputs, outputs : int
        Channels before and after the chain.

    References
    ----------
    He, Zhang, Ren and Sun (2016), Deep residual learning for image recognition. CVPR.
    """

    kind = "residual"

    def __init__(self, chain: Sequence[Layer], inputs: int, outputs: int) -> None:
        super().__init__()
        self.chain = tuple(chain)
        self.inputs, self.outputs = inputs, outputs
        self.projection: Conv2d | None = None
        if inputs != outputs:
            self.projection = Conv2d(inputs, outputs, kernel=1)

    def settings(self) -> Spec:
        """Return the chain's descriptions and the numbers of channels."""
        chain = [layer.to_spec() for layer in self.chain]
        return {"chain": chain, "inputs": self.inputs, "outputs": self.outputs}

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape after the chain, which must be that of the (projected) input."""
        matches = len(shape) == PICTURE_AXES and shape[-1] == self.inputs
        expected = f"(rows, columns, {self.inputs})"
        expect_shape(matches=matches, layer="Residual", shape=shape, expected=expected)
        result = shape
        for layer in self.chain:
            result = layer.output_shape(result)
        wanted = (*shape[:-1], self.outputs)
        if result != wanted:
            raise ValueError(f"the chain of Residual gives {result}, but {wanted} is added to it")
        return result

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Return the chain's value plus the (projected) input."""
        value = x
        for layer in self.chain:
            value = layer.forward(value, training=training, rng=rng)
        if self.projection is not None:
            return value + self.projection.forward(x, training=training, rng=rng)
        return value + x

    def backward(self, grad: FloatArray) -> FloatArray:
        """Return the sum of both ways' gradients."""
        around = grad.copy()
        for layer in reversed(self.chain):
            grad = layer.backward(grad)
        if self.projection is not None:
            around = self.projection.backward(around)
        return grad + around

    def parts(self) -> dict[str, Layer]:
        """Return the chain's layers by number, and the projection."""
        parts: dict[str, Layer] = {str(number): layer for number, layer in enumerate(self.chain)}
        if self.projection is not None:
            parts["projection"] = self.projection
        return parts

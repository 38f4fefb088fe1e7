"""Layers without a neighbourhood: linear, flatten, dropout and residual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from model.convolution import Conv2d
from model.initialisers import INITIALISERS
from model.layer import FloatArray, Layer, Spec, expect_shape

PICTURE_AXES = 3


class Linear(Layer):
    r"""Linear layer: :math:`y = W x + b`.

    Gradients: :math:`\partial W = g x^T`, :math:`\partial b = \sum_n g_n`,
    :math:`\partial x = W^T g`, all summed over the samples.

    Parameters
    ----------
    inputs, outputs : int
        Number of features taken and given.
    initialiser : str
        How the weights are drawn: a name of `model.initialisers.INITIALISERS`. Biases start at 0.
    """

    kind = "linear"

    def __init__(self, inputs: int, outputs: int, initialiser: str = "xavier") -> None:
        super().__init__()
        self.inputs, self.outputs, self.initialiser = inputs, outputs, initialiser
        self._parameters["weight"] = np.zeros((outputs, inputs), np.float32)
        self._parameters["bias"] = np.zeros(outputs, np.float32)
        self._input: FloatArray | None = None

    def settings(self) -> Spec:
        """Return the arguments of the constructor."""
        return {
            "inputs": self.inputs,
            "outputs": self.outputs,
            "initialiser": self.initialiser,
        }

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the number of features."""
        matches = shape == (self.inputs,)
        expect_shape(matches=matches, layer="Linear", shape=shape, expected=f"({self.inputs},)")
        return (self.outputs,)

    def initialise(self, rng: np.random.Generator) -> None:
        """Draw the weights; set the biases to 0."""
        weight = self._parameters["weight"]
        weight[...] = INITIALISERS[self.initialiser](weight.shape, rng)
        self._parameters["bias"][...] = 0

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Map (inputs, N) to (outputs, N)."""
        if training:
            self._input = x
        value: FloatArray = self._parameters["weight"] @ x
        value += self._parameters["bias"][:, None]
        return value

    def backward(self, grad: FloatArray) -> FloatArray:
        """Map the gradient by the outputs to that by the inputs."""
        self.backward_parameters(grad)
        result: FloatArray = self._parameters["weight"].T @ grad
        return result

    def backward_parameters(self, grad: FloatArray) -> None:
        """Set the gradients of weight and bias."""
        if self._input is None:
            raise ValueError("backward follows a forward in training")
        self._gradients["weight"] = grad @ self._input.T
        self._gradients["bias"] = grad.sum(axis=1)


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


class Dropout(Layer):
    """Dropout: in training each value is set to 0 with probability `rate`.

    The others are divided by ``1 - rate``, so that inference leaves everything as it is.

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


class Residual(Layer):
    """Run a chain of layers and add its input.

    Where the chain changes the number of channels, `inputs` and `outputs` say so, and the input is
    brought to `outputs` channels by a convolution of kernel 1.

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

    def initialise(self, rng: np.random.Generator) -> None:
        """Draw the parameters of chain and projection."""
        for layer in self._parts().values():
            layer.initialise(rng)

    def cast(self, dtype: DTypeLike) -> Self:
        """Bring all parts to a floating type."""
        for layer in self._parts().values():
            layer.cast(dtype)
        return self

    def parameters(self) -> dict[str, FloatArray]:
        """Return the parts' parameters, named ``part.name``."""
        return _named({name: layer.parameters() for name, layer in self._parts().items()})

    def gradients(self) -> dict[str, FloatArray]:
        """Return the parts' gradients, named ``part.name``."""
        return _named({name: layer.gradients() for name, layer in self._parts().items()})

    def buffers(self) -> dict[str, FloatArray]:
        """Return the parts' buffers, named ``part.name``."""
        return _named({name: layer.buffers() for name, layer in self._parts().items()})

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

    def _parts(self) -> dict[str, Layer]:
        parts: dict[str, Layer] = {str(number): layer for number, layer in enumerate(self.chain)}
        if self.projection is not None:
            parts["projection"] = self.projection
        return parts


def _named(parts: dict[str, dict[str, FloatArray]]) -> dict[str, FloatArray]:
    return {f"{part}.{name}": a for part, arrays in parts.items() for name, a in arrays.items()}

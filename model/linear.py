"""Linear: every output a weighted sum of all features."""

from __future__ import annotations

import numpy as np

from model.initialisers import INITIALISERS
from model.layer import FloatArray, Layer, Spec, expect_shape


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

r"""Convolution: weighted sums over the neighbourhood of each pixel.

For a kernel of odd side :math:`k`, :math:`p = (k-1)/2`, and zeros beyond the edges ('same' padding)

.. math:: y_{r,c,o} = b_o + \sum_{i,j,d} w_{o,j,i,d}\, x_{r+i-p,\,c+j-p,\,d}

One output row needs `k` input rows. They lie in a strip (column, row tap, channel, sample), where
the window of one output pixel, columns `c` to `c + k`, is one contiguous matrix (k * k * channels,
samples): the row is a batch of matrix products without any further gathering. From one output row
to the next only one input row is new; it takes the slot of the oldest one, and the weights are kept
in `k` orders, one for each state of the slots. Kernels of 3 that fill whole tiles go by
`model.winograd`, which needs half the products.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import as_strided

from model import winograd
from model.initialisers import INITIALISERS
from model.layer import FloatArray, Layer, Spec, expect_shape

PICTURE_AXES = 3


def convolve(
    x: FloatArray,
    weight: FloatArray,
    *,
    pool: int = 1,
    finish: Callable[[FloatArray, FloatArray], None] | None = None,
) -> FloatArray:
    """Convolve pictures directly.

    Parameters
    ----------
    x : numpy.ndarray
        (rows, columns, channels, samples).
    weight : numpy.ndarray
        (outputs, k, k, channels): output, column tap, row tap, input channel; `k` odd.
    pool : int
        Side of the squares that `finish` makes one pixel of; rows and columns are multiples of it.
    finish : callable, optional
        Called as ``finish(tile, place)`` for every `pool` rows of the value while they are still in
        the processor's cache: `tile` is (pool, columns, outputs, samples), and `place` is where it
        writes what stands for them, (1, columns / pool, outputs, samples); at a pool of 1 both are
        the same memory.

    Returns
    -------
    numpy.ndarray
        (rows / pool, columns / pool, outputs, samples).
    """
    rows, columns, _, samples = x.shape
    outputs, side = weight.shape[:2]
    orders = [_in_slots(weight, row).reshape(outputs, -1) for row in range(side)]
    value: FloatArray = np.empty((rows // pool, columns // pool, outputs, samples), x.dtype)
    room: FloatArray = np.empty((pool, columns, outputs, samples) if pool > 1 else 0, x.dtype)
    strip = _Strip(x, side) if side > 1 else None
    for top in range(0, rows, pool):
        place = value[top // pool : top // pool + 1]
        tile = room if pool > 1 else place
        for row, made in enumerate(tile, start=top):
            windows = x[row] if strip is None else strip.windows(row)
            np.matmul(orders[row % side], windows, out=made)
        if finish is not None:
            finish(tile, place)
    return value


def weight_gradient(x: FloatArray, grad: FloatArray, side: int) -> FloatArray:
    """Return the gradient by the weights, for the gradient by the value of `convolve`.

    Parameters
    ----------
    x, grad : numpy.ndarray
        What was convolved, (rows, columns, channels, samples), and the gradient by the value,
        (rows, columns, outputs, samples).
    side : int
        Side of the kernel.

    Returns
    -------
    numpy.ndarray
        (outputs, side, side, channels).
    """
    rows, columns, channels, _ = x.shape
    outputs = grad.shape[2]
    sums: FloatArray = np.zeros((side, outputs, side * side * channels), x.dtype)
    products: FloatArray = np.empty((columns, *sums.shape[1:]), x.dtype)
    strip = _Strip(x, side)
    for row in range(rows):
        np.matmul(grad[row], strip.windows(row).transpose(0, 2, 1), out=products)
        sums[row % side] += products.sum(axis=0)
    result: FloatArray = np.zeros((outputs, side, side, channels), x.dtype)
    for row in range(side):
        in_slots = sums[row].reshape(outputs, side, side, channels)
        result += in_slots[:, :, _slots(row, side)]
    return result


def turned(weight: FloatArray) -> FloatArray:
    """Return the weights that carry a gradient back: taps turned about, inputs and outputs swapped.

    Parameters
    ----------
    weight : numpy.ndarray
        (outputs, k, k, channels).

    Returns
    -------
    numpy.ndarray
        (channels, k, k, outputs).
    """
    return np.ascontiguousarray(weight[:, ::-1, ::-1].transpose(3, 1, 2, 0))


class _Strip:
    """The input rows that one output row needs, in slots that are used in turn."""

    def __init__(self, x: FloatArray, side: int) -> None:
        _, columns, channels, samples = x.shape
        self.x, self.side, self.margin = x, side, side // 2
        self.strip = np.zeros((columns + side - 1, side, channels, samples), x.dtype)
        item = x.dtype.itemsize
        self.view = as_strided(
            self.strip,
            (columns, side * side * channels, samples),
            (self.strip.strides[0], samples * item, item),
        )
        self.next = 0

    def windows(self, row: int) -> FloatArray:
        """Return the windows (columns, k * k * channels, samples) of an output row, from row 0."""
        rows, columns = self.x.shape[:2]
        inside = slice(self.margin, self.margin + columns)
        while self.next <= row + self.margin:
            slot = self.next % self.side
            self.strip[inside, slot] = self.x[self.next] if self.next < rows else 0
            self.next += 1
        return self.view


def _slots(row: int, side: int) -> list[int]:
    """Return for each row tap the slot that holds it when output row `row` is computed."""
    return [(row - side // 2 + tap) % side for tap in range(side)]


def _in_slots(weight: FloatArray, row: int) -> FloatArray:
    result = np.empty_like(weight)
    result[:, :, _slots(row, weight.shape[1])] = weight
    return result


class Conv2d(Layer):
    """Convolution of stride 1 and 'same' padding.

    The gradient by the input is a convolution too, with the kernel turned about and inputs and
    outputs swapped; that by the weights sums products of gradient and window over pixels and
    samples.

    Parameters
    ----------
    inputs, outputs : int
        Channels taken and given.
    kernel : int
        Side of the kernel, odd.
    bias : bool
        Whether a bias is added; of no use before a batch normalisation.
    initialiser : str
        How the weights are drawn: a name of `model.initialisers.INITIALISERS`.
    """

    kind = "convolution"

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int = 3,
        *,
        bias: bool = True,
        initialiser: str = "he",
    ) -> None:
        super().__init__()
        if kernel < 1 or kernel % 2 == 0:
            raise ValueError(f"a kernel has an odd side, not {kernel}")
        self.inputs, self.outputs, self.kernel = inputs, outputs, kernel
        self.bias, self.initialiser = bias, initialiser
        self._parameters["weight"] = np.zeros((outputs, kernel, kernel, inputs), np.float32)
        if bias:
            self._parameters["bias"] = np.zeros(outputs, np.float32)
        self._input: FloatArray | None = None

    def settings(self) -> Spec:
        """Return the arguments of the constructor."""
        return {
            "inputs": self.inputs,
            "outputs": self.outputs,
            "kernel": self.kernel,
            "bias": self.bias,
            "initialiser": self.initialiser,
        }

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return rows and columns as they are, and the number of outputs."""
        matches = len(shape) == PICTURE_AXES and shape[-1] == self.inputs
        expected = f"(rows, columns, {self.inputs})"
        expect_shape(matches=matches, layer="Conv2d", shape=shape, expected=expected)
        return (*shape[:2], self.outputs)

    def initialise(self, rng: np.random.Generator) -> None:
        """Draw the weights; set the biases to 0."""
        weight = self._parameters["weight"]
        weight[...] = INITIALISERS[self.initialiser](weight.shape, rng)
        if self.bias:
            self._parameters["bias"][...] = 0

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Convolve (rows, columns, inputs, N) to (rows, columns, outputs, N)."""
        if training:
            self._input = x
        value = _convolve_fast(x, self._parameters["weight"])
        if self.bias:
            value += self._parameters["bias"][:, None]
        return value

    def backward(self, grad: FloatArray) -> FloatArray:
        """Map the gradient by the value to that by the input."""
        self.backward_parameters(grad)
        return _convolve_fast(grad, turned(self._parameters["weight"]))

    def backward_parameters(self, grad: FloatArray) -> None:
        """Set the gradients of weight and bias."""
        if self._input is None:
            raise ValueError("backward follows a forward in training")
        weight = self._parameters["weight"]
        if winograd.can_convolve(self._input.shape, weight.shape):
            self._gradients["weight"] = winograd.weight_gradient(self._input, grad)
        else:
            self._gradients["weight"] = weight_gradient(self._input, grad, self.kernel)
        if self.bias:
            by_pixel = grad.reshape(-1, self.outputs * grad.shape[-1]).sum(axis=0)
            self._gradients["bias"] = by_pixel.reshape(self.outputs, -1).sum(axis=1)


def _convolve_fast(x: FloatArray, weight: FloatArray) -> FloatArray:
    if winograd.can_convolve(x.shape, weight.shape):
        return winograd.convolve(x, winograd.transform_weight(weight))
    return convolve(x, weight)

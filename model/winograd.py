r"""Convolution of kernel 3 with half the products: Winograd's algorithm F(4, 3) along the rows.

Four outputs of a filter of three taps need twelve products; they can be had from six
(Winograd 1980; Lavin and Gray 2016, whose matrices these are):

.. math:: y = A^T\,[(G w) \odot (B^T d)]

with :math:`d` six inputs in a row, :math:`w` three weights and :math:`y` four outputs. It is used
from row to row; along the columns the products are ordinary ones, gathered with the channels in one
matrix product (outputs x 3 * channels) by (3 * channels x samples) for each column and each of the
six. The transforms only add rows of pictures.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import as_strided

from model.layer import FloatArray

KERNEL = 3
TILE = 4
REACH = TILE + KERNEL - 1
#: Fewer input channels than this leave the matrix products too small to pay for the transforms.
LEAST_CHANNELS = 8

_G = np.array(
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
    ]
)


def can_convolve(shape: tuple[int, ...], weight_shape: tuple[int, ...]) -> bool:
    """Tell whether pictures of a shape can, and should, be convolved here.

    Parameters
    ----------
    shape : tuple of int
        (rows, columns, channels, samples).
    weight_shape : tuple of int
        (outputs, k, k, channels).
    """
    whole = shape[0] % TILE == 0
    return weight_shape[1] == KERNEL and whole and shape[2] >= LEAST_CHANNELS


def transform_weight(weight: FloatArray) -> FloatArray:
    """Return :math:`G w` over the row taps.

    Parameters
    ----------
    weight : numpy.ndarray
        (outputs, 3, 3, channels): output, column tap, row tap, channel.

    Returns
    -------
    numpy.ndarray
        (6, 1, outputs, 3 * channels).
    """
    outputs, _, _, channels = weight.shape
    transformed = np.tensordot(_G.astype(weight.dtype), weight, ((1,), (2,)))
    return np.ascontiguousarray(transformed.reshape(REACH, 1, outputs, KERNEL * channels))


def convolve(
    x: FloatArray,
    weight: FloatArray,
    finish: Callable[[FloatArray], FloatArray] | None = None,
) -> FloatArray:
    """Convolve pictures with transformed weights.

    Parameters
    ----------
    x : numpy.ndarray
        (rows, columns, channels, samples), a multiple of 4 rows.
    weight : numpy.ndarray
        From `transform_weight`.
    finish : callable, optional
        Applied to every four rows (4, columns, outputs, samples) of the value while they are still
        in the processor's cache; what it returns takes their place.

    Returns
    -------
    numpy.ndarray
        (rows, columns, outputs, samples), or what `finish` makes of it.
    """
    rows, columns, _, samples = x.shape
    outputs = weight.shape[2]
    tiles = _Tiles(x)
    products: FloatArray = np.empty((REACH, columns, outputs, samples), x.dtype)
    tile: FloatArray = np.empty((TILE, columns, outputs, samples), x.dtype)
    value: FloatArray | None = None
    for top in range(0, rows, TILE):
        np.matmul(weight, tiles.windows(top), out=products)
        _transform_output(products, tile)
        done = tile if finish is None else finish(tile)
        height = len(done)
        if value is None:
            value = np.empty((rows // TILE * height, *done.shape[1:]), x.dtype)
        start = top // TILE * height
        value[start : start + height] = done
    if value is None:
        return np.empty((0, columns, outputs, samples), x.dtype)
    return value


def weight_gradient(x: FloatArray, grad: FloatArray) -> FloatArray:
    r"""Return the gradient by the weights, for the gradient :math:`g` by the value of `convolve`.

    .. math:: \partial w = G^T \sum\, [(A g) \odot (B^T d)]

    Parameters
    ----------
    x, grad : numpy.ndarray
        What was convolved, (rows, columns, channels, samples), and the gradient by the value,
        (rows, columns, outputs, samples).

    Returns
    -------
    numpy.ndarray
        (outputs, 3, 3, channels).
    """
    rows, columns, channels, samples = x.shape
    outputs = grad.shape[2]
    tiles = _Tiles(x)
    spread: FloatArray = np.empty((REACH, columns, outputs, samples), x.dtype)
    sums: FloatArray = np.zeros((REACH, outputs, KERNEL * channels), x.dtype)
    products: FloatArray = np.empty((columns, *sums.shape[1:]), x.dtype)
    for top in range(0, rows, TILE):
        windows = tiles.windows(top)
        _spread_gradient(grad[top : top + TILE], spread)
        for number, total in enumerate(sums):
            np.matmul(spread[number], windows[number].transpose(0, 2, 1), out=products)
            total += products.sum(axis=0)
    taps = np.tensordot(sums, _G.astype(x.dtype), ((0,), (0,)))
    by_tap = taps.reshape(outputs, KERNEL, channels, KERNEL)
    return np.ascontiguousarray(by_tap.transpose(0, 1, 3, 2))


class _Tiles:
    """The transformed inputs of four output rows, in memory that is used again."""

    def __init__(self, x: FloatArray) -> None:
        _, columns, channels, samples = x.shape
        self.x = x
        # The first and last column stay zero: the padding.
        self.moved = np.zeros((REACH, columns + 2, channels, samples), x.dtype)
        item = x.dtype.itemsize
        self.view = as_strided(
            self.moved,
            (REACH, columns, KERNEL * channels, samples),
            (*self.moved.strides[:2], samples * item, item),
        )
        self.nothing: FloatArray = np.zeros((columns, channels, samples), x.dtype)
        self.scratch = np.empty((2, columns, channels, samples), x.dtype)

    def windows(self, top: int) -> FloatArray:
        """Return the windows (6, columns, 3 * channels, samples) for output rows from `top`."""
        reach = range(top - 1, top - 1 + REACH)
        data = [self.x[row] if 0 <= row < len(self.x) else self.nothing for row in reach]
        _transform_input(data, self.moved[:, 1:-1], self.scratch)
        return self.view


def _transform_input(data: list[FloatArray], moved: FloatArray, scratch: FloatArray) -> None:
    r"""Write :math:`B^T d`.

    The rows of :math:`B^T` are (4, 0, -5, 0, 1, 0), (0, -4, -4, 1, 1, 0), (0, 4, -4, -1, 1, 0),
    (0, -2, -1, 2, 1, 0), (0, 2, -1, -2, 1, 0) and (0, 4, 0, -5, 0, 1).
    """
    even, odd = scratch
    kind = even.dtype.type
    np.multiply(data[2], kind(4), out=even)
    np.subtract(data[4], even, out=even)
    np.multiply(data[1], kind(4), out=odd)
    np.subtract(data[3], odd, out=odd)
    np.add(even, odd, out=moved[1])
    np.subtract(even, odd, out=moved[2])
    # What is left of the outer two is 4 (d0 - d2) + (d4 - d2) and the like.
    np.subtract(data[4], data[2], out=even)
    np.subtract(data[3], data[1], out=odd)
    np.subtract(data[0], data[2], out=moved[0])
    moved[0] *= kind(4)
    moved[0] += even
    np.multiply(odd, kind(-4), out=moved[5])
    moved[5] += data[5]
    moved[5] -= data[3]
    odd *= kind(2)
    np.add(even, odd, out=moved[3])
    np.subtract(even, odd, out=moved[4])


def _transform_output(products: FloatArray, value: FloatArray) -> None:
    r"""Write :math:`A^T m`; the products are used up.

    The rows of :math:`A^T` are (1, 1, 1, 1, 1, 0), (0, 1, -1, 2, -2, 0), (0, 1, 1, 4, 4, 0) and
    (0, 1, -1, 8, -8, 1).
    """
    first, second, third, fourth = value
    kind = value.dtype.type
    np.subtract(products[1], products[2], out=second)
    np.add(products[1], products[2], out=third)
    inner_sum, inner_difference = products[1], products[2]
    np.subtract(products[3], products[4], out=inner_difference)
    np.add(products[3], products[4], out=inner_sum)
    np.add(products[0], third, out=first)
    first += inner_sum
    inner_sum *= kind(4)
    third += inner_sum
    inner_difference *= kind(2)
    np.add(second, products[5], out=fourth)
    second += inner_difference
    inner_difference *= kind(4)
    fourth += inner_difference


def _spread_gradient(grad: FloatArray, spread: FloatArray) -> None:
    r"""Write :math:`A g`.

    The rows of :math:`A` are (1, 0, 0, 0), (1, 1, 1, 1), (1, -1, 1, -1), (1, 2, 4, 8),
    (1, -2, 4, -8) and (0, 0, 0, 1).
    """
    kind = spread.dtype.type
    even, odd = spread[0], spread[5]
    for factor, plus, minus in ((1, spread[1], spread[2]), (2, spread[3], spread[4])):
        np.multiply(grad[2], kind(factor**2), out=even)
        even += grad[0]
        np.multiply(grad[3], kind(factor**2), out=odd)
        odd += grad[1]
        odd *= kind(factor)
        np.add(even, odd, out=plus)
        np.subtract(even, odd, out=minus)
    spread[0] = grad[0]
    spread[5] = grad[3]

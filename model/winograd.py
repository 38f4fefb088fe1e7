r"""Convolution of kernel 3 with half the products: Winograd's algorithm F(4, 3) along the rows.

Four outputs of a filter of three taps need twelve products; they can be had from six
(Winograd 1980; Lavin and Gray 2016, whose matrices these are):

.. math:: y = A^T\,[(G w) \odot (B^T d)]

with :math:`d` six inputs in a row, :math:`w` three weights and :math:`y` four outputs. It is used
from row to row; along the columns the products are ordinary ones, gathered with the channels in one
matrix product (outputs x 3 * channels) by (3 * channels x samples) for each column and each of the
six. The transforms mix rows of pictures: matrix products as well, of a few long rows, which take a
fraction of the time that adding row to row takes.
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

#: The matrices G, B^T and A^T above.
_WEIGHT = np.array(
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
    ]
)
_INPUT = np.array(
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ]
)
_OUTPUT = np.array(
    [
        [1, 1, 1, 1, 1, 0],
        [0, 1, -1, 2, -2, 0],
        [0, 1, 1, 4, 4, 0],
        [0, 1, -1, 8, -8, 1],
    ]
)
#: The product that goes into all four outputs as it is: what is added to it, is added to them.
_IN_ALL = 1


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
    transformed = np.tensordot(_WEIGHT.astype(weight.dtype), weight, ((1,), (2,)))
    return np.ascontiguousarray(transformed.reshape(REACH, 1, outputs, KERNEL * channels))


def convolve(
    x: FloatArray,
    weight: FloatArray,
    shift: FloatArray | None = None,
    *,
    pool: int = 1,
    finish: Callable[[FloatArray, FloatArray], None] | None = None,
) -> FloatArray:
    """Convolve pictures with transformed weights.

    Parameters
    ----------
    x : numpy.ndarray
        (rows, columns, channels, samples), a multiple of 4 rows.
    weight : numpy.ndarray
        From `transform_weight`.
    shift : numpy.ndarray, optional
        (outputs, 1), added to each pixel.
    pool : int
        Side of the squares that `finish` makes one pixel of: 1, 2 or 4.
    finish : callable, optional
        Called as ``finish(tile, place)`` for every four rows of the value while they are still in
        the processor's cache: `tile` is (4, columns, outputs, samples), and `place` is where it
        writes what stands for them, (4 / pool, columns / pool, outputs, samples); at a pool of 1
        both are the same memory.

    Returns
    -------
    numpy.ndarray
        (rows / pool, columns / pool, outputs, samples).
    """
    rows, columns, _, samples = x.shape
    outputs = weight.shape[2]
    tiles = _Tiles(x)
    combine = _OUTPUT.astype(x.dtype)
    products: FloatArray = np.empty((REACH, columns, outputs, samples), x.dtype)
    value: FloatArray = np.empty((rows // pool, columns // pool, outputs, samples), x.dtype)
    room: FloatArray = np.empty((TILE, columns, outputs, samples) if pool > 1 else 0, x.dtype)
    for top in range(0, rows, TILE):
        np.matmul(weight, tiles.windows(top), out=products)
        if shift is not None:
            products[_IN_ALL] += shift
        place = value[top // pool : (top + TILE) // pool]
        tile = room if pool > 1 else place
        np.matmul(combine, products.reshape(REACH, -1), out=tile.reshape(TILE, -1))
        if finish is not None:
            finish(tile, place)
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
    apart = np.ascontiguousarray(_OUTPUT.T, x.dtype)
    spread: FloatArray = np.empty((REACH, columns, outputs, samples), x.dtype)
    sums: FloatArray = np.zeros((REACH, outputs, KERNEL * channels), x.dtype)
    products: FloatArray = np.empty((columns, *sums.shape[1:]), x.dtype)
    for top in range(0, rows, TILE):
        windows = tiles.windows(top)
        tile = grad[top : top + TILE].reshape(TILE, -1)
        np.matmul(apart, tile, out=spread.reshape(REACH, -1))
        for number, total in enumerate(sums):
            np.matmul(spread[number], windows[number].transpose(0, 2, 1), out=products)
            total += products.sum(axis=0)
    taps = np.tensordot(sums, _WEIGHT.astype(x.dtype), ((0,), (0,)))
    by_tap = taps.reshape(outputs, KERNEL, channels, KERNEL)
    return np.ascontiguousarray(by_tap.transpose(0, 1, 3, 2))


class _Tiles:
    """The transformed inputs of four output rows, in memory that is used again."""

    def __init__(self, x: FloatArray) -> None:
        rows, columns, channels, samples = x.shape
        self.x = x.reshape(rows, -1)
        self.transform = _INPUT.astype(x.dtype)
        pixel = channels * samples
        # The first and last column stay zero: the padding.
        moved: FloatArray = np.zeros((REACH, (columns + 2) * pixel), x.dtype)
        self.inside = moved[:, pixel:-pixel]
        item = x.dtype.itemsize
        self.view = as_strided(
            moved,
            (REACH, columns, KERNEL * channels, samples),
            (moved.strides[0], pixel * item, samples * item, item),
        )

    def windows(self, top: int) -> FloatArray:
        """Return the windows (6, columns, 3 * channels, samples) for output rows from `top`."""
        above = top - 1
        first, end = max(above, 0), min(above + REACH, len(self.x))
        # Rows beyond the picture are zero: their columns of the matrix are left out.
        np.matmul(
            self.transform[:, first - above : end - above], self.x[first:end], out=self.inside
        )
        return self.view

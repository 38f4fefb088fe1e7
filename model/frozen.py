"""Frozen layers: a trained network rearranged for inference.

Batch normalisation is affine in inference, so that its factor goes into the weights before it and
its shift takes the place of their bias. Taking the greatest of some values commutes with adding a
constant and with the rectifier, both monotone, so that pooling comes first, while the values are
still in the processor's cache, and leaves less to add and rectify. Where the network itself pools
before it normalises, the factor stays behind the pooling: a negative one would turn the greatest
value into the least.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model import winograd
from model.activations import ReLU
from model.committee import Committee
from model.convolution import Conv2d, convolve
from model.dropout import Dropout
from model.layer import FloatArray, Layer
from model.linear import Linear
from model.normalisation import BatchNorm
from model.pooling import MaxPool2d, max_pool
from model.residual import Residual


class FrozenConv2d(Layer):
    """Convolution, pooling, factor, shift and rectifier in one, without a gradient.

    Parameters
    ----------
    weight : numpy.ndarray
        (outputs, k, k, inputs).
    shift : numpy.ndarray
        (outputs,), added to each pixel.
    factor : numpy.ndarray, optional
        (outputs,), what each pixel is multiplied by after pooling, before the shift.
    pool : int
        Side of the squares of which the greatest value stays; 1: none.
    rectify : bool
        Whether negative values become 0.
    """

    kind = "frozen_convolution"

    def __init__(
        self,
        weight: FloatArray,
        shift: FloatArray,
        *,
        factor: FloatArray | None = None,
        pool: int,
        rectify: bool,
    ) -> None:
        super().__init__()
        self.weight, self.shift = weight, shift[:, None].copy()
        self.factor = None if factor is None else factor[:, None].copy()
        self.pool, self.rectify = pool, rectify
        # The transformed weights are kept: to transform them for every batch would cost more than
        # it saves where batches are small.
        fits_tiles = weight.shape[1] == winograd.KERNEL and winograd.TILE % pool == 0
        self._transformed = winograd.transform_weight(weight) if fits_tiles else None

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Map (rows, columns, inputs, N) to (rows / pool, columns / pool, outputs, N)."""
        fits = winograd.can_convolve(x.shape, self.weight.shape)
        transformed = self._transformed if fits else None
        if transformed is None:
            return convolve(x, self.weight, pool=self.pool, finish=self._shift_and_finish)
        if self.factor is not None:
            return winograd.convolve(x, transformed, pool=self.pool, finish=self._shift_and_finish)
        return winograd.convolve(x, transformed, self.shift, pool=self.pool, finish=self._finish)

    def _finish(self, tile: FloatArray, place: FloatArray) -> None:
        if self.pool > 1:
            max_pool(tile, self.pool, place)
        if self.rectify:
            np.maximum(place, place.dtype.type(0), out=place)

    def _shift_and_finish(self, tile: FloatArray, place: FloatArray) -> None:
        # The greatest of shifted values is the shifted greatest one.
        if self.pool > 1:
            max_pool(tile, self.pool, place)
        if self.factor is not None:
            place *= self.factor
        place += self.shift
        if self.rectify:
            np.maximum(place, place.dtype.type(0), out=place)


def freeze(layers: Sequence[Layer]) -> list[Layer]:
    """Return layers of the same inference, rearranged; parameters are copied where changed.

    Parameters
    ----------
    layers : sequence of Layer
        A chain of layers.

    Returns
    -------
    list of Layer
        To be used for inference only.
    """
    left = [layer for layer in layers if not isinstance(layer, Dropout)]
    frozen: list[Layer] = []
    while left:
        layer = left.pop(0)
        if isinstance(layer, Conv2d):
            frozen.append(_frozen_convolution(layer, left))
        elif isinstance(layer, Linear):
            frozen.append(_frozen_linear(layer, left))
        elif isinstance(layer, Residual):
            frozen.append(_frozen_residual(layer))
        elif isinstance(layer, Committee):
            frozen.append(Committee([freeze(chain) for chain in layer.members]))
        else:
            frozen.append(layer)
    return frozen


def _frozen_convolution(layer: Conv2d, left: list[Layer]) -> FrozenConv2d:
    weight, shift = _folded(layer, left)
    factor: FloatArray | None = None
    pool, rectify = 1, False
    while left:
        following = left[0]
        if isinstance(following, MaxPool2d) and pool == 1 and factor is None:
            pool = following.side
        elif isinstance(following, BatchNorm) and factor is None and not rectify:
            factor, added = following.as_affine()
            shift = shift * factor + added
        elif isinstance(following, ReLU) and not rectify:
            rectify = True
        else:
            break
        left.pop(0)
    return FrozenConv2d(weight, shift, factor=factor, pool=pool, rectify=rectify)


def _frozen_linear(layer: Linear, left: list[Layer]) -> Linear:
    frozen = Linear(layer.inputs, layer.outputs, layer.initialiser)
    weight, shift = _folded(layer, left)
    frozen.parameters().update(weight=weight, bias=shift)
    return frozen


def _frozen_residual(layer: Residual) -> Residual:
    frozen = Residual(freeze(layer.chain), layer.inputs, layer.outputs)
    frozen.projection = layer.projection
    return frozen


def _folded(layer: Conv2d | Linear, left: list[Layer]) -> tuple[FloatArray, FloatArray]:
    """Return weights and shift, taking a following batch normalisation off what is left."""
    parameters = layer.parameters()
    weight = parameters["weight"].copy()
    bias = parameters.get("bias")
    shift = np.zeros(layer.outputs, weight.dtype) if bias is None else bias.copy()
    if left and isinstance(left[0], BatchNorm):
        norm = left.pop(0)
        assert isinstance(norm, BatchNorm)
        factor, added = norm.as_affine()
        weight *= factor.reshape(-1, *[1] * (weight.ndim - 1))
        shift = shift * factor + added
    return weight, shift

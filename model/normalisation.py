"""Batch normalisation: each channel brought to mean 0 and variance 1 over the batch."""

from __future__ import annotations

import numpy as np

from model.layer import FloatArray, Layer, Spec

#: Share of the new batch in the running statistics: they look back some tens of batches.
MOMENTUM = 0.1
#: Added to the variance, so that a constant channel divides by no zero.
EPSILON = 1e-5
FEATURE_AXES = 2


class BatchNorm(Layer):
    r"""Batch normalisation over pixels and samples, channel by channel.

    .. math:: y = \gamma \hat x + \beta, \quad \hat x = (x - \mu) / \sqrt{v + \epsilon}

    with mean :math:`\mu` and variance :math:`v` of the batch in training, and their running means
    in inference. With :math:`g` the gradient by :math:`y` and means over pixels and samples,

    .. math:: \partial x = \frac{\gamma}{\sqrt{v+\epsilon}}
        (g - \overline{g} - \hat x\, \overline{g \hat x})

    Parameters
    ----------
    channels : int
        Size of the last axis but one (the last one is the samples).

    References
    ----------
    Ioffe and Szegedy (2015), Batch normalization. ICML.
    """

    kind = "batch_norm"

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self._parameters["scale"] = np.ones(channels, np.float32)
        self._parameters["shift"] = np.zeros(channels, np.float32)
        self._buffers["mean"] = np.zeros(channels, np.float32)
        self._buffers["variance"] = np.ones(channels, np.float32)
        self._kept: tuple[FloatArray, FloatArray, FloatArray] | None = None

    def settings(self) -> Spec:
        """Return the number of channels."""
        return {"channels": self.channels}

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape as it is, its last axis being the channels."""
        if not shape or shape[-1] != self.channels:
            raise ValueError(f"BatchNorm of {self.channels} channels is given {shape}")
        return shape

    def initialise(self, rng: np.random.Generator) -> None:
        """Begin with the identity; nothing is drawn."""
        for arrays, name, value in (
            (self._parameters, "scale", 1),
            (self._parameters, "shift", 0),
            (self._buffers, "mean", 0),
            (self._buffers, "variance", 1),
        ):
            arrays[name][...] = value

    def as_affine(self) -> tuple[FloatArray, FloatArray]:
        """Return factor and shift of each channel in inference."""
        deviation = np.sqrt(self._buffers["variance"] + EPSILON)
        factor: FloatArray = self._parameters["scale"] / deviation
        shift: FloatArray = self._parameters["shift"] - self._buffers["mean"] * factor
        return factor, shift

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Normalise (..., channels, N)."""
        if training:
            factor, shift = self._batch_affine(x)
        else:
            factor, shift = self.as_affine()
        value: FloatArray = np.empty(x.shape, x.dtype)
        for given, made in _planes(x, value):
            np.multiply(given, factor[:, None], out=made)
            made += shift[:, None]
        return value

    def backward(self, grad: FloatArray) -> FloatArray:
        """Map the gradient by the value to that by the input, in the memory of `grad`."""
        if self._kept is None:
            raise ValueError("backward follows a forward in training")
        x, mean, inverse = self._kept
        count = x.size // self.channels
        sums: FloatArray = np.zeros(x.shape[-2:], x.dtype)
        crossed: FloatArray = np.zeros(x.shape[-2:], x.dtype)
        for given, slope in _planes(x, grad):
            pixels = (-1, *sums.shape)
            centred = given - mean[:, None]
            crossed += np.einsum("pcn,pcn->cn", centred.reshape(pixels), slope.reshape(pixels))
            sums += slope.reshape(pixels).sum(axis=0)
        by_shift = sums.sum(axis=1)
        by_scale = crossed.sum(axis=1) * inverse
        self._gradients["shift"] = by_shift
        self._gradients["scale"] = by_scale
        factor: FloatArray = self._parameters["scale"] * inverse
        pull = factor * by_scale * inverse / count
        constant = factor * by_shift / count - mean * pull
        for given, slope in _planes(x, grad):
            slope *= factor[:, None]
            pulled = given * pull[:, None]
            pulled += constant[:, None]
            slope -= pulled
        return grad

    def _batch_affine(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        count = x.size // self.channels
        mean = _channel_sums(x) / x.dtype.type(count)
        squares: FloatArray = np.zeros(x.shape[-2:], x.dtype)
        for (given,) in _planes(x):
            centred = given - mean[:, None]
            centred *= centred
            squares += centred.reshape(-1, *squares.shape).sum(axis=0)
        variance = squares.sum(axis=1) / x.dtype.type(count)
        inverse = 1 / np.sqrt(variance + x.dtype.type(EPSILON))
        self._kept = (x, mean, inverse)
        # The running variance is the unbiased one: inference sees single samples, not batches.
        unbiased = variance * (count / max(count - 1, 1))
        for name, value in (("mean", mean), ("variance", unbiased)):
            running = self._buffers[name]
            running *= 1 - MOMENTUM
            running += (MOMENTUM * value).astype(running.dtype)
        factor: FloatArray = self._parameters["scale"] * inverse
        shift: FloatArray = self._parameters["shift"] - mean * factor
        return factor, shift


def _planes(*arrays: FloatArray) -> list[tuple[FloatArray, ...]]:
    """Cut arrays along their first axis into parts that stay in the processor's cache.

    Features (channels, N) are one part.
    """
    if arrays[0].ndim <= FEATURE_AXES:
        return [arrays]
    return list(zip(*arrays, strict=True))


def _channel_sums(x: FloatArray) -> FloatArray:
    sums: FloatArray = x.reshape(-1, x.shape[-2] * x.shape[-1]).sum(axis=0)
    result: FloatArray = sums.reshape(x.shape[-2:]).sum(axis=1)
    return result

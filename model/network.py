"""The network: a chain of layers from pictures to one logit a class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike

from model.committee import Committee
from model.frozen import freeze
from model.layer import FloatArray, Layer, Spec
from model.specification import layer_from_spec

#: Samples that inference takes at a time: enough for the matrix products to run at full speed, few
#: enough for a layer's values to stay in the cache of a processor core (2 MiB).
INFERENCE_BATCH = 32


class Network:
    """A chain of layers.

    Parameters
    ----------
    layers : sequence of Layer
        Run one after another; the last one gives (classes, N).
    input_shape : tuple of int
        Shape of one sample: (channels, rows, columns).

    Raises
    ------
    ValueError
        If a layer cannot take what the one before it gives.

    Examples
    --------
    >>> from model.flatten import Flatten
    >>> from model.linear import Linear
    >>> network = Network([Flatten(), Linear(4, 3)], (1, 2, 2))
    >>> network.predict(np.ones((5, 1, 2, 2), np.float32)).shape
    (5, 3)
    """

    def __init__(self, layers: Sequence[Layer], input_shape: tuple[int, int, int]) -> None:
        self.layers = list(layers)
        self.input_shape = input_shape
        shape: tuple[int, ...] = (*input_shape[1:], input_shape[0])
        self.shapes = [shape]
        for layer in self.layers:
            shape = layer.output_shape(shape)
            self.shapes.append(shape)
        if len(shape) != 1:
            raise ValueError(f"the last layer gives {shape}, not one number a class")
        self.classes = shape[0]
        self._frozen: list[Layer] | None = None

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Self:
        """Build a network from its description; parameters are not yet drawn.

        Raises
        ------
        ValueError
            If the description is not one of a network.
        """
        try:
            channels, rows, columns = (int(size) for size in spec["input_shape"])
            layers = [layer_from_spec(layer) for layer in spec["layers"]]
        except (KeyError, TypeError) as error:
            raise ValueError(f"not the description of a network: {error!r}") from None
        return cls(layers, (channels, rows, columns))

    @classmethod
    def of_members(cls, networks: Sequence[Self]) -> Self:
        """Return a network that answers with the mean of several networks' logits.

        Parameters
        ----------
        networks : sequence of Network
            One or more, of the same input; one alone is returned as it is. Their layers are used,
            not copied.

        Raises
        ------
        ValueError
            If there is none, or they do not go together.
        """
        if len(networks) == 1:
            return networks[0]
        if len({network.input_shape for network in networks}) > 1:
            raise ValueError("networks that answer together take samples of one shape")
        committee = Committee([network.layers for network in networks])
        return cls([committee], networks[0].input_shape)

    def to_spec(self) -> Spec:
        """Return the description, JSON values only."""
        layers = [layer.to_spec() for layer in self.layers]
        return {"input_shape": list(self.input_shape), "layers": layers}

    def initialise(self, rng: np.random.Generator) -> Self:
        """Draw all parameters anew, and return the network."""
        self._frozen = None
        for layer in self.layers:
            layer.initialise(rng)
        return self

    def cast(self, dtype: DTypeLike) -> Self:
        """Bring parameters and buffers to a floating type, and return the network."""
        self._frozen = None
        for layer in self.layers:
            layer.cast(dtype)
        return self

    def forward(
        self,
        samples: FloatArray,
        *,
        training: bool = False,
        rng: np.random.Generator | None = None,
    ) -> FloatArray:
        """Return the logits of samples, all at a time.

        Parameters
        ----------
        samples : numpy.ndarray
            (N, channels, rows, columns), of the parameters' type.
        training : bool
            Whether `backward` will follow.
        rng : numpy.random.Generator, optional
            For dropout, in training.

        Returns
        -------
        numpy.ndarray
            (N, classes).
        """
        if training:
            self._frozen = None
        value = _samples_last(samples)
        for layer in self.layers:
            value = layer.forward(value, training=training, rng=rng)
        return np.ascontiguousarray(value.T)

    def backward(self, grad: FloatArray) -> None:
        """Set all gradients from that by the logits, (N, classes)."""
        value = np.ascontiguousarray(grad.T)
        for layer in reversed(self.layers[1:]):
            value = layer.backward(value)
        self.layers[0].backward_parameters(value)

    def predict(self, samples: FloatArray, batch: int = INFERENCE_BATCH) -> FloatArray:
        """Return the logits of any number of samples, by the frozen layers.

        Parameters
        ----------
        samples : numpy.ndarray
            (N, channels, rows, columns).
        batch : int
            Samples taken at a time.

        Returns
        -------
        numpy.ndarray
            (N, classes). A sample's logits may differ in the last digits with the company it is in.
        """
        if self._frozen is None:
            self._frozen = freeze(self.layers)
        logits: FloatArray = np.empty((len(samples), self.classes), samples.dtype)
        for start in range(0, len(samples), batch):
            value = _samples_last(samples[start : start + batch])
            for layer in self._frozen:
                value = layer.forward(value)
            logits[start : start + batch] = value.T
        return logits

    def parameters(self) -> dict[str, FloatArray]:
        """Return the trained arrays, named ``layer.name``."""
        return self._gathered([layer.parameters() for layer in self.layers])

    def gradients(self) -> dict[str, FloatArray]:
        """Return the gradients by the names of their parameters."""
        return self._gathered([layer.gradients() for layer in self.layers])

    def tensors(self) -> dict[str, FloatArray]:
        """Return all that is stored: parameters and buffers, named ``layer.name``."""
        return self.parameters() | self._gathered([layer.buffers() for layer in self.layers])

    def load_tensors(self, tensors: Mapping[str, FloatArray]) -> None:
        """Take parameters and buffers over, by value.

        Raises
        ------
        ValueError
            If names or shapes are not those of this network.
        """
        own = self.tensors()
        if own.keys() != tensors.keys():
            missing = sorted(own.keys() - tensors.keys())
            extra = sorted(tensors.keys() - own.keys())
            raise ValueError(f"tensors missing: {missing}, tensors too many: {extra}")
        for name, array in own.items():
            if array.shape != tensors[name].shape:
                raise ValueError(f"tensor {name} is {tensors[name].shape}, not {array.shape}")
        self._frozen = None
        for name, array in own.items():
            array[...] = tensors[name]

    def parameter_count(self) -> int:
        """Return the number of trained numbers."""
        return sum(array.size for array in self.parameters().values())

    def summary(self) -> list[str]:
        """Describe the network, a line a layer: kind, shape of its value, parameters."""
        lines = []
        for layer, shape in zip(self.layers, self.shapes[1:], strict=True):
            count = sum(array.size for array in layer.parameters().values())
            size = " x ".join(str(side) for side in shape)
            lines.append(f"{layer.kind:<20} {size:>14} {count:>9,}")
        return lines

    @staticmethod
    def _gathered(parts: Sequence[dict[str, FloatArray]]) -> dict[str, FloatArray]:
        return {f"{n}.{name}": a for n, arrays in enumerate(parts) for name, a in arrays.items()}


def _samples_last(samples: FloatArray) -> FloatArray:
    """Bring (N, channels, rows, columns) to (rows, columns, channels, N)."""
    return np.ascontiguousarray(samples.transpose(2, 3, 1, 0))

"""Composite: a layer that is made of other layers, whose arrays it shows under longer names."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from model.layer import FloatArray, Layer


class Composite(Layer):
    """Base of layers made of others; arrays are named ``part.name``."""

    def parts(self) -> dict[str, Layer]:
        """Return the layers that this one is made of, by name."""
        raise NotImplementedError

    def initialise(self, rng: np.random.Generator) -> None:
        """Draw the parameters of all parts, in their order."""
        for layer in self.parts().values():
            layer.initialise(rng)

    def cast(self, dtype: DTypeLike) -> Self:
        """Bring all parts to a floating type."""
        for layer in self.parts().values():
            layer.cast(dtype)
        return self

    def parameters(self) -> dict[str, FloatArray]:
        """Return the parts' parameters."""
        return _named({name: layer.parameters() for name, layer in self.parts().items()})

    def gradients(self) -> dict[str, FloatArray]:
        """Return the parts' gradients."""
        return _named({name: layer.gradients() for name, layer in self.parts().items()})

    def buffers(self) -> dict[str, FloatArray]:
        """Return the parts' buffers."""
        return _named({name: layer.buffers() for name, layer in self.parts().items()})


def _named(parts: dict[str, dict[str, FloatArray]]) -> dict[str, FloatArray]:
    return {f"{part}.{name}": a for part, arrays in parts.items() for name, a in arrays.items()}

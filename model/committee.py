"""Committee: several chains of layers asked alike, their values averaged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.composite import Composite
from model.layer import FloatArray, Layer, Spec


class Committee(Composite):
    r"""Run chains of layers on the same input and take the mean of their values.

    .. math:: y = \frac{1}{M} \sum_m F_m(x), \quad
              \partial x = \frac{1}{M} \sum_m F_m'(x)^T g

    Chains that learned from other draws err in other places, so that their mean errs less often
    than any of them [1]_. Of logits it is the mean that is wanted: softmax makes it the normalised
    geometric mean of the members' probabilities.

    Parameters
    ----------
    members : sequence of sequences of Layer
        One chain or more; all give values of one shape.

    Raises
    ------
    ValueError
        If there is no member.

    References
    ----------
    .. [1] L. K. Hansen and P. Salamon (1990), Neural network ensembles. IEEE Transactions on
       Pattern Analysis and Machine Intelligence 12 (10).
    """

    kind = "committee"

    def __init__(self, members: Sequence[Sequence[Layer]]) -> None:
        super().__init__()
        if not members:
            raise ValueError("a committee has one member at least")
        self.members = tuple(tuple(chain) for chain in members)

    def settings(self) -> Spec:
        """Return the members' descriptions."""
        return {"members": [[layer.to_spec() for layer in chain] for chain in self.members]}

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape that all members give."""
        shapes = []
        for chain in self.members:
            given = shape
            for layer in chain:
                given = layer.output_shape(given)
            shapes.append(given)
        if len(set(shapes)) > 1:
            raise ValueError(f"the members of a committee give {shapes}, not one shape")
        return shapes[0]

    def forward(
        self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Return the mean of the members' values."""
        total: FloatArray | None = None
        for chain in self.members:
            value = x
            for layer in chain:
                value = layer.forward(value, training=training, rng=rng)
            total = value if total is None else total + value
        assert total is not None
        return np.asarray(total / total.dtype.type(len(self.members)))

    def backward(self, grad: FloatArray) -> FloatArray:
        """Return the mean of the members' gradients by the input."""
        share = grad / grad.dtype.type(len(self.members))
        total: FloatArray | None = None
        for chain in self.members:
            value = share.copy()  # layers may use a gradient's memory for their own
            for layer in reversed(chain):
                value = layer.backward(value)
            total = value if total is None else total + value
        assert total is not None
        return total

    def parts(self) -> dict[str, Layer]:
        """Return all layers, named ``member.number``."""
        return {
            f"{member}.{number}": layer
            for member, chain in enumerate(self.members)
            for number, layer in enumerate(chain)
        }

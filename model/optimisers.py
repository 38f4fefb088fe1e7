r"""Optimisers: how parameters follow their gradients.

Below, :math:`\theta` is a parameter, :math:`g` its gradient, :math:`\eta` the learning rate. All
change the parameters in place. Decay pulls weights towards 0; biases, shifts and scales (arrays of
one axis) are left alone, since they hold no power to overfit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from model.layer import FloatArray

MOMENTUM = 0.9
#: AdamW's usual constants (Kingma and Ba 2015).
FIRST_DECAY = 0.9
SECOND_DECAY = 0.999
EPSILON = 1e-8


class Optimiser:
    """Base of optimisers.

    Parameters
    ----------
    decay : float
        Weight decay, decoupled from the gradient: each step also takes ``learning_rate * decay`` of
        every weight away (Loshchilov and Hutter 2019).
    """

    def __init__(self, decay: float = 0.0) -> None:
        self.decay = decay

    def update(
        self,
        parameters: Mapping[str, FloatArray],
        gradients: Mapping[str, FloatArray],
        learning_rate: float,
    ) -> None:
        """Take one step; arrays go by name, and are the same ones at every step."""
        for name, parameter in parameters.items():
            if self.decay and parameter.ndim > 1:
                parameter *= parameter.dtype.type(1 - learning_rate * self.decay)
            parameter -= self.step(name, gradients[name], learning_rate).astype(parameter.dtype)

    def step(self, name: str, gradient: FloatArray, learning_rate: float) -> FloatArray:
        """Return what is taken from the parameter."""
        raise NotImplementedError


class SGD(Optimiser):
    r"""Stochastic gradient descent: :math:`\theta \leftarrow \theta - \eta g`."""

    def step(self, name: str, gradient: FloatArray, learning_rate: float) -> FloatArray:
        """Return the gradient, scaled."""
        change: FloatArray = gradient * gradient.dtype.type(learning_rate)
        return change


class Momentum(Optimiser):
    r"""Momentum: :math:`v \leftarrow \mu v + g`, :math:`\theta \leftarrow \theta - \eta v`.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.
    """

    def __init__(self, decay: float = 0.0, momentum: float = MOMENTUM) -> None:
        super().__init__(decay)
        self.momentum = momentum
        self._velocity: dict[str, FloatArray] = {}

    def step(self, name: str, gradient: FloatArray, learning_rate: float) -> FloatArray:
        """Return the velocity, scaled."""
        velocity = self._faster(name, gradient)
        change: FloatArray = velocity * gradient.dtype.type(learning_rate)
        return change

    def _faster(self, name: str, gradient: FloatArray) -> FloatArray:
        velocity = self._velocity.setdefault(name, np.zeros_like(gradient))
        velocity *= gradient.dtype.type(self.momentum)
        velocity += gradient
        return velocity


class Nesterov(Momentum):
    r"""Nesterov's momentum: :math:`\theta \leftarrow \theta - \eta (g + \mu v)` with the new v.

    References
    ----------
    Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and momentum in
    deep learning. ICML.
    """

    def step(self, name: str, gradient: FloatArray, learning_rate: float) -> FloatArray:
        """Return gradient and velocity to come, scaled."""
        ahead: FloatArray = self._faster(name, gradient) * gradient.dtype.type(self.momentum)
        ahead += gradient
        ahead *= gradient.dtype.type(learning_rate)
        return ahead


class AdamW(Optimiser):
    r"""Adam with decoupled weight decay.

    .. math:: m \leftarrow \beta_1 m + (1-\beta_1) g, \quad
        v \leftarrow \beta_2 v + (1-\beta_2) g^2, \quad
        \theta \leftarrow \theta - \eta \frac{m / (1-\beta_1^t)}{\sqrt{v / (1-\beta_2^t)}+\epsilon}

    References
    ----------
    Loshchilov and Hutter (2019), Decoupled weight decay regularization. ICLR.
    """

    def __init__(self, decay: float = 0.01) -> None:
        super().__init__(decay)
        self._steps: dict[str, int] = {}
        self._first: dict[str, FloatArray] = {}
        self._second: dict[str, FloatArray] = {}

    def step(self, name: str, gradient: FloatArray, learning_rate: float) -> FloatArray:
        """Return the mean gradient over its root mean square, scaled."""
        kind = gradient.dtype.type
        first = self._first.setdefault(name, np.zeros_like(gradient))
        second = self._second.setdefault(name, np.zeros_like(gradient))
        self._steps[name] = steps = self._steps.get(name, 0) + 1
        first *= kind(FIRST_DECAY)
        first += kind(1 - FIRST_DECAY) * gradient
        second *= kind(SECOND_DECAY)
        second += kind(1 - SECOND_DECAY) * gradient * gradient
        size: FloatArray = np.sqrt(second / kind(1 - SECOND_DECAY**steps))
        size += kind(EPSILON)
        change: FloatArray = first * kind(learning_rate / (1 - FIRST_DECAY**steps)) / size
        return change


#: Optimisers by name; each is called with the weight decay.
OPTIMISERS: dict[str, Callable[[float], Optimiser]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adamw": AdamW,
}


def clip(gradients: Mapping[str, FloatArray], limit: float) -> float:
    """Scale all gradients down together, in place, where their common norm is above a limit.

    Returns
    -------
    float
        The Euclidean norm of all gradients before.
    """
    norm = float(
        np.sqrt(sum(float(np.square(g).sum(dtype=np.float64)) for g in gradients.values()))
    )
    if norm > limit:
        for gradient in gradients.values():
            gradient *= gradient.dtype.type(limit / norm)
    return norm

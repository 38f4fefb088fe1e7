"""Priors: how often classes were drawn in training, taken out of a network's answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from model.committee import Committee
from model.layer import Layer
from model.linear import Linear
from model.network import Network


def take_out_priors(network: Network, priors: NDArray[np.float64], temperature: float) -> Network:
    r"""Make a network answer as if all classes had been drawn equally often.

    A calibrated network gives :math:`p(k \mid x) \propto p(x \mid k)\, \pi_k`, with the shares
    :math:`\pi_k` in which classes were drawn. What reads on by context needs
    :math:`p(x \mid k)`, so :math:`T \log (K \pi_k)` is taken from the bias of each logit.

    Parameters
    ----------
    network : model.network.Network
        Ends in a linear layer, or in a committee of chains that do; changed in place.
    priors : numpy.ndarray
        (K,), above 0, of sum 1.
    temperature : float
        What the logits are divided by.

    Returns
    -------
    model.network.Network
        The same network.

    Raises
    ------
    ValueError
        If the network ends in another layer, or a share is not above 0.

    References
    ----------
    Menon, Jayasumana, Rawat, Jain, Veit and Kumar (2021), Long-tail learning via logit adjustment.
    ICLR.

    Examples
    --------
    >>> from model.flatten import Flatten
    >>> network = Network([Flatten(), Linear(4, 2)], (4, 1, 1))
    >>> _ = take_out_priors(network, np.array([0.8, 0.2]), 1.0)
    >>> network.tensors()["1.bias"].astype(float).round(2).tolist()
    [-0.47, 0.92]
    """
    if not (np.all(priors > 0) and priors.shape == (network.classes,)):
        raise ValueError(f"{network.classes} classes have as many shares above 0, not {priors}")
    surplus = temperature * np.log(priors * len(priors))
    for layer in _last(network.layers):
        layer.parameters()["bias"][...] -= surplus
    # What is kept for inference is made anew.
    network.load_tensors(network.tensors())
    return network


def _last(layers: Sequence[Layer]) -> Iterator[Linear]:
    """Yield the layers that give the logits."""
    last = layers[-1]
    if isinstance(last, Committee):
        for chain in last.members:
            yield from _last(chain)
    elif isinstance(last, Linear):
        yield last
    else:
        raise ValueError(f"logits come from a linear layer, not from {last.kind!r}")

"""Priors: how often classes were drawn in training, exchanged for how often they are expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from model.committee import Committee
from model.layer import Layer
from model.linear import Linear
from model.network import Network


def exchange_priors(
    network: Network,
    drawn: NDArray[np.float64],
    expected: NDArray[np.float64],
    temperature: float,
) -> Network:
    r"""Make a network answer as if classes had been drawn as often as they are expected.

    A calibrated network gives :math:`p(k \mid x) \propto p(x \mid k)\, \pi_k`, with the shares
    :math:`\pi_k` in which classes were drawn. For shares :math:`\pi'_k` in their place,
    :math:`T \log (\pi'_k / \pi_k)` is added to the bias of each logit.

    Parameters
    ----------
    network : model.network.Network
        Ends in a linear layer, or in a committee of chains that do; changed in place.
    drawn, expected : numpy.ndarray
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
    >>> network = Network([Linear(4, 2)], (1, 1, 4))
    >>> _ = exchange_priors(network, np.array([0.8, 0.2]), np.array([0.5, 0.5]), 1.0)
    >>> network.tensors()["0.bias"].round(2).tolist()
    [-0.4699999988079071, 0.9200000166893005]
    """
    for shares in (drawn, expected):
        if not (np.all(shares > 0) and shares.shape == (network.classes,)):
            raise ValueError(f"{network.classes} classes have as many shares above 0, not {shares}")
    change = temperature * np.log(expected / drawn)
    for layer in _last(network.layers):
        layer.parameters()["bias"][...] += change
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

"""Descriptions of layers: what a stored network is rebuilt from."""

from __future__ import annotations

from model.activations import GELU, ReLU, Sigmoid, Tanh
from model.committee import Committee
from model.convolution import Conv2d
from model.dropout import Dropout
from model.flatten import Flatten
from model.layer import Layer, Spec
from model.linear import Linear
from model.normalisation import BatchNorm
from model.pooling import AveragePool2d, GlobalAveragePool2d, MaxPool2d
from model.residual import Residual

#: Layers by the kind that descriptions name.
LAYERS: dict[str, type[Layer]] = {
    layer.kind: layer
    for layer in (
        AveragePool2d,
        BatchNorm,
        Committee,
        Conv2d,
        Dropout,
        Flatten,
        GELU,
        GlobalAveragePool2d,
        Linear,
        MaxPool2d,
        ReLU,
        Residual,
        Sigmoid,
        Tanh,
    )
}


def layer_from_spec(spec: Spec) -> Layer:
    """Build a layer from its description; parameters are not yet drawn.

    Parameters
    ----------
    spec : dict
        From `model.layer.Layer.to_spec`.

    Raises
    ------
    ValueError
        If no layer is of that kind, or takes those settings.

    Examples
    --------
    >>> layer_from_spec({"kind": "dropout", "rate": 0.5}).to_spec()
    {'kind': 'dropout', 'rate': 0.5}
    """
    settings = dict(spec)
    kind = settings.pop("kind", None)
    if kind not in LAYERS:
        raise ValueError(f"there is no layer of kind {kind!r}, only {', '.join(LAYERS)}")
    try:
        if kind == Residual.kind:
            settings["chain"] = [layer_from_spec(inner) for inner in settings["chain"]]
        if kind == Committee.kind:
            chains = settings["members"]
            settings["members"] = [[layer_from_spec(one) for one in chain] for chain in chains]
        return LAYERS[kind](**settings)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"a layer of kind {kind!r} does not take {settings}: {error}") from None

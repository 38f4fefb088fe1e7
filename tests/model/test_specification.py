"""Descriptions: what is not one is refused."""

import pytest

from model.specification import LAYERS, layer_from_spec


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"kind": "transformer"},
        {"kind": "linear"},
        {"kind": "linear", "inputs": "2", "outputs": 3},
        {"kind": "convolution", "inputs": 1, "outputs": 2, "colour": "red"},
        {"kind": "convolution", "inputs": 1, "outputs": 2, "kernel": 4},
        {"kind": "residual", "chain": [{"kind": "nothing"}], "inputs": 1, "outputs": 1},
        {"kind": "residual", "inputs": 1, "outputs": 1},
        {"kind": "linear", "inputs": -1, "outputs": 3},
    ],
)
def test_strange_descriptions_are_refused(spec):
    with pytest.raises(ValueError, match=r".+"):
        layer_from_spec(spec)


def test_kinds_are_the_names_of_layers():
    assert all(kind == layer.kind for kind, layer in LAYERS.items())
    assert len(LAYERS) == 14

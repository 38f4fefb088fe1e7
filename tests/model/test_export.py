"""Export to ONNX: every layer, as ONNX Runtime computes it, and what the file says of itself."""

import json
import sys

import numpy as np
import pytest

from data import DEFAULT_MODEL
from model import export
from model.activations import GELU, ReLU, Sigmoid, Tanh
from model.architectures import build
from model.committee import Committee
from model.convolution import Conv2d
from model.dropout import Dropout
from model.export import export_recogniser, onnx_bytes, onnx_difference, open_session
from model.flatten import Flatten
from model.linear import Linear
from model.losses import softmax
from model.network import Network
from model.normalisation import BatchNorm
from model.pooling import AveragePool2d, GlobalAveragePool2d, MaxPool2d
from model.preprocess import Preprocessing, normalise_glyphs
from model.recogniser import Recogniser
from model.residual import Residual
from model.specification import LAYERS
from model.storage import load_recogniser
from schemas.errors import ModelFileError, OutputError, UsageError

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

SIDE = 8
CHAINS = {
    "plain": lambda: [Flatten(), Linear(64, 3)],
    "usual": lambda: [
        Conv2d(1, 4, 5, bias=False),
        BatchNorm(4),
        MaxPool2d(2),
        ReLU(),
        Flatten(),
        Dropout(0.3),
        Linear(64, 3),
    ],
    "norm of features": lambda: [
        Conv2d(1, 8, 1),
        Tanh(),
        AveragePool2d(4),
        Flatten(),
        BatchNorm(32),
        Linear(32, 5),
        Sigmoid(),
        Linear(5, 3),
    ],
    "residual": lambda: [
        Residual([Conv2d(1, 8), BatchNorm(8), ReLU(), Conv2d(8, 8)], 1, 8),
        GELU(),
        Residual([Conv2d(8, 8, bias=False), Residual([Conv2d(8, 8), Tanh()], 8, 8)], 8, 8),
        GlobalAveragePool2d(),
        Linear(8, 3),
        Dropout(0.1),
    ],
    "committee": lambda: [
        Committee(
            [
                [Conv2d(1, 8), BatchNorm(8), ReLU(), GlobalAveragePool2d()],
                [Flatten(), Linear(SIDE * SIDE, 8), Tanh()],
            ]
        ),
        Linear(8, 3),
    ],
}


def recogniser_of(network, alphabet="ABC", temperature=1.6, **card):
    preprocessing = Preprocessing(side=network.input_shape[-1])
    return Recogniser(network, alphabet, preprocessing, temperature, card)


def drawn(name, seed=0):
    """A network with every parameter and statistic away from where it begins."""
    rng = np.random.default_rng(seed)
    network = Network(CHAINS[name](), (1, SIDE, SIDE)).initialise(rng)
    tensors = {
        key: array + rng.uniform(0, 0.4, array.shape).astype(np.float32)
        for key, array in network.tensors().items()
    }
    network.load_tensors(tensors)
    return network


def run(data, samples):
    return open_session(data).run(["logits", "probabilities"], {"samples": samples})


@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize("count", [1, 5])
def test_onnx_runtime_computes_the_same(name, count):
    network = drawn(name)
    samples = np.random.default_rng(1).random((count, 1, SIDE, SIDE), dtype=np.float32)
    logits, probabilities = run(onnx_bytes(recogniser_of(network)), samples)
    expected = network.forward(samples)
    assert expected.std(axis=0).min() > 1e-4 or count == 1
    np.testing.assert_allclose(logits, expected, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(probabilities, softmax(expected / np.float32(1.6)), atol=1e-5)


def test_every_kind_of_layer_is_exported():
    assert set(export._EXPORTERS) == set(LAYERS.values())
    kinds = {type(layer) for chain in CHAINS.values() for layer in _all(chain())}
    assert kinds == set(LAYERS.values())


def _all(layers):
    for layer in layers:
        yield layer
        yield from _all(getattr(layer, "chain", ()))


@pytest.mark.parametrize("name", ["reference", "default", "small"])
def test_every_architecture_is_exported(name):
    network = build(name, 10).initialise(np.random.default_rng(0))
    recogniser = recogniser_of(network, "0123456789")
    assert onnx_difference(onnx_bytes(recogniser), recogniser) < 1e-5


def test_the_shipped_model_is_exported(tmp_path):
    recogniser = load_recogniser(DEFAULT_MODEL)
    path = tmp_path / "new folder" / "shipped.onnx"
    assert export_recogniser(path, recogniser) < 1e-5
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    says = {entry.key: entry.value for entry in model.metadata_props}
    assert says["alphabet"] == recogniser.alphabet
    assert json.loads(says["card"]) == recogniser.card
    assert Preprocessing.from_dict(json.loads(says["preprocessing"])) == recogniser.preprocessing
    assert float(says["temperature"]) == recogniser.temperature
    assert says["version"] == "1"
    glyphs = [np.full((20, 9), 255, np.uint8), np.eye(30, dtype=np.uint8) * 255]
    samples = normalise_glyphs(glyphs, recogniser.preprocessing)
    _, probabilities = run(path.read_bytes(), samples)
    np.testing.assert_allclose(probabilities, recogniser.probabilities(glyphs), atol=1e-5)


def test_the_same_model_gives_the_same_bytes(tmp_path):
    recogniser = recogniser_of(drawn("residual"), b=1, a={"d": 2, "c": 3})
    first = onnx_bytes(recogniser)
    assert onnx_bytes(recogniser_of(drawn("residual"), a={"c": 3, "d": 2}, b=1)) == first
    assert onnx_bytes(recogniser_of(drawn("residual", seed=1))) != first
    export_recogniser(tmp_path / "m.onnx", recogniser)
    assert (tmp_path / "m.onnx").read_bytes() == first
    assert [entry.name for entry in tmp_path.iterdir()] == ["m.onnx"]


def test_what_onnx_runtime_computes_otherwise_is_not_written(tmp_path, monkeypatch):
    right = export._EXPORTERS[Flatten]

    def channels_first(graph, layer, name, value, shape):
        return right(graph, layer, name, value, (1,))

    monkeypatch.setitem(export._EXPORTERS, Flatten, channels_first)
    with pytest.raises(ModelFileError, match=r"m\.onnx: not written"):
        export_recogniser(tmp_path / "m.onnx", recogniser_of(drawn("usual")))
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"m\.onnx"):
        export_recogniser(tmp_path / "file" / "m.onnx", recogniser_of(drawn("plain")))


@pytest.mark.parametrize("package", ["onnx", "onnxruntime"])
def test_a_missing_package_is_named_with_its_group(tmp_path, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError, match=rf"{package} is missing.*scrivano\[onnx\]"):
        export_recogniser(tmp_path / "m.onnx", recogniser_of(drawn("plain")))

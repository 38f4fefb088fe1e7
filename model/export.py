"""Export: recognisers as ONNX files, for others to run without Scrivano.

ONNX has the samples first and pictures as (N, channels, rows, columns); here they are last, and
channels come after rows and columns (see `model.layer`). So kernels are turned to (outputs, inputs,
row, column), and pictures to (N, rows, columns, channels) before they are flattened.

The packages `onnx` and `onnxruntime` are needed (the optional group `onnx`).
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from model.activations import GELU, ReLU, Sigmoid, Tanh
from model.committee import Committee
from model.convolution import Conv2d
from model.dropout import Dropout
from model.flatten import Flatten
from model.layer import FloatArray, Layer
from model.linear import Linear
from model.losses import softmax
from model.normalisation import EPSILON, BatchNorm
from model.pooling import AveragePool2d, GlobalAveragePool2d, MaxPool2d
from model.recogniser import Recogniser
from model.residual import Residual
from model.storage import FORMAT_VERSION, write_whole
from schemas.errors import ModelFileError, UsageError

#: The oldest operator set with GELU, and the file version it came with: what most can read.
OPSET = 20
IR_VERSION = 9
INPUT, LOGITS, PROBABILITIES = "samples", "logits", "probabilities"

#: Random samples that an export is tried out with.
TRIED = 64
#: Most that probabilities may differ in ONNX Runtime: an order above what rounding does in a dozen
#: layers, orders below what a wrong layout does.
TOLERANCE = 1e-4

PICTURE_AXES = 3


def export_recogniser(path: Path, recogniser: Recogniser) -> float:
    """Write a recogniser as an ONNX file, once ONNX Runtime has been seen to agree with it.

    Parameters
    ----------
    path : pathlib.Path
        File to write, there in full or not at all; an existing one is replaced.
    recogniser : model.recogniser.Recogniser
        What to write; the same one gives the same bytes.

    Returns
    -------
    float
        Greatest difference between the probabilities of ONNX Runtime and those of Scrivano.

    Raises
    ------
    UsageError
        If the optional group `onnx` is not installed.
    ModelFileError
        If ONNX Runtime does not agree.
    OutputError
        If the file cannot be written.
    """
    data = onnx_bytes(recogniser)
    difference = onnx_difference(data, recogniser)
    if not difference <= TOLERANCE:
        raise ModelFileError(
            f"{path}: not written, for ONNX Runtime differs by {difference:.1g} from the model. "
            "Install another version of onnxruntime, or report it with the model."
        )
    write_whole(path, data)
    return difference


def onnx_bytes(recogniser: Recogniser) -> bytes:
    """Return a recogniser as the bytes of an ONNX file.

    Input `samples` is (N, 1, side, side) float32, prepared by `model.preprocess.normalise_glyphs`;
    outputs are `logits` and `probabilities`, (N, K) float32, these softmax of those over the
    temperature. The file's metadata holds alphabet, preprocessing (JSON), temperature, card (JSON)
    and the version of Scrivano's format.

    Raises
    ------
    UsageError
        If the optional group `onnx` is not installed.
    """
    onnx = _imported("onnx")
    helper, network = onnx.helper, recogniser.network
    graph = _Graph(onnx)
    shape = network.shapes[0]
    value = INPUT
    for number, (layer, after) in enumerate(zip(network.layers, network.shapes[1:], strict=True)):
        value = _append(graph, layer, f"{number}", value, shape)
        shape = after
    graph.rename_last(LOGITS)
    temperature = graph.constant("temperature", np.array(recogniser.temperature))
    scaled = graph.add("Div", "scaled", [LOGITS, temperature])
    graph.add("Softmax", PROBABILITIES, [scaled], axis=-1)
    made = helper.make_graph(
        graph.nodes,
        "scrivano",
        [graph.described(INPUT, ["N", *network.input_shape])],
        [graph.described(name, ["N", network.classes]) for name in (LOGITS, PROBABILITIES)],
        initializer=graph.constants,
    )
    model = helper.make_model(
        made,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="scrivano",
        producer_version=importlib.metadata.version("scrivano"),
    )
    metadata = {
        "alphabet": recogniser.alphabet,
        "card": json.dumps(dict(recogniser.card), sort_keys=True),
        "preprocessing": json.dumps(recogniser.preprocessing.to_dict(), sort_keys=True),
        "temperature": json.dumps(recogniser.temperature),
        "version": json.dumps(FORMAT_VERSION),
    }
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model, full_check=True)
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def onnx_difference(data: bytes, recogniser: Recogniser) -> float:
    """Return how far ONNX Runtime is from a recogniser at most, in probability.

    Parameters
    ----------
    data : bytes
        From `onnx_bytes`.
    recogniser : model.recogniser.Recogniser
        What they were made of.

    Raises
    ------
    UsageError
        If the optional group `onnx` is not installed.
    """
    network = recogniser.network
    rng = np.random.default_rng(0)
    samples = rng.random((TRIED, *network.input_shape), dtype=np.float32)
    session = open_session(data)
    (theirs,) = session.run([PROBABILITIES], {INPUT: samples})
    ours = softmax(network.predict(samples) / np.float32(recogniser.temperature))
    return float(np.abs(theirs - ours).max())


def open_session(data: bytes) -> Any:
    """Return an `onnxruntime.InferenceSession` of one thread for the bytes of an ONNX file.

    Raises
    ------
    UsageError
        If the optional group `onnx` is not installed.
    """
    runtime = _imported("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return runtime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


class _Graph:
    """The nodes and constants of an ONNX graph, in the order they are added."""

    def __init__(self, onnx: Any) -> None:
        self._onnx = onnx
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, operator: str, name: str, inputs: list[str], **attributes: Any) -> str:
        """Add a node with one value, and return the value's name, that of the node."""
        make = self._onnx.helper.make_node
        self.nodes.append(make(operator, inputs, [name], name=name, **attributes))
        return name

    def constant(self, name: str, array: FloatArray) -> str:
        """Add a constant, float32, and return its name."""
        whole = np.array(array, np.float32, order="C")
        self.constants.append(self._onnx.numpy_helper.from_array(whole, name))
        return name

    def described(self, name: str, shape: list[str | int]) -> Any:
        """Return the description of an input or output, float32."""
        kind = self._onnx.TensorProto.FLOAT
        return self._onnx.helper.make_tensor_value_info(name, kind, shape)

    def rename_last(self, name: str) -> None:
        """Give the last node's value another name."""
        self.nodes[-1].output[0] = name


def _append(graph: _Graph, layer: Layer, name: str, value: str, shape: tuple[int, ...]) -> str:
    """Add what a layer computes of a value, one sample of which has a shape; return its name."""
    return _EXPORTERS[type(layer)](graph, layer, name, value, shape)


def _convolution(graph: _Graph, layer: Conv2d, name: str, value: str, _: tuple[int, ...]) -> str:
    parameters = layer.parameters()
    # (outputs, column tap, row tap, inputs) to (outputs, inputs, row tap, column tap).
    weight = graph.constant(f"{name}.weight", parameters["weight"].transpose(0, 3, 2, 1))
    inputs = [value, weight]
    if "bias" in parameters:
        inputs.append(graph.constant(f"{name}.bias", parameters["bias"]))
    margin = layer.kernel // 2
    side = [layer.kernel] * 2
    return graph.add("Conv", name, inputs, kernel_shape=side, pads=[margin] * 4)


def _linear(graph: _Graph, layer: Linear, name: str, value: str, _: tuple[int, ...]) -> str:
    arrays = layer.parameters()
    inputs = [value, *(graph.constant(f"{name}.{key}", arrays[key]) for key in ("weight", "bias"))]
    return graph.add("Gemm", name, inputs, transB=1)


def _batch_norm(graph: _Graph, layer: BatchNorm, name: str, value: str, _: tuple[int, ...]) -> str:
    arrays = layer.parameters() | layer.buffers()
    keys = ("scale", "shift", "mean", "variance")
    inputs = [value, *(graph.constant(f"{name}.{key}", arrays[key]) for key in keys)]
    return graph.add("BatchNormalization", name, inputs, epsilon=EPSILON)


def _flatten(graph: _Graph, _: Flatten, name: str, value: str, shape: tuple[int, ...]) -> str:
    if len(shape) == PICTURE_AXES and shape[-1] > 1:
        value = graph.add("Transpose", f"{name}.turned", [value], perm=[0, 2, 3, 1])
    return graph.add("Flatten", name, [value])


def _dropout(_: _Graph, __: Dropout, ___: str, value: str, ____: tuple[int, ...]) -> str:
    return value


def _max_pool(graph: _Graph, layer: MaxPool2d, name: str, value: str, _: tuple[int, ...]) -> str:
    side = [layer.side] * 2
    return graph.add("MaxPool", name, [value], kernel_shape=side, strides=side)


def _average_pool(
    graph: _Graph, layer: AveragePool2d, name: str, value: str, _: tuple[int, ...]
) -> str:
    side = [layer.side] * 2
    return graph.add("AveragePool", name, [value], kernel_shape=side, strides=side)


def _global_average_pool(
    graph: _Graph, _: GlobalAveragePool2d, name: str, value: str, __: tuple[int, ...]
) -> str:
    means = graph.add("GlobalAveragePool", f"{name}.means", [value])
    return graph.add("Flatten", name, [means])


def _residual(graph: _Graph, layer: Residual, name: str, value: str, shape: tuple[int, ...]) -> str:
    around = value
    if layer.projection is not None:
        around = _append(graph, layer.projection, f"{name}.projection", value, shape)
    for number, inner in enumerate(layer.chain):
        value = _append(graph, inner, f"{name}.{number}", value, shape)
        shape = inner.output_shape(shape)
    return graph.add("Add", name, [value, around])


def _committee(
    graph: _Graph, layer: Committee, name: str, value: str, shape: tuple[int, ...]
) -> str:
    values = []
    for member, chain in enumerate(layer.members):
        own, given = value, shape
        for number, inner in enumerate(chain):
            own = _append(graph, inner, f"{name}.{member}.{number}", own, given)
            given = inner.output_shape(given)
        values.append(own)
    return graph.add("Mean", name, values)


def _activation(operator: str, **attributes: Any) -> Callable[..., str]:
    def append(graph: _Graph, _: Layer, name: str, value: str, __: tuple[int, ...]) -> str:
        return graph.add(operator, name, [value], **attributes)

    return append


#: What adds a layer to a graph, by the layer's type.
_EXPORTERS: dict[type[Layer], Callable[..., str]] = {
    AveragePool2d: _average_pool,
    BatchNorm: _batch_norm,
    Committee: _committee,
    Conv2d: _convolution,
    Dropout: _dropout,
    Flatten: _flatten,
    GELU: _activation("Gelu", approximate="tanh"),
    GlobalAveragePool2d: _global_average_pool,
    Linear: _linear,
    MaxPool2d: _max_pool,
    ReLU: _activation("Relu"),
    Residual: _residual,
    Sigmoid: _activation("Sigmoid"),
    Tanh: _activation("Tanh"),
}


def _imported(package: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError:
        raise UsageError(
            f"the package {package} is missing: install Scrivano with its optional group onnx, "
            "for example by `pip install 'scrivano[onnx]'`"
        ) from None

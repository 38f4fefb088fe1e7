"""Whatever is done to a model file: a model, or an error of Scrivano's, in time and memory."""

import json
import re

import numpy as np
import pytest

from model.architectures import build
from model.preprocess import Preprocessing
from model.recogniser import Recogniser
from model.storage import save_recogniser


@pytest.fixture(scope="module")
def valid(tmp_path_factory):
    """Bytes of a small valid model."""
    path = tmp_path_factory.mktemp("model") / "m.safetensors"
    network = build("small", 10).initialise(np.random.default_rng(0))
    save_recogniser(path, Recogniser(network, "0123456789", Preprocessing(), 1.5, {"note": "x"}))
    return path.read_bytes()


def header_of(data):
    size = int.from_bytes(data[:8], "little")
    return data[8 : 8 + size], data[8 + size :]


def words(header):
    """Split JSON into words, numbers and marks."""
    return re.findall(rb"[\w.]+|[^\w.]", header)


def test_mutated_bytes(cell, explore, mutated, valid):
    assert cell("model", {"m.safetensors": valid}) == "loaded"
    explore(mutated([valid]), lambda case: cell("model", {"m.safetensors": case}), 30)


def test_mutated_descriptions(cell, explore, mutated, valid):
    """The header is mutated entry by entry, and its length is made to fit."""
    header, tensors = header_of(valid)

    def check(case):
        content = len(case).to_bytes(8, "little") + case + tensors
        cell("model", {"m.safetensors": content})

    explore(mutated([header], split=words), check, 60)


def test_mutated_networks(cell, explore, mutated, valid):
    """The texts in the header are mutated one by one, so that the header itself stays JSON."""
    header, tensors = header_of(valid)
    content = json.loads(header)
    texts = content["__metadata__"]
    names = sorted(texts)
    joined = "\x00".join(texts[name] for name in names).encode()

    def check(case):
        values = case.decode(errors="replace").split("\x00")
        content["__metadata__"] = dict(zip(names, values, strict=False))
        described = json.dumps(content).encode()
        cell("model", {"m.safetensors": len(described).to_bytes(8, "little") + described + tensors})

    explore(mutated([joined], split=words), check, 80)

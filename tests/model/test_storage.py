"""Model files: the same bytes, the same readings, and every bad file refused with advice."""

import hashlib
import json
import pickle

import numpy as np
import pytest
from safetensors.numpy import load_file, save, save_file

from model.architectures import build
from model.preprocess import Preprocessing
from model.recogniser import Recogniser
from model.storage import load_recogniser, model_digest, save_recogniser
from schemas.errors import ModelFileError, OutputError


def make(seed=0, name="small"):
    network = build(name, 10).initialise(np.random.default_rng(seed))
    card = {"metrics": {"accuracy": 0.5}, "architecture": name}
    return Recogniser(network, "0123456789", Preprocessing(), 1.7, card)


@pytest.fixture(name="path")
def _path(tmp_path):
    path = tmp_path / "digits.safetensors"
    save_recogniser(path, make())
    return path


def header_of(path):
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + size])["__metadata__"]


def rewrite(path, tensors=None, **changes):
    """Write the file anew with other tensors or header entries (None: left out)."""
    header = header_of(path)
    for key, value in changes.items():
        if value is None:
            del header[key]
        else:
            header[key] = json.dumps(value)
    save_file(load_file(path) if tensors is None else tensors, path, header)


def test_round_trip_reads_the_same(path):
    recogniser, again = make(), load_recogniser(path)
    rng = np.random.default_rng(1)
    glyphs = [rng.integers(0, 256, (20, 14)).astype(np.uint8) for _ in range(5)]
    np.testing.assert_array_equal(again.probabilities(glyphs), recogniser.probabilities(glyphs))
    assert again.alphabet == recogniser.alphabet
    assert again.preprocessing == recogniser.preprocessing
    assert again.temperature == recogniser.temperature
    assert again.card == recogniser.card


@pytest.mark.parametrize("name", ["reference", "default"])
def test_every_architecture_can_be_stored(tmp_path, name):
    save_recogniser(tmp_path / "m", make(name=name))
    again = load_recogniser(tmp_path / "m").network
    for key, array in make(name=name).network.tensors().items():
        np.testing.assert_array_equal(array, again.tensors()[key])


def test_the_same_model_gives_the_same_bytes(path, tmp_path):
    for attempt in range(3):
        other = tmp_path / f"{attempt}.safetensors"
        save_recogniser(other, make())
        assert other.read_bytes() == path.read_bytes()
    save_recogniser(other, make(seed=1))
    assert other.read_bytes() != path.read_bytes()


def test_a_loaded_model_is_saved_as_it_was(path, tmp_path):
    save_recogniser(tmp_path / "again", load_recogniser(path))
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def test_nothing_but_the_file_is_left(path):
    save_recogniser(path, make(seed=2))
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_failed_save_keeps_the_old_file(path, monkeypatch):
    before = path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match=r"digits.safetensors.*No space left"):
        save_recogniser(path, make(seed=2))
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_digest(path):
    assert model_digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(ModelFileError, match="cannot be read"):
        model_digest(path.with_name("none"))


BAD_BYTES = {
    "empty": lambda data: b"",
    "text": lambda data: b"this is no model\n" * 50,
    "pickle": lambda data: pickle.dumps({"weight": [1.0]}),
    "cut header": lambda data: data[:300],
    "cut tensors": lambda data: data[:-100],
    "longer": lambda data: data + b"\0" * 8,
    "huge header": lambda data: (1 << 62).to_bytes(8, "little") + data[8:],
}


@pytest.mark.parametrize("name", BAD_BYTES)
def test_damaged_files_are_refused(path, name):
    path.write_bytes(BAD_BYTES[name](path.read_bytes()))
    with pytest.raises(ModelFileError, match=r"digits\.safetensors: .*damaged.*scrivano train"):
        load_recogniser(path)


def test_pickles_are_never_run(path, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    path.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ModelFileError):
        load_recogniser(path)
    assert not (tmp_path / "sprung").exists()


BAD_HEADERS = {
    "another version": ({"version": 2}, "format version 2"),
    "no version": ({"version": None}, "format version None"),
    "another format": ({"format": "other"}, "not marked as a model"),
    "no format": ({"format": None}, "not marked as a model"),
    "no alphabet": ({"alphabet": None}, "lacks alphabet"),
    "short alphabet": ({"alphabet": "01234"}, "5 characters"),
    "double alphabet": ({"alphabet": "0012345678"}, "twice"),
    "alphabet of another kind": ({"alphabet": 7}, "not a text"),
    "card of another kind": ({"card": [1]}, "not a mapping"),
    "negative temperature": ({"temperature": -1}, "above 0"),
    "temperature of another kind": ({"temperature": "warm"}, "warm"),
    "unknown layer": (
        {"network": {"input_shape": [1, 32, 32], "layers": [{"kind": "x"}]}},
        "no layer of kind",
    ),
    "no layers": ({"network": {}}, "not the description of a network"),
    "other layers": (
        {"network": build("reference", 10).to_spec()},
        "tensors missing",
    ),
    "endless layer": (
        {
            "network": {
                "input_shape": [1, 32, 32],
                "layers": [{"kind": "linear", "inputs": 10**9, "outputs": 10**9}],
            }
        },
        "no model that this version can use",
    ),
    "other side": ({"preprocessing": {"side": 16}}, "16 x 16"),
    "unknown preprocessing": ({"preprocessing": {"colour": 1}}, "colour"),
    "preprocessing of another kind": ({"preprocessing": {"margin": "wide"}}, "margin"),
}


@pytest.mark.parametrize("name", BAD_HEADERS)
def test_headers_that_promise_something_else_are_refused(path, name):
    changes, message = BAD_HEADERS[name]
    rewrite(path, **changes)
    with pytest.raises(ModelFileError, match=message) as caught:
        load_recogniser(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "scrivano train" in str(caught.value)


def test_headers_that_are_no_json_are_refused(path):
    header = header_of(path) | {"network": "{"}
    save_file(load_file(path), path, header)
    with pytest.raises(ModelFileError, match="no model that this version can use"):
        load_recogniser(path)


def test_other_peoples_safetensors_are_refused(path):
    path.write_bytes(save({"weight": np.zeros(3, np.float32)}))
    with pytest.raises(ModelFileError, match="not marked as a model"):
        load_recogniser(path)


def bad_tensors(name, tensors):
    first = sorted(tensors)[0]
    if name == "missing":
        del tensors[first]
    elif name == "extra":
        tensors["9.more"] = np.zeros(1, np.float32)
    elif name == "shape":
        tensors[first] = tensors[first][..., :0]
    elif name == "type":
        tensors[first] = tensors[first].astype(np.float64)
    elif name in ("nan", "inf"):
        tensors[first].flat[0] = float(name)
    elif name == "variance":
        variance = next(key for key in tensors if key.endswith(".variance"))
        tensors[variance][...] = -1
    return tensors


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing", "tensors missing"),
        ("extra", "9.more"),
        ("shape", "tensor 0.weight is"),
        ("type", "float64, not float32"),
        ("nan", "not finite"),
        ("inf", "not finite"),
        ("variance", "not finite"),
    ],
)
def test_tensors_that_are_not_the_networks_are_refused(path, name, message):
    tensors = {key: array.copy() for key, array in load_file(path).items()}
    rewrite(path, bad_tensors(name, tensors))
    with pytest.raises(ModelFileError, match=message):
        load_recogniser(path)


def test_missing_files_and_folders_are_refused(tmp_path):
    with pytest.raises(ModelFileError, match=r"none: .*No such file"):
        load_recogniser(tmp_path / "none")
    with pytest.raises(ModelFileError, match="directory"):
        load_recogniser(tmp_path)

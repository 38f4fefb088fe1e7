"""Storage: recognisers as files in the safetensors format, which can hold numbers and text only.

The header's metadata holds one JSON text a key, with sorted keys: the format's name and version,
the network's description, alphabet, preprocessing, temperature and card. The same recogniser always
gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from model.layer import FloatArray
from model.network import Network
from model.preprocess import Preprocessing
from model.recogniser import Recogniser
from schemas.errors import ModelFileError, OutputError

FORMAT = "scrivano-model"
FORMAT_VERSION = 1

_KEYS = ("alphabet", "card", "format", "network", "preprocessing", "temperature", "version")
_ADVICE = "Train it anew with `scrivano train`, or name another model."
#: What building a network from descriptions that contradict themselves can end in.
_INCONSISTENT = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
_DIGEST_CHUNK = 1 << 20


def save_recogniser(path: Path, recogniser: Recogniser) -> None:
    """Write a recogniser to a file, which is there in full or not at all.

    Parameters
    ----------
    path : pathlib.Path
        File to write; an existing one is replaced.
    recogniser : model.recogniser.Recogniser
        What to write; its card holds JSON values only.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    metadata = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "network": recogniser.network.to_spec(),
        "alphabet": recogniser.alphabet,
        "preprocessing": recogniser.preprocessing.to_dict(),
        "temperature": recogniser.temperature,
        "card": dict(recogniser.card),
    }
    texts = {key: json.dumps(value, sort_keys=True) for key, value in metadata.items()}
    tensors = {
        name: np.ascontiguousarray(array, np.float32)
        for name, array in sorted(recogniser.network.tensors().items())
    }
    write_whole(path, _sorted_header(save(tensors, texts)))


def load_recogniser(path: Path) -> Recogniser:
    """Read a recogniser from a file.

    Parameters
    ----------
    path : pathlib.Path
        File written by `save_recogniser`.

    Returns
    -------
    model.recogniser.Recogniser

    Raises
    ------
    ModelFileError
        If the file cannot be read, is no model file of this version, or its parts do not go
        together. Nothing in the file is ever run.
    """
    try:
        metadata, tensors = _read(path)
        recogniser = _rebuilt(metadata)
        recogniser.network.load_tensors(tensors)
        _try_out(recogniser)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ModelFileError(f"{path}: the model file cannot be read ({reason}).") from None
    except SafetensorError as error:
        raise _refused(path, f"is no safetensors file, or is damaged ({error})") from None
    except _INCONSISTENT as error:
        raise _refused(path, f"is no model that this version can use: {error}") from None
    return recogniser


def model_digest(path: Path) -> str:
    """Return the SHA-256 of a model file's bytes, hex.

    Raises
    ------
    ModelFileError
        If the file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_DIGEST_CHUNK):
                digest.update(chunk)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ModelFileError(f"{path}: the model file cannot be read ({reason}).") from None
    return digest.hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there in full or not at all; folders are made as needed.

    Raises
    ------
    OutputError
        If it cannot be written; what stood there before still does.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: the model file cannot be written ({reason}).") from None


def _refused(path: Path, why: str) -> ModelFileError:
    return ModelFileError(f"{path}: {why}. {_ADVICE}")


def _read(path: Path) -> tuple[dict[str, Any], dict[str, FloatArray]]:
    # Opened here first, so that a missing file or a folder ends in an OSError that says which.
    with path.open("rb"):
        pass
    with safe_open(path, framework="np") as file:
        texts: Mapping[str, str] = file.metadata() or {}
        if "format" not in texts or json.loads(texts["format"]) != FORMAT:
            raise ValueError("it is not marked as a model of Scrivano")
        version = json.loads(texts.get("version", "null"))
        if version != FORMAT_VERSION:
            raise ValueError(f"it is of format version {version}, not {FORMAT_VERSION}")
        missing = [key for key in _KEYS if key not in texts]
        if missing:
            raise ValueError(f"its header lacks {', '.join(missing)}")
        metadata = {key: json.loads(texts[key]) for key in _KEYS}
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    for name, array in tensors.items():
        if array.dtype != np.float32:
            raise ValueError(f"tensor {name} is of type {array.dtype}, not float32")
        if not np.isfinite(array).all():
            raise ValueError(f"tensor {name} holds values that are not finite")
    return metadata, tensors


def _rebuilt(metadata: Mapping[str, Any]) -> Recogniser:
    alphabet, card = metadata["alphabet"], metadata["card"]
    if not isinstance(alphabet, str) or not isinstance(card, dict):
        raise ValueError("its alphabet is not a text, or its card not a mapping")
    for name, value in dict(metadata["preprocessing"]).items():
        if not isinstance(value, int | float):
            raise ValueError(f"preprocessing {name} is {value!r}, not a number")
    return Recogniser(
        network=Network.from_spec(metadata["network"]),
        alphabet=alphabet,
        preprocessing=Preprocessing.from_dict(metadata["preprocessing"]),
        temperature=float(metadata["temperature"]),
        card=card,
    )


def _try_out(recogniser: Recogniser) -> None:
    """Recognise an empty glyph: weights can be finite and yet of no use."""
    with np.errstate(all="ignore"):
        probabilities = recogniser.probabilities([np.zeros((1, 1), np.uint8)])
    if not np.isfinite(probabilities).all():
        raise ValueError("its network gives values that are not finite")


def _sorted_header(data: bytes) -> bytes:
    """Return safetensors bytes with sorted keys in the header; the library leaves them unsorted."""
    size = int.from_bytes(data[:8], "little")
    header = json.dumps(json.loads(data[8 : 8 + size]), sort_keys=True, separators=(",", ":"))
    # Tensors begin at a multiple of eight bytes, as the library has them.
    padded = header.encode() + b" " * (-len(header.encode()) % 8)
    return len(padded).to_bytes(8, "little") + padded + data[8 + size :]

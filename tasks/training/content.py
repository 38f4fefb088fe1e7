"""Content of model files in memory, for stores that are no folders."""

from __future__ import annotations

import tempfile
from pathlib import Path

from model.recogniser import Recogniser
from model.storage import load_recogniser, save_recogniser


def recogniser_content(recogniser: Recogniser) -> bytes:
    """Return what `save_recogniser` writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        save_recogniser(path, recogniser)
        return path.read_bytes()


def recogniser_from(content: bytes) -> Recogniser:
    """Read a recogniser from a model file's content.

    Raises
    ------
    ModelFileError
        If it is no model.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        path.write_bytes(content)
        return load_recogniser(path)

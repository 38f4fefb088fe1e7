"""Readers of pages: Scrivano, and others beside it where they are installed."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from model.recogniser import Recogniser
from schemas.settings import ReadingSettings, TranscribeSettings
from tasks.inspection.stages import read_stages
from tasks.reading.choice import choose_model
from tasks.reading.known import Context, context_of
from tasks.reading.lexicon import language_words

Pixels = npt.NDArray[np.uint8]
Reader = Callable[[Pixels], str]

OURS = "scrivano"
PEERS = ("tesseract", "rapidocr")
#: One block of text in a known resolution: of Tesseract's ways to read a page the best for these.
TESSERACT = ("tesseract", "stdin", "stdout", "-l", "eng", "--psm", "6", "--dpi", "300")
TESSERACT_SECONDS = 120
#: RapidOCR has been published under two names.
RAPID_MODULES = ("rapidocr", "rapidocr_onnxruntime")
#: Boxes whose middles are closer than this, in heights of a box, stand in one line.
SAME_LINE = 0.5

MISSING = {
    "tesseract": "Tesseract is not installed (Debian: apt-get install tesseract-ocr)",
    "rapidocr": "RapidOCR is not installed (pip install '.[bench]')",
}


def missing(name: str) -> str | None:
    """Say why a peer cannot be asked; None if it can."""
    if name == "tesseract":
        return None if shutil.which(TESSERACT[0]) else MISSING[name]
    return None if _rapid_module() else MISSING[name]


@functools.lru_cache(maxsize=4)
def reader_of(name: str, model: Path | None, alphabet: str | None, *, words: bool) -> Reader:
    """Return a reader by name; `model`, `alphabet` and `words` are for Scrivano alone."""
    if name == "tesseract":
        return read_by_tesseract
    if name == "rapidocr":
        return functools.partial(read_by_rapidocr, _rapid_engine())
    _, recogniser = choose_model(model, alphabet)
    frequencies = language_words(ReadingSettings().language) if words else {}
    context = context_of(recogniser.alphabet, frequencies)
    settings = TranscribeSettings().for_alphabet(recogniser.alphabet)
    return functools.partial(read_by_scrivano, recogniser, context, settings)


def read_by_scrivano(
    recogniser: Recogniser, context: Context, settings: TranscribeSettings, pixels: Pixels
) -> str:
    """Read a page by the functions that the flow's stages are made of."""
    return read_stages(pixels, recogniser, context, settings).text


def read_by_tesseract(pixels: Pixels) -> str:
    """Read a page by the program `tesseract`."""
    picture = io.BytesIO()
    Image.fromarray(pixels).save(picture, "PNG", compress_level=1)
    done = subprocess.run(
        TESSERACT,
        input=picture.getvalue(),
        capture_output=True,
        timeout=TESSERACT_SECONDS,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        check=True,
    )
    return done.stdout.decode("utf-8", "replace")


def read_by_rapidocr(engine: Any, pixels: Pixels) -> str:
    """Read a page by RapidOCR; its boxes are put in order, line by line."""
    result = engine(np.ascontiguousarray(pixels[:, :, ::-1]))  # it takes blue, green, red
    if isinstance(result, tuple):
        found = [(np.array(box, dtype=float), text) for box, text, *_ in result[0] or []]
    elif result.boxes is None:
        found = []
    else:
        found = [
            (np.asarray(box, dtype=float), text)
            for box, text in zip(result.boxes, result.txts, strict=True)
        ]
    return in_lines(found)


def in_lines(found: list[tuple[npt.NDArray[np.float64], str]]) -> str:
    """Put texts in reading order: their boxes are (4, 2) corners, column before row.

    A box goes into the line before it if it stands at its height. Lines are told along the boxes'
    own slope, so that a tilted page is not mixed up.
    """
    if not found:
        return ""
    edges = np.array([box[1] - box[0] for box, _ in found])
    slope = float(np.median(np.arctan2(edges[:, 1], np.maximum(edges[:, 0], 1.0))))
    placed = []
    for box, text in found:
        col, row = box.mean(axis=0)
        height = float(np.hypot(*(box[3] - box[0])))
        level = row * np.cos(slope) - col * np.sin(slope)
        placed.append(
            (float(level), float(col * np.cos(slope) + row * np.sin(slope)), height, text)
        )
    placed.sort()
    lines: list[list[tuple[float, float, float, str]]] = []
    for one in placed:
        if lines and one[0] - lines[-1][-1][0] < SAME_LINE * one[2]:
            lines[-1].append(one)
        else:
            lines.append([one])
    ordered = [sorted(line, key=lambda one: one[1]) for line in lines]
    return "\n".join(" ".join(text for *_, text in line) for line in ordered)


def _rapid_module() -> str | None:
    return next((name for name in RAPID_MODULES if importlib.util.find_spec(name)), None)


def _rapid_engine() -> Any:
    name = _rapid_module()
    assert name is not None
    module = importlib.import_module(name)
    if name == "rapidocr_onnxruntime":
        return module.RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
    return module.RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )

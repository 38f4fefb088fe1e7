"""Pen strokes: characters recorded as the points that a pen passed, drawn with pens of any width.

The form is that of the hand-drawn English characters of Chars74K [1]_, kept as JSON.

References
----------
.. [1] T. E. de Campos, B. R. Babu, M. Varma, "Character recognition in natural images",
   VISAPP 2009.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from PIL import Image, ImageDraw

from schemas.alphabet import ALPHABETS
from schemas.errors import DatasetError
from tasks.datasets.classes import class_character
from tasks.datasets.faults import parsing
from tasks.datasets.samples import build_samples

FORM = (
    "a JSON object whose keys are characters and whose values list, writer by writer, strokes "
    "of points [column, row]"
)
#: Longer sides, in pixels, that characters are drawn at: small and large ones on usual scans.
SIDES = (24, 72)
#: Pen widths relative to the longer side: a fine ballpoint to a felt-tip pen.
PENS = (0.04, 0.16)
#: Pixels are drawn so many times finer, then averaged, for soft edges.
FINER = 4

Stroke = npt.NDArray[np.float64]


def load_strokes(path: Path, *, seed: int = 0) -> pa.Table:
    """Load characters from pen strokes and draw them.

    Parameters
    ----------
    path : pathlib.Path
        A JSON file: for each character a list with, for each writer, a list of strokes, each a
        list of points (column, row). A writer's place in the list is the writer's name; null or
        an empty list stands for a character that a writer left out.
    seed : int, optional
        Draws size and pen of each sample.

    Raises
    ------
    DatasetError
        If the file is not of this form.
    """
    rng = np.random.default_rng(seed)
    pictures, labels, writers = [], [], []
    for label, drawings in _by_label(_read(path), path.name):
        for number, drawing in enumerate(drawings, start=1):
            strokes = _strokes(drawing, f"{path.name}, {label!r} of writer {number}")
            if strokes:
                side = float(rng.uniform(*SIDES))
                pictures.append(draw_strokes(strokes, side, side * float(rng.uniform(*PENS))))
                labels.append(label)
                writers.append(f"{number:03d}")
    return build_samples(path.stem, pictures, labels, writers=writers)


def draw_strokes(strokes: list[Stroke], side: float, pen: float) -> npt.NDArray[np.uint8]:
    """Draw strokes with a round pen.

    Parameters
    ----------
    strokes : list of (P, 2) ndarray of float64
        Points (column, row) in any unit.
    side : float
        Longer side that the strokes' points are scaled to, in pixels.
    pen : float
        Width of the pen, in pixels.

    Returns
    -------
    (H, W) ndarray of uint8
        255 ink on 0 paper, with a pixel of paper around.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    longest = float((high - low).max())
    scale = FINER * side / longest if longest > 0 else 1.0
    radius = max(FINER * pen / 2, 0.5)
    inset = radius + FINER
    width, height = (np.ceil(((high - low) * scale + 2 * inset) / FINER) * FINER).astype(int)
    image = Image.new("L", (int(width), int(height)))
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        path = [(float(c), float(r)) for c, r in (stroke - low) * scale + inset]
        if len(path) > 1:
            draw.line(path, fill=255, width=max(1, round(2 * radius)))
        for column, row in path:
            draw.ellipse((column - radius, row - radius, column + radius, row + radius), fill=255)
    image = image.resize((image.width // FINER, image.height // FINER), Image.Resampling.BOX)
    return np.asarray(image)


def _read(path: Path) -> dict[str, Any]:
    with parsing(path.name, FORM):
        content = json.loads(path.read_bytes())
    if not isinstance(content, dict) or not content:
        raise DatasetError(f"{path.name}: holds no object with keys; expected {FORM}")
    return content


def _by_label(content: dict[str, Any], name: str) -> list[tuple[str, list[Any]]]:
    """Pair characters with their drawings, in the full alphabet's order whatever the file's."""
    found: dict[str, list[Any]] = {}
    for key, drawings in content.items():
        label = class_character(key)
        if label is None or label in found or not isinstance(drawings, list):
            raise DatasetError(f"{name}: key {key!r} is no character's list; expected {FORM}")
        found[label] = drawings
    return [(label, found[label]) for label in ALPHABETS["full"] if label in found]


def _strokes(drawing: Any, name: str) -> list[Stroke]:
    if drawing is None:
        return []
    try:
        strokes = [np.asarray(stroke, np.float64) for stroke in drawing]
        strokes = [stroke for stroke in strokes if stroke.size]
        fitting = all(
            stroke.ndim == 2 and stroke.shape[1] == 2 and np.isfinite(stroke).all()
            for stroke in strokes
        )
    except (TypeError, ValueError):
        fitting = False
    if not fitting:
        raise DatasetError(f"{name}: is no list of strokes of points; expected {FORM}")
    return strokes

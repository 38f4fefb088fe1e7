"""Synthetic glyphs: single hand-printed characters, and tables of them to train on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.ndimage import gaussian_filter

from schemas.alphabet import ALPHABETS, kind_of
from schemas.samples import Samples
from schemas.validation import arrow_schema, validated
from tasks.synthesis.pen import Ink, cut_ink, ink_strokes
from tasks.synthesis.writer import Writer, draw_writer, trace_character

SOURCE = "synthetic"

_TIMES_PER_WRITER = 2  # how often a writer prints each character of the alphabet
_HEIGHTS = (20.0, 72.0)  # cap heights of samples, pixels: small notes to large capitals
_BINARY_SHARE = 0.4  # share of samples in pure black and white, as thresholded scans are
_BREAK_SHARE = 0.15  # share of samples with a small break in a stroke
_MARGIN = 3  # pixels of paper kept about the ink while it is blurred
_PAPER_LEVEL = 40  # grey levels; fainter ink is taken for paper, as segmentation would
_FULL = 255.0


def draw_glyph(
    character: str, writer: Writer, rng: np.random.Generator, height: float
) -> npt.NDArray[np.uint8]:
    """Draw a character as a writer prints it, on clean paper.

    Parameters
    ----------
    character : str
        One character of the full alphabet.
    writer : Writer
        Who prints it.
    rng : numpy.random.Generator
        Where what differs from one time to the next comes from.
    height : float
        Height of the writer's capitals, pixels.

    Returns
    -------
    numpy.ndarray
        (H, W) uint8, 255 full ink on 0 paper, cut close to the ink. H is near `height` for
        capitals and digits, and as much smaller or larger as other characters are.

    Raises
    ------
    ValueError
        If the character has no templates or the height is not positive.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> draw_glyph("A", Writer("anna", seed=1), rng, height=40.0).dtype
    dtype('uint8')
    """
    if height <= 0:
        raise ValueError(f"height {height}: expected pixels above 0")
    return ink_character(character, writer, rng, height).pixels


def ink_character(character: str, writer: Writer, rng: np.random.Generator, height: float) -> Ink:
    """Draw a character on clean paper, and say where it stands about its baseline.

    Parameters
    ----------
    character, writer, rng, height
        As for `draw_glyph`.

    Returns
    -------
    Ink
        Row `height` of its frame is the baseline, row 0 the cap line.
    """
    strokes = [path * height for path in trace_character(character, writer, rng)]
    return ink_strokes(strokes, writer.pen_width * height, writer.pressure, rng)


def draw_samples(count: int, alphabet: str, rng: np.random.Generator) -> pa.Table:
    """Draw labelled characters of many writers, as they look when cut from photographed pages.

    Each writer prints every character of the alphabet equally often, so that labels are balanced.

    Parameters
    ----------
    count : int
        How many samples.
    alphabet : str
        The characters to draw.
    rng : numpy.random.Generator
        Where every random draw comes from.

    Returns
    -------
    pyarrow.Table
        Schema `schemas.samples.Samples`, source ``"synthetic"``, writers ``"synthetic-0000"`` and
        so on, split ``"train"``.

    Raises
    ------
    ValueError
        If the count is negative, or the alphabet empty or beyond the full alphabet.
    """
    strange = sorted(set(alphabet) - set(ALPHABETS["full"]))
    if count < 0 or not alphabet or strange:
        raise ValueError(
            f"{count} samples of alphabet {alphabet!r}: expected a count from 0 and characters of "
            f"the full alphabet (strange: {''.join(strange)!r})"
        )
    labels: list[str] = []
    writers: list[str] = []
    pictures: list[npt.NDArray[np.uint8]] = []
    while len(labels) < count:
        writer = draw_writer(f"{SOURCE}-{len(labels) // _share(alphabet):04d}", rng)
        order = rng.permutation(list(alphabet) * _TIMES_PER_WRITER)
        for label in order[: count - len(labels)].tolist():
            labels.append(label)
            writers.append(writer.name)
            pictures.append(_photographed(label, writer, rng))
    return _sample_table(labels, writers, pictures)


def _share(alphabet: str) -> int:
    return len(alphabet) * _TIMES_PER_WRITER


def _photographed(
    character: str, writer: Writer, rng: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """Draw a character with the edges that cameras, scanners and thresholds leave."""
    height = float(np.exp(rng.uniform(*np.log(_HEIGHTS))))
    clean = ink_character(character, writer, rng, height).pixels
    ink = np.pad(clean, _MARGIN).astype(np.float32) / _FULL
    if rng.random() < _BREAK_SHARE:
        _break_stroke(ink, writer.pen_width * height, rng)
    ink = gaussian_filter(ink, rng.uniform(0.0, 0.018) * height + 0.2)
    darkest = float(ink.max())
    if darkest <= 0:
        return clean
    ink = ink / darkest
    grain = gaussian_filter(rng.normal(0.0, 1.0, ink.shape).astype(np.float32), 0.6)
    ink = ink + rng.uniform(0.0, 0.25) * grain * ink  # grain shows in ink, paper is cleaned
    if rng.random() < _BINARY_SHARE:
        ink = (ink > rng.uniform(0.35, 0.55)).astype(np.float32)
    levels = np.round(np.clip(ink, 0.0, 1.0) * _FULL).astype(np.uint8)
    levels[levels < _PAPER_LEVEL] = 0
    picture = cut_ink(levels).pixels
    return picture if picture.any() else clean


def _break_stroke(ink: npt.NDArray[np.float32], pen: float, rng: np.random.Generator) -> None:
    """Wipe a small disc of ink away, at a random inked pixel."""
    rows, cols = np.nonzero(ink > 0.5)
    if len(rows) < 8 * pen * pen:  # dots and dashes would be gone
        return
    at = int(rng.integers(len(rows)))
    row, col = np.ogrid[: ink.shape[0], : ink.shape[1]]
    radius = pen * rng.uniform(0.3, 0.7)
    ink[(row - rows[at]) ** 2 + (col - cols[at]) ** 2 <= radius * radius] = 0.0


def _sample_table(
    labels: list[str], writers: list[str], pictures: list[npt.NDArray[np.uint8]]
) -> pa.Table:
    sizes = np.array([picture.size for picture in pictures], dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    flat = np.concatenate([p.ravel() for p in pictures]) if pictures else np.zeros(0, np.uint8)
    columns = {
        "source": pa.array([SOURCE] * len(labels), pa.string()),
        "sample": pa.array(np.arange(len(labels), dtype=np.int32)),
        "label": pa.array(labels, pa.string()),
        "kind": pa.array([kind_of(label) for label in labels], pa.string()),
        "writer": pa.array(writers, pa.string()),
        "split": pa.array(["train"] * len(labels), pa.string()),
        "height": pa.array([picture.shape[0] for picture in pictures], pa.int32()),
        "width": pa.array([picture.shape[1] for picture in pictures], pa.int32()),
        "pixels": pa.ListArray.from_arrays(pa.array(offsets), pa.array(flat)),
    }
    return validated(pa.table(columns, schema=arrow_schema(Samples)), Samples)

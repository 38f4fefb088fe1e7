"""Preprocessing: pictures of characters, of any size and pen, brought to one size and a usual pen.

The same function serves training samples and glyphs cut from pages, so a network never meets a
picture that was prepared in another way. It removes what tells sources apart and says nothing about
the character: size, place, contrast and the width of very thin and very thick pens. Pens of usual
widths are left as they are: whatever redraws a stroke rounds corners off and closes gaps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from model.blur import blur_matrices

Floats = npt.NDArray[np.float32]

#: Side of the square on which the pen is measured; more pixels would not change what is measured.
CANVAS = 64
#: Empty pixels kept around a glyph on the canvas, so that its outline is closed.
BORDER = 2
#: Glyphs prepared at a time: their canvases fit a processor's second-level cache.
CHUNK = 64
#: Pixels fainter than this share of the ink are paper: the grey fringe that scanners leave.
FRINGE = 0.3
#: Grey levels, relative to the ink's own, that become 0 and 1.
PAPER_LEVEL, INK_LEVEL = 0.15, 0.85
#: A ridge fainter than this share of the strongest is not lifted to full ink: it may be noise.
FAINTEST_RIDGE = 0.35
#: Reach, in pixels, within which a pixel looks for the ridge of its stroke.
RIDGE_REACH = 2
#: Strokes are taken to be at least so wide, in pixels: thinner ones blur to the same profile.
THINNEST = np.float32(0.25)
#: Keeps divisions by nothing finite.
LEAST = np.float32(1e-6)
#: Settings of models whose file does not state them: one width and one blur for all strokes.
UNSTATED: dict[str, float] = {"tolerance": 0.0, "blur": 1.32, "changing_blur": 0.0}


@dataclass(frozen=True)
class Preprocessing:
    """How glyphs are prepared; stored with a network, for it knows no other preparation.

    Attributes
    ----------
    side : int
        Rows and columns of a prepared glyph.
    margin : float
        Empty pixels left on either end of a glyph's longer side.
    stroke : float
        Usual width of the pen's stroke, in pixels.
    tolerance : float
        Strokes that are wider or narrower than usual by more than this, in pixels, are brought
        nearer, up to it; 0: all strokes are brought to the usual width.
    thicken : float
        Most that a stroke is widened, in pixels.
    thin : float
        Most that a stroke is narrowed, in pixels.
    blur : float
        Blur, in pixels, before strokes are cut anew; more rounds corners off and closes loops.
    changing_blur : float
        Blur added, relative to how much wider or narrower a stroke becomes: without it, strokes
        cannot be widened.
    """

    side: int = 32
    margin: float = 3.0
    stroke: float = 3.1
    tolerance: float = 1.2
    thicken: float = 2.5
    thin: float = 2.0
    blur: float = 0.4
    changing_blur: float = 0.35

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values, for a model file's header."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Preprocessing:
        """Rebuild settings from `to_dict`; older files do not state all of them.

        Raises
        ------
        TypeError
            If a name is unknown.
        """
        return cls(**(UNSTATED | dict(values)))


def normalise_glyphs(glyphs: Sequence[np.ndarray], preprocessing: Preprocessing) -> Floats:
    r"""Bring glyphs to one size, place and contrast, and to a usual stroke width.

    Parameters
    ----------
    glyphs : sequence of (H, W) ndarray of uint8
        Pictures of single characters, 255 ink on 0 paper, each of its own size. Floats in 0..255
        are taken as well.
    preprocessing : Preprocessing
        Size, margin and stroke width to bring them to.

    Returns
    -------
    (N, 1, side, side) ndarray of float32
        Values in 0..1, ink 1. An empty picture gives zeros. What a glyph becomes does not depend
        on the glyphs beside it.

    Notes
    -----
    A glyph is cropped to its ink and measured: from ink area :math:`A` and outline :math:`P` the
    stroke width is that of the bar with the same area and outline. It is then scaled so that, once
    its strokes have the wanted width, its longer side fills the box. A blurred bar of
    width :math:`w` has the profile :math:`\Phi((x + w/2)/\sigma) - \Phi((x - w/2)/\sigma)`;
    cutting it at its value at half the wanted width makes a bar of the wanted width.

    Examples
    --------
    >>> bar = np.full((60, 3), 255, np.uint8)
    >>> picture = normalise_glyphs([bar], Preprocessing())[0, 0]
    >>> picture.shape
    (32, 32)
    >>> rows, columns = (picture > 0.5).any(axis=1).sum(), (picture > 0.5).any(axis=0).sum()
    >>> bool(24 <= rows <= 28), bool(2 <= columns <= 4)
    (True, True)
    """
    prepared = np.zeros((len(glyphs), 1, preprocessing.side, preprocessing.side), np.float32)
    for start in range(0, len(glyphs), CHUNK):
        chunk = glyphs[start : start + CHUNK]
        canvas = np.zeros((len(chunk), CANVAS, CANVAS), np.float32)
        extents = np.zeros((len(chunk), 2), np.float32)
        for position, glyph in enumerate(chunk):
            picture = _reduced(_cropped(np.asarray(glyph)))
            height, width = picture.shape
            canvas[position, BORDER : BORDER + height, BORDER : BORDER + width] = picture
            extents[position] = height, width
        _stretch(canvas)
        widths = stroke_widths(canvas)
        scale = _scales(extents, widths, preprocessing)
        placed = _placed(canvas, extents, scale, preprocessing.side)
        prepared[start : start + len(chunk), 0] = _redrawn(placed, widths, scale, preprocessing)
    return prepared


def stroke_widths(pictures: Floats) -> Floats:
    """Measure the width of the pen's strokes.

    Parameters
    ----------
    pictures : (N, H, W) ndarray of float32
        Ink 1, paper 0, with an empty border.

    Returns
    -------
    (N,) ndarray of float32
        Width, in pixels, of the bar of the same area and outline; 0 where there is no ink.
    """
    area = pictures.sum(axis=(1, 2))
    vertical = pictures[:, 1:] - pictures[:, :-1]
    horizontal = pictures[:, :, 1:] - pictures[:, :, :-1]
    vertical = vertical[:, :, 1:] + vertical[:, :, :-1]
    horizontal = horizontal[:, 1:] + horizontal[:, :-1]
    vertical *= vertical
    horizontal *= horizontal
    vertical += horizontal
    outline = 0.5 * np.sqrt(vertical, out=vertical).sum(axis=(1, 2))
    # A bar has area w l and outline 2 (w + l).
    root = np.sqrt(np.maximum(outline * outline / 4 - 4 * area, 0))
    widths: Floats = (outline / 2 - root) / 2
    return widths


def _cropped(glyph: np.ndarray) -> np.ndarray:
    """Cut off paper, grey fringe and lone pixels around the ink."""
    if glyph.size == 0:
        return np.zeros((1, 1), np.float32)
    peak = glyph.max()
    if peak <= 0:
        return np.zeros((1, 1), np.float32)
    ink = glyph > FRINGE * float(peak)
    rows, columns = np.asarray(ink.any(axis=1)), np.asarray(ink.any(axis=0))
    if min(ink.shape) > 1:
        together = ink.view(np.uint8)
        together = together[1:] + together[:-1]
        pairs = together[:, 1:] + together[:, :-1] > 1
        row_pairs, column_pairs = np.asarray(pairs.any(axis=1)), np.asarray(pairs.any(axis=0))
        if row_pairs.any():
            top, bottom = _span_of_pairs(row_pairs, rows)
            left, right = _span_of_pairs(column_pairs, columns)
            return glyph[top:bottom, left:right].astype(np.float32)
    (top, bottom), (left, right) = _span(rows), _span(columns)
    return glyph[top:bottom, left:right].astype(np.float32)


def _span(inked: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """First inked line and one past the last."""
    return int(inked.argmax()), inked.size - int(inked[::-1].argmax())


def _span_of_pairs(pairs: npt.NDArray[np.bool_], inked: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """First inked line, and one past the last, of those that hold a pair with the next one."""
    first, end = _span(pairs)
    return first + int(not inked[first]), end + int(inked[end])


def _reduced(picture: Floats) -> Floats:
    """Shrink a picture that is larger than the canvas, keeping its aspect ratio."""
    height, width = picture.shape
    room = CANVAS - 2 * BORDER
    longer = max(height, width)
    if longer <= room:
        return picture
    rows = _shrinking(height, max(1, round(height * room / longer)))
    columns = _shrinking(width, max(1, round(width * room / longer)))
    return np.asarray(rows @ picture @ columns.T, np.float32)


@lru_cache(maxsize=1024)
def _shrinking(before: int, after: int) -> Floats:
    """Matrix (after, before) whose rows average the pixels that a larger pixel covers."""
    edges = np.linspace(0, before, after + 1)
    starts, ends = edges[:-1, None], edges[1:, None]
    pixels = np.arange(before)[None]
    covered = np.minimum(ends, pixels + 1) - np.maximum(starts, pixels)
    matrix: Floats = (np.maximum(covered, 0) / (ends - starts)).astype(np.float32)
    matrix.flags.writeable = False
    return matrix


def _stretch(canvas: Floats) -> None:
    """Stretch grey levels in place: paper to 0, the ink's own level to 1."""
    ink = np.einsum("nij,nij->n", canvas, canvas)
    ink /= np.maximum(canvas.sum(axis=(1, 2)), LEAST)
    canvas /= np.maximum(ink, LEAST)[:, None, None] * (INK_LEVEL - PAPER_LEVEL)
    canvas -= PAPER_LEVEL / (INK_LEVEL - PAPER_LEVEL)
    np.clip(canvas, 0, 1, out=canvas)


def _scales(extents: Floats, widths: Floats, preprocessing: Preprocessing) -> Floats:
    """Scales at which glyphs will fill the box once their strokes are redrawn."""
    box = preprocessing.side - 2 * preprocessing.margin
    longer = np.maximum(extents.max(axis=1), 1)
    # A glyph whose stroke stays as it is fills the box. Where the stroke is brought to another
    # width, the path of the pen fills the box less one stroke; where it cannot be, the longer side
    # grows or shrinks by what the stroke does.
    path = np.maximum(longer - widths, LEAST)
    narrow, wide = _widths_kept(preprocessing)
    scale: Floats = np.clip(
        np.clip(box / longer, (box - wide) / path, (box - narrow) / path),
        (box - preprocessing.thicken) / longer,
        (box + preprocessing.thin) / longer,
    ).astype(np.float32)
    return scale


def _widths_kept(preprocessing: Preprocessing) -> tuple[float, float]:
    """Return the narrowest and the widest stroke that glyphs are drawn with."""
    stroke, tolerance = preprocessing.stroke, preprocessing.tolerance
    return stroke - tolerance, stroke + tolerance


def _placed(canvas: Floats, extents: Floats, scale: Floats, side: int) -> Floats:
    """Scale glyphs and centre them; (N, side, side)."""
    centres = BORDER + extents / np.float32(2)
    rows = _scaling(centres[:, 0], scale, side)
    columns = _scaling(centres[:, 1], scale, side)
    return np.asarray(rows @ canvas @ columns.transpose(0, 2, 1), np.float32)


def _scaling(centres: Floats, scale: Floats, side: int) -> Floats:
    """Matrices (N, side, CANVAS) that bring a line's centre to the middle at a scale.

    Linear interpolation; where the line shrinks, its triangle widens to average what it covers.
    """
    aims = np.arange(side, dtype=np.float32) + np.float32(0.5 - side / 2)
    sought = aims / scale[:, None] + centres[:, None]
    reach = np.maximum(1 / scale, 1)[:, None, None]
    pixels = np.arange(CANVAS, dtype=np.float32) + np.float32(0.5)
    weights = sought[:, :, None] - pixels
    np.abs(weights, out=weights)
    weights /= -reach
    weights += 1
    np.maximum(weights, 0, out=weights)
    # At the canvas's edge the triangle is cut; what is cut off is paper, so it still counts.
    weights /= np.maximum(weights.sum(axis=2, keepdims=True), reach / 2)
    return weights


def _redrawn(
    pictures: Floats, widths: Floats, scale: Floats, preprocessing: Preprocessing
) -> Floats:
    """Redraw strokes, of the widths measured before scaling, with a pen of usual width."""
    widths = np.maximum(widths * scale, THINNEST)
    wanted = np.clip(
        np.clip(widths, *_widths_kept(preprocessing)),
        widths - preprocessing.thin,
        widths + preprocessing.thicken,
    )
    sigma = preprocessing.blur + preprocessing.changing_blur * np.abs(wanted - widths)
    blurring = blur_matrices(sigma.astype(np.float32), preprocessing.side)
    blurred = np.asarray(blurring @ pictures @ blurring, np.float32)
    ridge = _local_maximum(blurred)
    np.maximum(ridge, FAINTEST_RIDGE * blurred.max(axis=(1, 2), keepdims=True), out=ridge)
    np.maximum(ridge, LEAST, out=ridge)
    blurred /= ridge
    # Scaling blurs as well: a triangle of half-width 1, or of the scale where that is larger.
    spread = np.sqrt(sigma**2 + np.maximum(scale, 1) ** 2 / 6)
    level, slope = _cut(widths, wanted, spread)
    blurred -= level[:, None, None]
    blurred /= slope[:, None, None]
    blurred += np.float32(0.5)
    return np.clip(blurred, 0, 1, out=blurred)


def _cut(widths: Floats, wanted: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Value and slope, at half the wanted width, of blurred bars whose ridge is brought to 1."""
    near = (wanted - widths) / (2 * spread)
    far = (wanted + widths) / (2 * spread)
    ridge = 2 * _normal(widths / (2 * spread)) - 1
    level = (_normal(far) - _normal(near)) / ridge
    density = np.exp(-(near**2) / 2) - np.exp(-(far**2) / 2)
    slope = density / (math.sqrt(2 * math.pi) * spread * ridge)
    return level.astype(np.float32), slope.astype(np.float32)


def _normal(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Cumulative normal distribution."""
    return np.array([0.5 + 0.5 * math.erf(value / math.sqrt(2)) for value in values.tolist()])


def _local_maximum(pictures: Floats) -> Floats:
    """Largest value within `RIDGE_REACH` rows and columns."""
    result = pictures
    for axis in (1, 2):
        source, result = result, result.copy()
        for step in range(1, RIDGE_REACH + 1):
            later, earlier = [slice(None)] * 3, [slice(None)] * 3
            later[axis], earlier[axis] = slice(step, None), slice(None, -step)
            ahead, behind = result[tuple(later)], result[tuple(earlier)]
            np.maximum(ahead, source[tuple(earlier)], out=ahead)
            np.maximum(behind, source[tuple(later)], out=behind)
    return result

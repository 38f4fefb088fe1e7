"""Skew: by how many degrees the lines of text on a page fall to the right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tasks.layout.lines import group_lines

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Boxes looked at, at most; the pairs of these are compared.
MAX_BOXES = 400
#: Steps of the coarse search, degrees: finer than the reach of a pair's agreement.
COARSE_STEP = 0.5
#: Spread of edges about their line that hand print has, in text heights.
EDGE_SPREAD = 0.2
#: Distance of neighbours, in text heights, at which a pair counts half: next letters know the
#: line's direction least precisely but surely belong to it.
NEIGHBOUR_REACH = 4.0
#: Score lost at the largest angle: of two alignments equally good the straighter one is meant.
ANGLE_PENALTY = 0.1
#: Rounds of the robust fit of the common slope, and the residual (text heights) that counts half.
FIT_ROUNDS = 5
FIT_RESIDUAL = 0.25
#: The slope must exceed so many of its standard errors to count fully; see `_shrunk`.
SURE_ERRORS = 1.0


def text_skew(boxes: Floats, text_height: float, max_skew: float) -> float:
    """Estimate the skew of a page's text.

    First the angle at which most pairs of neighbouring boxes stand on one line (top and bottom
    edges both count), then the slope common to all lines, robustly fitted to the same edges.
    Tilted single letters do not matter, for only where boxes stand is looked at. As far as the
    boxes cannot tell the slope from 0, 0 is returned.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right of glyphs or parts of glyphs, pixels.
    text_height : float
        Typical height of a glyph, pixels.
    max_skew : float
        Largest skew looked for, degrees.

    Returns
    -------
    float
        Degrees; positive where lines fall to the right.
    """
    if len(boxes) < 2 or max_skew <= 0.0:
        return 0.0
    if len(boxes) > MAX_BOXES:
        boxes = boxes[np.linspace(0, len(boxes) - 1, MAX_BOXES).round().astype(int)]
    coarse = _coarse(boxes, text_height, max_skew)
    fine = coarse
    for _ in range(2):
        fine += _remaining(_turned(boxes, fine), text_height)
    fine = _shrunk(fine, boxes, text_height)
    return float(min(max(fine, -max_skew), max_skew))


def _coarse(boxes: Floats, text_height: float, max_skew: float) -> float:
    """Search all angles for the one at which most neighbours stand on one line."""
    x = (boxes[:, 1] + boxes[:, 3]) / 2 / text_height
    ahead = x[None, :] - x[:, None]
    first, second = np.nonzero(ahead > 0.0)
    distance = ahead[first, second]
    weight = 1.0 / (1.0 + (distance / NEIGHBOUR_REACH) ** 2)
    steps = round(max_skew / COARSE_STEP)
    angles = np.linspace(-max_skew, max_skew, 2 * max(steps, 1) + 1)
    scores = 1.0 - ANGLE_PENALTY * np.abs(angles) / max_skew
    total = np.zeros_like(scores)
    for edge in (0, 2):
        y = boxes[:, edge] / text_height
        fall = (y[None, :] - y[:, None])[first, second]
        for number, angle in enumerate(np.radians(angles)):
            off = (fall * np.cos(angle) - distance * np.sin(angle)) / EDGE_SPREAD
            total[number] += float((weight * np.exp(-0.5 * off**2)).sum())
    return float(angles[int(np.argmax(scores * total))])


def _turned(boxes: Floats, angle: float) -> Floats:
    """Turn the boxes' middles back by an angle in degrees, keeping the boxes' sizes."""
    sine, cosine = np.sin(np.radians(angle)), np.cos(np.radians(angle))
    x = (boxes[:, 1] + boxes[:, 3]) / 2
    y = (boxes[:, 0] + boxes[:, 2]) / 2
    half_width = (boxes[:, 3] - boxes[:, 1]) / 2
    half_height = (boxes[:, 2] - boxes[:, 0]) / 2
    level_x, level_y = cosine * x + sine * y, cosine * y - sine * x
    return np.stack(
        [
            level_y - half_height,
            level_x - half_width,
            level_y + half_height,
            level_x + half_width,
        ],
        axis=1,
    )


def _remaining(boxes: Floats, text_height: float) -> float:
    """Fit the slope common to the lines of nearly level boxes; degrees."""
    slope, _ = _common_slope(boxes, text_height)
    return float(np.degrees(np.arctan(slope)))


def _common_slope(boxes: Floats, text_height: float) -> tuple[float, float]:
    """Return the common slope and its standard error, robustly over tops and bottoms."""
    parts: list[tuple[Floats, Floats, Ints]] = []
    for line in group_lines(boxes, text_height):
        if line.size < 2:
            continue
        x = (boxes[line, 1] + boxes[line, 3]) / 2
        for edge in (0, 2):
            y = boxes[line, edge]
            parts.append((x, y, np.full(line.size, len(parts))))
    if not parts:
        return 0.0, np.inf
    x, y, line_of = (np.concatenate(column) for column in zip(*parts, strict=True))
    weight = np.ones_like(x)
    slope, off_x, residual = 0.0, x, y
    for _ in range(FIT_ROUNDS):
        total = np.bincount(line_of, weights=weight)
        off_x = x - (np.bincount(line_of, weights=weight * x) / total)[line_of]
        off_y = y - (np.bincount(line_of, weights=weight * y) / total)[line_of]
        spread = float((weight * off_x) @ off_x)
        if spread <= 0.0:
            return 0.0, np.inf
        slope = float((weight * off_x) @ off_y) / spread
        residual = off_y - slope * off_x
        weight = 1.0 / (1.0 + (residual / (FIT_RESIDUAL * text_height)) ** 2)
    freedom = max(float(weight.sum()) / 2 - len(parts) / 2, 0.5)
    variance = float((weight * residual) @ residual) / 2 / freedom
    return slope, float(np.sqrt(2 * variance / float((weight * off_x) @ off_x)))


def _shrunk(angle: float, boxes: Floats, text_height: float) -> float:
    """Draw the angle towards 0 as far as it lies within its own error."""
    _, error = _common_slope(_turned(boxes, angle), text_height)
    if not np.isfinite(error):
        return 0.0
    doubt = (SURE_ERRORS * np.degrees(error)) ** 2
    return angle * angle**2 / (angle**2 + doubt) if angle else 0.0

"""Rulings: long thin lines printed on paper, found whatever crosses them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from tasks.segmentation.binarise import BoolImage
from tasks.segmentation.following import Ruling, follow

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Rows above and below that a ruling may stray to and still count as the same run.
STRAY = 1
#: Share of a ruling's path that is dark.
LEAST_COVER = 0.85
#: Points from which the rulings' angle is found, at most, and the steps of the search, degrees.
ANGLE_POINTS = 20_000
COARSE_STEP, FINE_STEP = 0.5, 0.1
#: Lines are gathered in bins of so many pixels, coarsely and finely.
COARSE_BIN, FINE_BIN = 3.0, 1.5


@dataclass(frozen=True)
class RulingSize:
    """How long and thin something is that is no stroke of a letter; pixels.

    Attributes
    ----------
    run : int
        Length in which it is level, but for straying.
    length : float
        Whole length, at least.
    thickness : float
        At most.
    aspect : float
        Length over thickness, at least.
    bend : float
        Rows by which it strays from straight, at most.
    """

    run: int
    length: float
    thickness: float
    aspect: float
    bend: float = np.inf


@dataclass(frozen=True, eq=False)
class Candidates:
    """What may be rulings of one size: long dark runs, not yet followed along their way.

    Attributes
    ----------
    start, stop : (N,) int64 ndarray
        First column, and one past the last.
    first, last : (N,) float64 ndarray
        Row of the middle at both ends, about.
    reach : (N,) float64 ndarray
        Rows by which they may lie off that.
    """

    start: Ints
    stop: Ints
    first: Floats
    last: Floats
    reach: Floats
    _level: BoolImage
    _falls: Ints
    _labels: npt.NDArray[np.int32]
    _rows: Ints
    _numbers: Ints
    _size: RulingSize

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self.start.size)

    def followed(self, chosen: npt.NDArray[np.bool_] | None = None) -> list[Ruling]:
        """Follow those chosen, or all; return what proves to be a ruling, by rows, then columns."""
        which = np.arange(len(self)) if chosen is None else np.flatnonzero(chosen)
        return [one for index in which.tolist() for one in self._follow(index)]

    def _follow(self, index: int) -> list[Ruling]:
        start, stop = int(self.start[index]), int(self.stop[index])
        top, bottom = self._rows[index]
        own = self._labels[top:bottom, start:stop] == self._numbers[index]
        parts = follow(own, STRAY, self._size.length)
        return [one for part in parts if (one := self._ruling(part, start, top))]

    def _ruling(self, part: Ruling, left: int, top: int) -> Ruling | None:
        """Put a part at its place on the picture; None if it proves to be no ruling."""
        thickness, length, size = part.thickness, part.middle.size, self._size
        if thickness > size.thickness or length < size.aspect * thickness or part.bend > size.bend:
            return None
        start, stop = left + part.start, left + part.stop
        middle = part.middle + top
        at = np.rint(middle).astype(np.int64)
        if self._level[at, np.arange(start, stop)].mean() < LEAST_COVER:
            return None
        falls = self._falls[start:stop] - self._falls.max()
        height = self._level.shape[0] - int(self._falls.max())
        return Ruling(start, np.clip(middle + falls, 0, height - 1), thickness, part.bend)


def find_candidates(
    dark: BoolImage, angle: float, gap: int, sizes: Sequence[RulingSize]
) -> list[Candidates]:
    """Find what may be rulings that run along the rows of a picture, at about a given angle.

    Where a ruling is, every column is dark, whether letters cross there or not. So rows are looked
    for that are dark without a break for longer than letters are wide; they may climb and fall.

    Parameters
    ----------
    dark : (H, W) bool ndarray
        Pixels darker than paper.
    angle : float
        Degrees by which rulings fall to the right.
    gap : int
        Paper that is bridged within a ruling, pixels.
    sizes : sequence of RulingSize
        What counts as a ruling.

    Returns
    -------
    list of Candidates
        For each size those found.

    Examples
    --------
    >>> dark = np.zeros((9, 90), dtype=bool)
    >>> dark[4, 5:85] = dark[:5, 40] = True
    >>> size = RulingSize(20, 60.0, thickness=4.0, aspect=5.0)
    >>> (found,) = find_candidates(dark, 0.0, 1, [size])[0].followed()
    >>> found.start, found.stop, float(found.middle[0])
    (5, 85, 4.0)
    """
    falls = np.round(np.tan(np.radians(angle)) * np.arange(dark.shape[1])).astype(np.int64)
    falls -= falls.min()
    level = _sheared(dark, falls)
    runs = _bridged(*_runs(_thickened(level)), gap, level.shape[1] + 1)
    return [_candidates(level, falls, runs, size) for size in sizes]


def _candidates(
    level: BoolImage, falls: Ints, runs: tuple[Ints, Ints], size: RulingSize
) -> Candidates:
    labels = np.zeros(level.shape, dtype=np.int32)
    drawn = _long_runs(runs, size.run, level.shape)
    count = 0
    if drawn is not None:
        count = ndimage.label(drawn, structure=np.ones((3, 3), dtype=np.int8), output=labels)
    found = ndimage.find_objects(labels, count) if count else []
    boxes = np.array(
        [
            (number, rows.start, rows.stop, cols.start, cols.stop)
            for number, (rows, cols) in enumerate(found, start=1)
            if cols.stop - cols.start >= size.length
        ],
        dtype=np.int64,
    ).reshape(-1, 5)
    number, top, bottom, start, stop = boxes.T
    middle = (top + bottom - 1) / 2 - falls.max()
    return Candidates(
        start,
        stop,
        middle + falls[start],
        middle + falls[stop - 1],
        np.maximum((bottom - top) / 2 - STRAY, 0.5),
        level,
        falls,
        labels,
        boxes[:, 1:3],
        number,
        size,
    )


def ruling_angle(dark: BoolImage, thickness: float, largest: float) -> float:
    """Find the angle at which most thin level strokes lie on common straight lines.

    Parameters
    ----------
    dark : (H, W) bool ndarray
        Pixels darker than paper.
    thickness : float
        Strokes of more rows are not looked at.
    largest : float
        Largest angle, degrees.

    Returns
    -------
    float
        Degrees; 0 where there is nothing.
    """
    start, stop = _runs(np.ascontiguousarray(dark.T))
    start, stop = start[stop - start <= thickness], stop[stop - start <= thickness]
    if not start.size:
        return 0.0
    step = -(-start.size // ANGLE_POINTS)
    col, top = np.divmod(start[::step], dark.shape[0] + 1)
    row = top + (stop[::step] - start[::step] - 1) / 2
    count = max(1, round(largest / COARSE_STEP))
    angles = np.linspace(-largest, largest, 2 * count + 1)
    coarse = _straightest(row, col, angles, COARSE_BIN)
    angles = np.arange(coarse - COARSE_STEP, coarse + COARSE_STEP, FINE_STEP)
    return _straightest(row, col, angles, FINE_BIN)


def _straightest(row: Floats, col: Ints, angles: Floats, width: float) -> float:
    """Return the angle at which points crowd on fewest lines."""
    scores = []
    for angle in angles:
        line = np.rint((row - np.tan(np.radians(angle)) * col) / width).astype(np.int64)
        scores.append(float((np.bincount(line - line.min()).astype(np.float64) ** 2).sum()))
    return float(angles[int(np.argmax(scores))])


def _sheared(dark: BoolImage, falls: Ints) -> BoolImage:
    """Move each column up by how far a line falls there, so that the line becomes level."""
    extra = int(falls.max())
    if not extra:
        return dark
    height, width = dark.shape
    level = np.zeros((height + extra, width), dtype=np.bool_)
    edges = np.flatnonzero(np.diff(falls)) + 1
    for first, last in zip([0, *edges], [*edges, width], strict=True):
        top = extra - int(falls[first])
        level[top : top + height, first:last] = dark[:, first:last]
    return level


def _thickened(level: BoolImage) -> BoolImage:
    """Let every pixel darken its neighbours above and below."""
    thick = level.copy()
    for shift in range(1, STRAY + 1):
        thick[shift:] |= level[:-shift]
        thick[:-shift] |= level[shift:]
    return thick


def _runs(dark: BoolImage) -> tuple[Ints, Ints]:
    """Return first and one past last of each run in a row, as positions of rows one longer."""
    rows, cols = dark.shape
    padded = np.zeros((rows, cols + 1), dtype=np.int8)
    padded[:, :cols] = dark
    flat = padded.ravel()
    change = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    if flat[0]:
        change = np.concatenate([[0], change])
    return change[::2].astype(np.int64), change[1::2].astype(np.int64)


def _bridged(start: Ints, stop: Ints, gap: int, pitch: int) -> tuple[Ints, Ints]:
    """Join runs of one row that are parted by no more than a gap."""
    if not start.size:
        return start, stop
    row = start // pitch
    apart = (start[1:] - stop[:-1] > gap) | (row[1:] != row[:-1])
    return start[np.concatenate([[True], apart])], stop[np.concatenate([apart, [True]])]


def _long_runs(runs: tuple[Ints, Ints], least: int, shape: tuple[int, ...]) -> BoolImage | None:
    """Draw the runs of a length; None if there are none."""
    start, stop = runs
    long = stop - start >= least
    if not long.any():
        return None
    drawn = np.zeros((shape[0], shape[1] + 1), dtype=np.bool_)
    flat = drawn.ravel()
    for first, last in zip(start[long].tolist(), stop[long].tolist(), strict=True):
        flat[first:last] = True
    return drawn[:, :-1]

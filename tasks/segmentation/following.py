"""Following: the way of a ruling along its dark runs, cut where it jumps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from tasks.segmentation.binarise import BoolImage

Floats = npt.NDArray[np.float64]

#: A path is measured in stretches of so many pixels.
STRETCH = 24
#: Stretches over which a path is steadied; rounds of its robust fit, and the residual, pixels,
#: from which on a stretch counts less.
STEADY, FIT_ROUNDS, FIT_RESIDUAL = 15, 4, 0.3
#: A path jumps where so many stretches on either side, more than a letter pulls aside, lie further
#: apart than this share of its thickness, and so many rows, but for how it climbs there.
JUMP_STRETCHES, JUMP_SHARE, LEAST_JUMP = 7, 0.5, 1.5


@dataclass(frozen=True, eq=False)
class Ruling:
    """One line that runs along the rows of a picture.

    Attributes
    ----------
    start : int
        Its first column.
    middle : (N,) float64 ndarray
        The row of its middle in each of its columns, in the middles of pixels.
    thickness : float
        Rows that it covers, soft edges included.
    bend : float
        Rows by which it strays from straight, but for its tenth that strays most.
    """

    start: int
    middle: Floats
    thickness: float
    bend: float

    @property
    def stop(self) -> int:
        """One past its last column."""
        return self.start + self.middle.size


def follow(own: BoolImage, stray: int, least: float) -> list[Ruling]:
    """Follow a ruling along its runs; in parts, where it jumps.

    Where two sheets meet, or the pages of an opened book, rulings end on others that lie a little
    higher or lower. No smooth path suits both, and strokes are told by what lies off the path.

    Parameters
    ----------
    own : (H, W) bool ndarray
        Pixels of the ruling, every column with some.
    stray : int
        Rows by which its runs have been thickened on both sides.
    least : float
        Columns that a part has at least.

    Returns
    -------
    list of Ruling
        From left to right; one, where nothing jumps.

    Examples
    --------
    >>> own = np.zeros((12, 816), dtype=bool)
    >>> own[2:5, :408] = own[6:9, 408:] = own[4:7, 407:409] = True
    >>> [(part.start, float(part.middle[0])) for part in follow(own, 0, 100.0)]
    [(0, 3.0), (408, 7.0)]
    """
    width = own.shape[1]
    top = own.argmax(axis=0)
    bottom = own.shape[0] - own[::-1].argmax(axis=0)
    middle = (top + bottom - 1) / 2
    thickness = max(float(np.median(bottom - top)) - 2 * stray, 1.0)
    count = max(1, round(width / STRETCH))
    edges = np.linspace(0, width, count + 1).round().astype(np.int64)
    rough = np.array([float(np.median(middle[a:b])) for a, b in pairwise(edges.tolist())])
    jump = _jump(rough, thickness)
    at = int(edges[jump])
    if jump and least <= at <= width - least:
        after = [
            Ruling(at + one.start, one.middle, one.thickness, one.bend)
            for one in follow(own[:, at:], stray, least)
        ]
        return follow(own[:, :at], stray, least) + after
    mids = (edges[:-1] + edges[1:] - 1) / 2
    cols = np.arange(width, dtype=np.float64)
    straight = np.polyval(np.polyfit(cols, middle, 1), cols) if width > 1 else middle
    bend = float(np.percentile(np.abs(middle - straight), 90.0))
    return [Ruling(0, _continued(cols, mids, _steadied(mids, rough)), thickness, bend)]


def _jump(rough: Floats, thickness: float) -> int:
    """Return the stretch with which a path goes on elsewhere; 0 where it does not jump."""
    # Shorter paths are not steadied: they follow their jumps.
    if rough.size < STEADY:
        return 0
    around = np.lib.stride_tricks.sliding_window_view(rough, 2 * JUMP_STRETCHES)
    sides = np.stack(np.split(around, 2, axis=1))
    first, second = np.triu_indices(JUMP_STRETCHES, 1)
    # Rows are whole numbers: between any two stretches of a side, not only neighbours, it climbs.
    climbs = (sides[..., second] - sides[..., first]) / (second - first)
    climb = np.median(climbs, axis=2).mean(axis=0)
    before, after = np.median(sides, axis=2)
    apart = np.abs(after - before - JUMP_STRETCHES * climb)
    most = int(np.argmax(apart))
    if apart[most] <= max(JUMP_SHARE * thickness, LEAST_JUMP):
        return 0
    return most + 1 + int(np.argmax(np.abs(np.diff(around[most]) - climb[most])))


def _steadied(at: Floats, path: Floats) -> Floats:
    """Take out of a path how letters that stand on the ruling pull it aside, a few rows and words.

    A parabola is fitted robustly; what of the rest lasts for long is a bend of the paper.
    """
    if path.size < STEADY:
        return np.full(path.size, np.median(path)) if path.size < 3 else path
    x = (at - at.mean()) / max(float(np.ptp(at)), 1.0)
    weight = np.ones_like(path)
    for _ in range(FIT_ROUNDS):
        fitted = np.polyval(np.polyfit(x, path, 2, w=weight), x)
        weight = 1.0 / (1.0 + np.abs(path - fitted) / FIT_RESIDUAL)
    steady: Floats = fitted + ndimage.median_filter(path - fitted, size=STEADY, mode="nearest")
    return steady


def _continued(at: Floats, known: Floats, values: Floats) -> Floats:
    """Interpolate, and go on straight beyond both ends."""
    drawn = np.interp(at, known, values)
    if known.size > 1:
        before, after = at < known[0], at > known[-1]
        first = (values[1] - values[0]) / (known[1] - known[0])
        last = (values[-1] - values[-2]) / (known[-1] - known[-2])
        drawn[before] = values[0] + first * (at[before] - known[0])
        drawn[after] = values[-1] + last * (at[after] - known[-1])
    return drawn

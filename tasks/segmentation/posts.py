"""Posts: sides of boxes and teeth of combs, told by standing on a printed line at even steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.segmentation.binarise import BoolImage
from tasks.segmentation.following import Ruling
from tasks.segmentation.paces import (
    LEAST_STEPS,
    OFF_PLACE,
    Pace,
    fitting,
    nearest,
    paces_of,
    standing_at,
)
from tasks.segmentation.rulings import STRAY

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Posts are printed by the pen of their line: so many times as thick, and pixels, at most. Two of
#: boxes that stand close together are seen as one.
THICKER, SOFT = 3.0, 4
#: Paper within a post that is bridged, pixels.
GAP = 1
#: Share of even steps that a post has to show at: letters hide some; and the same, where the page's
#: other lines have such steps.
LEAST_SHOWN, LEAST_KNOWN_SHOWN = 0.7, 0.5
#: What a post that does not show counts against one that does. Of two paces that show enough of
#: theirs, the closer one is right, for the wider one leaves posts out.
MISSED = 0.5
#: Share of the posts shown that are of one length, and by how much that differs: pixels, and share.
ALIKE, LENGTH_OFF, LENGTH_SHARE = 0.5, 2.0, 0.08
#: Posts are at most so many steps tall.
TALLEST = 2.5


@dataclass(frozen=True)
class PostSize:
    """What posts may measure; pixels.

    Attributes
    ----------
    length : float
        At least.
    tallest : int
        At most.
    step : float
        From one to the next, at least.
    """

    length: float
    tallest: int
    step: float


@dataclass(frozen=True, eq=False)
class Posts:
    """The posts on one line.

    Attributes
    ----------
    line : Ruling
        What they stand on.
    standing : list of Ruling
        They themselves, found in the transposed picture.
    pace : Pace
        How they follow each other.
    """

    line: Ruling
    standing: list[Ruling]
    pace: Pace

    @property
    def length(self) -> float:
        """How tall they are, pixels."""
        return float(np.median([one.middle.size for one in self.standing])) - 1

    def hold(self, one: Ruling) -> bool:
        """Say whether an upright ruling, no longer than posts, stands among them."""
        first = self.standing[0]
        col = float(one.middle[one.middle.size // 2])
        margin = self.line.thickness + SOFT
        inside = self.line.start - margin <= col <= self.line.stop + margin
        return inside and first.start - margin <= one.start and one.stop <= first.stop + margin


def find_posts(
    dark: BoolImage, lines: Sequence[Ruling], angle: float, size: PostSize
) -> list[Posts]:
    """Find the posts that stand at even steps on lines, from end to end.

    A row of boxes and a comb have a post at either end of their line, one of which a letter may
    hide, and all others stand at even steps between, or in pairs where boxes stand apart. Stems of
    letters do not; so posts are told from them though both are as long, as thick and as dark, and
    where letters hide some.

    Parameters
    ----------
    dark : (H, W) bool ndarray
        Pixels darker than paper.
    lines : sequence of Ruling
        What may be the foot of a row of boxes or of a comb.
    angle : float
        Degrees by which posts stray to the right on their way down.
    size : PostSize
        What they may measure.

    Returns
    -------
    list of Posts
        For each line that has any.

    Examples
    --------
    >>> dark = np.zeros((40, 200), dtype=bool)
    >>> dark[30:32, 10:191] = dark[20:30, 10:191:30] = True
    >>> line = Ruling(10, np.full(181, 30.5), 2.0, 0.0)
    >>> (comb,) = find_posts(dark, [line], 0.0, PostSize(5.0, 25, 12.0))
    >>> [round(float(post.middle[0])) for post in comb.standing]
    [10, 40, 70, 100, 130, 160, 190]
    """
    found = [one for line in lines if (one := _posts_on(dark, line, angle, size))]
    if not found:
        return []
    # Where letters hide many posts, their step is that of the form's other lines.
    most = max(found, key=lambda one: len(one.standing))
    tall = float(np.median([one.length for one in found]))
    again = (_posts_on(dark, line, angle, size, (most.pace, tall)) for line in lines)
    some = {id(one.line): one for one in found}
    some |= {id(one.line): one for one in again if one}
    return list(some.values())


def _posts_on(
    dark: BoolImage,
    line: Ruling,
    angle: float,
    size: PostSize,
    known: tuple[Pace, float] | None = None,
) -> Posts | None:
    """Find the posts on one line, of a known pace and length if that is given."""
    if line.middle.size < (LEAST_STEPS * size.step if known is None else known[0].step / 2):
        return None
    slope = float(np.tan(np.radians(angle)))
    first = line.start - OFF_PLACE - SOFT
    foot = int(np.ceil(line.thickness / 2)) + STRAY
    above = _above(dark, line, slope, size.tallest + foot, first)
    length = _dark_length(above[foot:])
    length[_thick(length >= size.length, THICKER * line.thickness + SOFT)] = 0
    runs = _runs(length >= size.length)
    begin = _end_post(runs[0], line.start - first)
    end = _end_post(runs[0], line.stop - 1 - first)
    if begin is None and end is None:
        return None
    # A letter may hide one of them: it stands half within the end of the line.
    inner = round(line.thickness / 2)
    begin = line.start - first + inner if begin is None else begin
    end = line.stop - 1 - first - inner if end is None else end
    best, chosen = -np.inf, None
    least_shown = LEAST_SHOWN if known is None else LEAST_KNOWN_SHOWN
    paces = paces_of(end - begin, size.step) if known is None else fitting(end - begin, known[0])
    for pace in paces:
        places = pace.places(begin, end)
        at = standing_at(runs, places, pace, line.thickness)
        shown = at >= 0
        score = float(shown.sum() - MISSED * (~shown).sum())
        if shown.mean() < least_shown or score < best:
            continue
        tall = known[1] if known else float(np.median(length[at[shown]])) + foot
        alike = np.abs(length[at[shown]] + foot - tall) <= LENGTH_OFF + LENGTH_SHARE * tall
        if alike.mean() >= ALIKE and tall <= TALLEST * pace.step:
            best, chosen = score, (np.where(shown, at, np.rint(places)), tall, pace)
    if chosen is None:
        return None
    places, tall, pace = chosen
    standing = [_post(line, int(place) + first, round(tall), slope) for place in places]
    standing = [one for one in standing if one.start >= 0]
    return Posts(line, standing, pace) if standing else None


def _above(dark: BoolImage, line: Ruling, slope: float, rows: int, first: int) -> BoolImage:
    """Read what stands above a line, the line made level and posts upright: (rows, columns).

    Row 0 lies on the line. Every pixel darkens its neighbours beside it, so that posts may stray.
    """
    cols = np.arange(first, line.stop + OFF_PLACE + SOFT)
    middle = line.middle[np.clip(cols - line.start, 0, line.middle.size - 1)]
    up = np.arange(rows)[:, None]
    at_rows = np.rint(middle).astype(np.int64)[None, :] - up
    at_cols = cols[None, :] - np.rint(slope * up).astype(np.int64)
    inside = (at_rows >= 0) & (at_rows < dark.shape[0]) & (at_cols >= 0)
    inside &= at_cols < dark.shape[1]
    seen = dark[np.clip(at_rows, 0, dark.shape[0] - 1), np.clip(at_cols, 0, dark.shape[1] - 1)]
    seen &= inside
    stray: BoolImage = seen.copy()
    stray[:, 1:] |= seen[:, :-1]
    stray[:, :-1] |= seen[:, 1:]
    return stray


def _dark_length(above: BoolImage) -> Ints:
    """Count, column by column, the rows up to where it is paper for longer than a gap."""
    padded = np.pad(above, ((0, GAP + 1), (0, 0)))
    paper = ~padded[: above.shape[0] + 1]
    for shift in range(1, GAP + 1):
        paper &= ~padded[shift : shift + above.shape[0] + 1]
    length: Ints = paper.argmax(axis=0).astype(np.int64)
    return length


def _thick(high: Bools, thickness: float) -> Bools:
    """Say which columns lie in a run wider than a thickness."""
    thick = np.zeros_like(high)
    for middle, width in _runs(high).T:
        if width > thickness + 2 * STRAY:
            first = int(middle - (width - 1) / 2)
            thick[first : first + int(width)] = True
    return thick


def _end_post(middles: Floats, end: int) -> int | None:
    """Return the middle of the post at an end of a line; None without one."""
    (at,) = nearest(middles, np.array([float(end)]), SOFT)
    return int(at) if at >= 0 else None


def _runs(high: Bools) -> Floats:
    """Return the middle column and the width of each thing that stands on a line, (2, N)."""
    change = np.flatnonzero(np.diff(np.pad(high, 1).astype(np.int8)))
    first, stop = change[::2], change[1::2]
    return np.array([(first + stop - 1) / 2, stop - first], dtype=np.float64)


def _post(line: Ruling, col: int, length: int, slope: float) -> Ruling:
    """Make the post that stands on a line in a column."""
    foot = line.middle[np.clip(col - line.start, 0, line.middle.size - 1)]
    rows = np.arange(-length, 1, dtype=np.float64)
    return Ruling(round(float(foot)) - length, col + slope * rows, line.thickness, 0.0)

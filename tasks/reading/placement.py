r"""Placement: size and place in the row tell apart what shape alone does not (c and C, . and ').

A network is shown each glyph brought to one size. What was lost by that is weighed here: printed on
a baseline with capitals of height H, each character c rises so far above it and drops so far below,
in units of H, give or take what hands differ by. With the rise r and drop d of a glyph's box,

.. math:: p'(c) \propto p(c)\,\Big[(1 - \varepsilon)\,
          \mathcal N\big(r; r_c, \sigma_{r,c}\big)\, \mathcal N\big(d; d_c, \sigma_{d,c}\big)
          + \varepsilon\Big],

where :math:`\varepsilon` keeps a glyph in an unusual place from being read against its plain shape.
H and the baseline of each row are those under which its glyphs, being what the network takes them
for, are likeliest; the rows of a page advise each other on H, for a row of ``on`` alone could be of
small letters or of capitals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.alphabet import CAPITALS, DIGITS, LOWER_CASE, SIGNS

Floats = npt.NDArray[np.float64]

#: Height of small letters, share of that of capitals: between the half of school copybooks and the
#: three quarters of tight hands.
SMALL = 0.64
#: How far boxes stray in hand print, heights of capitals: tops, feet, and ends of descenders.
TOP_SPREAD, FOOT_SPREAD, TAIL_SPREAD = 0.11, 0.09, 0.18
#: Rise above the baseline, drop below it, and the spread of each, in heights of capitals.
CAPITAL_PLACE = (1.0, 0.0, TOP_SPREAD, FOOT_SPREAD)
SMALL_PLACE = (SMALL, 0.0, TOP_SPREAD, FOOT_SPREAD)
TAILED_PLACE = (SMALL, 0.42, TOP_SPREAD, TAIL_SPREAD)
PLACES: dict[str, tuple[float, float, float, float]] = {
    **dict.fromkeys(CAPITALS + DIGITS + "bdhkl&?!", CAPITAL_PLACE),
    **dict.fromkeys("acemnorsuvwxz", SMALL_PLACE),
    **dict.fromkeys("gpqy", TAILED_PLACE),
    "f": (1.0, 0.05, TOP_SPREAD, TAIL_SPREAD),
    "i": (0.87, 0.0, 0.13, FOOT_SPREAD),
    "j": (0.87, 0.38, 0.13, TAIL_SPREAD),
    "t": (0.92, 0.0, 0.13, FOOT_SPREAD),
    ".": (0.14, 0.0, 0.08, FOOT_SPREAD),
    ",": (0.17, 0.17, 0.10, 0.10),
    "-": (0.53, -0.38, 0.13, 0.13),
    "'": (1.02, -0.70, TOP_SPREAD, 0.12),
    "/": (1.02, 0.04, TOP_SPREAD, 0.12),
    "(": (1.04, 0.05, TOP_SPREAD, 0.12),
    ")": (1.04, 0.05, TOP_SPREAD, 0.12),
    ":": (0.60, 0.0, 0.14, FOOT_SPREAD),
    "+": (0.75, -0.14, 0.14, 0.13),
}
#: Density, in inverse squared heights, at which a place says nothing any more; a usual one is 16.
ANYWHERE = 0.05
#: Heights of capitals that are tried, in typical heights of a row's glyphs: from rows of tall
#: capitals to rows of small letters.
HEIGHTS = (0.6, 2.2)
#: Heights tried per factor e.
STEPS = 24
#: Baselines that are tried, and how far the one that was fitted to the row is off, in heights.
BASELINE_SHIFTS = np.linspace(-0.2, 0.2, 9)
BASELINE_SPREAD = 0.08
#: How much rows of a page differ in height (natural logarithm).
HEIGHT_SPREAD = 0.3
#: No row's say on the page's height counts for more than so much, whatever its length.
ROW_SAY = 12.0
#: A row's typical height says only so much of its capitals (natural logarithm).
FIRST_GUESS, FIRST_SPREAD = 1.15, 0.35


@dataclass(frozen=True)
class PlacedRow:
    """The candidates of a row, and what the network makes of each.

    Attributes
    ----------
    boxes : (N, 4) ndarray of float64
        Top, left, bottom, right of each candidate, level pixels.
    plain : (N,) ndarray of bool
        Candidates that are most likely right: height and baseline are learned from these.
    probabilities : (N, K) ndarray
        Of each character of the alphabet.
    baseline, slope : float
        The fitted line, as `schemas.rows.Rows` has it: row at `left`, and fall to the right.
    left : float
        Column at which the row begins, level pixels.
    text_height : float
        Typical height of the row's glyphs, level pixels.
    """

    boxes: Floats
    plain: npt.NDArray[np.bool_]
    probabilities: npt.NDArray[np.floating]
    baseline: float
    slope: float
    left: float
    text_height: float


def has_places(alphabet: str) -> bool:
    """Say whether an alphabet holds characters that stand elsewhere than capitals and digits do.

    Examples
    --------
    >>> has_places("AB1"), has_places("ABab"), has_places("AB.")
    (False, True, True)
    """
    return any(character in LOWER_CASE + SIGNS for character in alphabet)


def weigh_places(rows: Sequence[PlacedRow], alphabet: str) -> list[npt.NDArray[np.float32]]:
    """Weigh the probabilities of a page's candidates with where they stand.

    Parameters
    ----------
    rows : sequence of PlacedRow
        All rows of one page.
    alphabet : str
        The K characters.

    Returns
    -------
    list of (N, K) ndarray of float32
        For each row the new probabilities; rows sum to 1. Capitals and digits stand in one place,
        so that an alphabet of these alone gets its probabilities back as they were.
    """
    if not has_places(alphabet):
        return [np.asarray(row.probabilities, np.float32) for row in rows]
    table = np.array([PLACES[character] for character in alphabet])
    heights, foots = _measures(rows, table)
    weighed = []
    for row, height, foot in zip(rows, heights, foots, strict=True):
        density = _densities(_rises(row, height, foot), table) + ANYWHERE
        joint = row.probabilities * density
        weighed.append(np.asarray(joint / joint.sum(axis=1, keepdims=True), np.float32))
    return weighed


def _measures(rows: Sequence[PlacedRow], table: Floats) -> tuple[list[float], list[float]]:
    """Find each row's height of capitals and how far its baseline is off, level pixels."""
    tried = [_tried(row) for row in rows]
    evidence = [_evidence(row, logs, table) for row, logs in zip(rows, tried, strict=True)]
    page = _page_height(tried, [own.max(axis=1) for own in evidence])
    heights, foots = [], []
    for logs, own in zip(tried, evidence, strict=True):
        known = own - ((logs - page) ** 2 / (2 * HEIGHT_SPREAD**2))[:, None]
        at, shift = np.unravel_index(int(known.argmax()), known.shape)
        height = float(np.exp(logs[at]))
        heights.append(height)
        foots.append(float(BASELINE_SHIFTS[shift]) * height)
    return heights, foots


def _tried(row: PlacedRow) -> Floats:
    """Logarithms of the heights tried: those of a grid that all rows share."""
    low, high = np.log(row.text_height * np.array(HEIGHTS)) * STEPS
    return np.arange(np.ceil(low), np.floor(high) + 1) / STEPS


def _evidence(row: PlacedRow, logs: Floats, table: Floats) -> Floats:
    """Log likelihood of a row's plain candidates, (heights, shifts of the baseline)."""
    # Most characters share their place with others; what is likely is asked of places only.
    places, place = np.unique(table, axis=0, return_inverse=True)
    shares = np.stack(
        [row.probabilities[:, place == i].sum(axis=1) for i in range(len(places))], axis=1
    )
    found = np.empty((len(logs), len(BASELINE_SHIFTS)))
    for i, height in enumerate(np.exp(logs)):
        for j, shift in enumerate(BASELINE_SHIFTS):
            rises = _rises(row, float(height), float(shift * height))[row.plain]
            usual = (shares[row.plain] * (_densities(rises, places) + ANYWHERE)).sum(axis=1)
            found[i, j] = np.log(usual).sum()
    guess = np.log(row.text_height * FIRST_GUESS)
    found -= ((logs - guess) ** 2 / (2 * FIRST_SPREAD**2))[:, None]
    return np.asarray(found - BASELINE_SHIFTS**2 / (2 * BASELINE_SPREAD**2))


def _page_height(tried: Sequence[Floats], evidence: Sequence[Floats]) -> float:
    """Return the logarithm of the height that goes best with all rows together."""
    if not tried:
        return 0.0
    grid = np.unique(np.round(np.concatenate(tried) * STEPS)) / STEPS
    total = np.zeros(len(grid))
    for logs, own in zip(tried, evidence, strict=True):
        say = np.maximum(own - own.max(), -ROW_SAY)
        total += np.interp(grid, logs, say, left=-ROW_SAY, right=-ROW_SAY)
    return float(grid[int(total.argmax())])


def _rises(row: PlacedRow, height: float, foot: float) -> Floats:
    """Rise and drop of each box about the baseline, (N, 2), in heights of capitals."""
    top, left, bottom, right = row.boxes.T
    line = row.baseline + row.slope * ((left + right) / 2 - row.left) + foot
    return np.stack([line - top, bottom - line], axis=1) / height


def _densities(rises: Floats, table: Floats) -> Floats:
    """Density of each place, (N, 2), if the glyph is each character: (N, K)."""
    means, spreads = table[:, :2], table[:, 2:]
    away = (rises[:, None, :] - means) / spreads
    density: Floats = np.exp(-0.5 * (away**2).sum(axis=2)) / (2 * np.pi * spreads.prod(axis=1))
    return density

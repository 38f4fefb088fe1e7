"""Writers: a person's lasting habits of hand printing, and how strokes come out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.synthesis.templates import Stroke, Template, templates_of

Points = npt.NDArray[np.float64]

_CURVE_STEPS = 8  # stretches a curve between two control points is cut into
_STEP = 0.02  # cap heights between the points of a traced stroke
_MIDDLE = np.array([0.5, 0.3])  # about the middle of a letter, in cap heights
# How far a letter is stretched and slanted (terms row, col), and its waist and sides moved.
_BEND_SPREAD = np.array([1.4, 1.4, 3.0, 3.0, 3.0])[:, None]
_SHORTEST = 0.12  # cap heights; shorter strokes are dots, which keep their length


@dataclass(frozen=True)
class Writer:
    """Lasting habits of one person's hand.

    Lengths are in cap heights, angles in degrees. What differs from one letter to the next of the
    same writer (`unsteadiness`, ...) is smaller than what differs between writers.

    Attributes
    ----------
    name : str
        Who it is, such as ``"synthetic-0007"``.
    seed : int
        Settles the writer's form of every character.
    slant : float
        Lean of upright strokes to the right, columns per row.
    aspect : float
        Width of letters, relative to the templates.
    habit : float
        How far the writer's own forms stray from the templates, standard deviation.
    unsteadiness : float
        How far points stray from one letter to the next, standard deviation.
    roundness : float
        How far corners are rounded off.
    tilt : float
        Lasting turn of letters, clockwise.
    pen_width : float
        Width of the stroke.
    pressure : float
        Relative swing of the stroke's width along a letter.
    fidelity : float
        Chance that a letter takes the writer's preferred form.
    overshoot : float
        How far strokes run beyond their ends; negative values leave gaps.
    letter_gap : float
        Ink to ink distance of neighbouring letters.
    wobble : float
        Standard deviation of letters about the baseline.
    size_variation : float
        Relative standard deviation of letter heights.
    """

    name: str
    seed: int
    slant: float = 0.0
    aspect: float = 1.0
    habit: float = 0.02
    unsteadiness: float = 0.01
    roundness: float = 0.03
    tilt: float = 0.0
    pen_width: float = 0.09
    pressure: float = 0.1
    fidelity: float = 0.9
    overshoot: float = 0.0
    letter_gap: float = 0.16
    wobble: float = 0.02
    size_variation: float = 0.04


def draw_writer(name: str, rng: np.random.Generator) -> Writer:
    """Draw a writer at random.

    Parameters
    ----------
    name : str
        What to call the writer.
    rng : numpy.random.Generator
        Where every random draw comes from.

    Returns
    -------
    Writer
        Habits as they differ between people who print by hand.
    """
    return Writer(
        name=name,
        seed=int(rng.integers(2**31)),
        slant=float(np.clip(rng.normal(0.07, 0.14), -0.3, 0.5)),
        aspect=float(np.exp(rng.normal(0.08, 0.2))),
        habit=float(rng.uniform(0.015, 0.05)),
        unsteadiness=float(rng.uniform(0.006, 0.025)),
        roundness=float(rng.uniform(0.0, 0.07)),
        tilt=float(rng.normal(0.0, 2.5)),
        pen_width=float(np.clip(np.exp(rng.normal(np.log(0.085), 0.35)), 0.04, 0.22)),
        pressure=float(rng.uniform(0.0, 0.25)),
        fidelity=float(rng.uniform(0.75, 1.0)),
        overshoot=float(rng.normal(0.0, 0.02)),
        letter_gap=float(np.clip(rng.normal(0.2, 0.08), 0.06, 0.5)),
        wobble=float(rng.uniform(0.0, 0.04)),
        size_variation=float(rng.uniform(0.01, 0.07)),
    )


def trace_character(character: str, writer: Writer, rng: np.random.Generator) -> list[Points]:
    """Return the way of the pen as a writer prints a character once.

    Parameters
    ----------
    character : str
        One character that has templates.
    writer : Writer
        Who prints it.
    rng : numpy.random.Generator
        Where what differs from one time to the next comes from.

    Returns
    -------
    list of numpy.ndarray
        For each stroke, (n, 2) float64: row and column in cap heights, densely spaced; row 0 is
        the cap line, row 1 the baseline.

    Raises
    ------
    ValueError
        If the character has no templates.
    """
    template, own = _own_form(character, writer, rng)
    paths = []
    whole_own = _draw_bend(own, writer.habit)
    whole_now = _draw_bend(rng, writer.unsteadiness)
    for stroke in template.strokes:
        points = _strayed(stroke.points, own, writer.habit)
        points = _strayed(points, rng, writer.unsteadiness)
        points = _bent(_bent(points, whole_own), whole_now)
        path = _resampled(_expanded(Stroke(points, stroke.curved)))
        path = _rounded(path, writer.roundness)
        paths.append(_lengthened(path, writer.overshoot + rng.normal(0.0, 0.015, size=2)))
    slant = writer.slant + rng.normal(0.0, writer.unsteadiness)
    tilt = np.deg2rad(writer.tilt + rng.normal(0.0, 60.0 * writer.unsteadiness))
    aspect = writer.aspect * np.exp(own.normal(0.0, 2.5 * writer.habit))
    aspect *= np.exp(rng.normal(0.0, 2.0 * writer.unsteadiness))
    return _leaned(paths, float(slant), float(tilt), float(aspect))


def _own_form(
    character: str, writer: Writer, rng: np.random.Generator
) -> tuple[Template, np.random.Generator]:
    """Pick the form; the generator returned repeats the writer's own way of drawing it."""
    templates = templates_of(character)
    weights = np.array([template.weight for template in templates])
    choice = np.random.default_rng([writer.seed, ord(character)])
    picked = int(choice.choice(len(templates), p=weights / weights.sum()))
    if rng.random() >= writer.fidelity:
        picked = int(rng.choice(len(templates), p=weights / weights.sum()))
    return templates[picked], np.random.default_rng([writer.seed, ord(character), picked])


def _strayed(points: Points, rng: np.random.Generator, amount: float) -> Points:
    """Move the whole stroke, then each of its points."""
    together = rng.normal(0.0, 0.8 * amount, size=(1, 2))
    strayed: Points = points + together + rng.normal(0.0, 0.7 * amount, size=points.shape)
    return strayed


def _draw_bend(rng: np.random.Generator, amount: float) -> Points:
    """Draw a smooth distortion of the whole letter: (5, 2) coefficients of a polynomial."""
    bend: Points = rng.normal(0.0, amount, size=(5, 2)) * _BEND_SPREAD
    return bend


def _bent(points: Points, bend: Points) -> Points:
    row, col = (points - _MIDDLE).T
    terms = np.stack([row, col, row * col, row * row, col * col], axis=1)
    bent: Points = points + terms @ bend
    return bent


def _expanded(stroke: Stroke) -> Points:
    """Turn curves into short straight lines: runs of curved stretches are Catmull-Rom splines.

    Centripetal parametrisation after Barry and Goldman, SIGGRAPH 1988.
    """
    pieces = [stroke.points[:1]]
    start = 0
    while start < len(stroke.curved):
        stop = start + 1
        if stroke.curved[start]:
            while stop < len(stroke.curved) and stroke.curved[stop]:
                stop += 1
            pieces.append(_spline(stroke.points[start : stop + 1]))
        else:
            pieces.append(stroke.points[stop : stop + 1])
        start = stop
    return np.concatenate(pieces)


def _spline(points: Points) -> Points:
    """Return points along the spline through the points, the first one left out."""
    if np.hypot(*(points[0] - points[-1])) < _SHORTEST:
        before, after = points[-2], points[1]  # a closed loop goes round without a corner
    else:
        before, after = 2 * points[0] - points[1], 2 * points[-1] - points[-2]
    padded = np.concatenate([[before], points, [after]])
    gaps = np.maximum(np.hypot(*np.diff(padded, axis=0).T), 1e-6) ** 0.5
    knots = np.concatenate([[0.0], np.cumsum(gaps)])
    t0, t1, t2, t3 = (knots[k : len(knots) - 3 + k, None, None] for k in range(4))
    p0, p1, p2, p3 = (padded[k : len(padded) - 3 + k, None, :] for k in range(4))
    share = np.arange(1, _CURVE_STEPS + 1)[None, :, None] / _CURVE_STEPS
    t = t1 + (t2 - t1) * share
    a1 = ((t1 - t) * p0 + (t - t0) * p1) / (t1 - t0)
    a2 = ((t2 - t) * p1 + (t - t1) * p2) / (t2 - t1)
    a3 = ((t3 - t) * p2 + (t - t2) * p3) / (t3 - t2)
    b1 = ((t2 - t) * a1 + (t - t0) * a2) / (t2 - t0)
    b2 = ((t3 - t) * a2 + (t - t1) * a3) / (t3 - t1)
    curve: Points = ((t2 - t) * b1 + (t - t1) * b2) / (t2 - t1)
    return curve.reshape(-1, 2)


def _resampled(path: Points) -> Points:
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    count = max(2, round(lengths[-1] / _STEP) + 1)
    at = np.linspace(0.0, lengths[-1], count)
    return np.stack([np.interp(at, lengths, path[:, axis]) for axis in range(2)], axis=1)


def _rounded(path: Points, roundness: float) -> Points:
    """Smooth a path along its length, its ends kept."""
    reach = min(round(roundness / _STEP), (len(path) - 1) // 3)
    if reach < 1:
        return path
    kernel = np.hanning(2 * reach + 3)[1:-1]
    kernel /= kernel.sum()
    ahead = 2 * path[0] - path[reach:0:-1]
    beyond = 2 * path[-1] - path[-2 : -2 - reach : -1]
    padded = np.concatenate([ahead, path, beyond])
    return np.stack([np.convolve(padded[:, axis], kernel, "valid") for axis in range(2)], axis=1)


def _lengthened(path: Points, amounts: npt.NDArray[np.float64]) -> Points:
    """Run a path beyond its two ends, or stop short of them where the amount is negative."""
    if (len(path) - 1) * _STEP < _SHORTEST:
        return path
    for amount in amounts:
        path = path[::-1]
        steps = round(abs(float(amount)) / _STEP)
        if amount < 0:
            path = path[: len(path) - min(steps, len(path) // 4)]
        elif steps:
            stride = (path[-1] - path[-3]) / 2
            path = np.concatenate([path, path[-1] + stride * np.arange(1, steps + 1)[:, None]])
    return path


def _leaned(paths: Sequence[Points], slant: float, tilt: float, aspect: float) -> list[Points]:
    """Widen, slant and turn a letter about the foot of its middle."""
    cosine, sine = np.cos(tilt), np.sin(tilt)
    # Rows and columns of a point (row, column) relative to the pivot are multiplied from the right.
    widen_and_slant = np.array([[1.0, -slant], [0.0, aspect]])
    turn = np.array([[cosine, -sine], [sine, cosine]])
    pivot = np.array([1.0, _MIDDLE[1]])
    return [(path - pivot) @ (widen_and_slant @ turn) + pivot for path in paths]

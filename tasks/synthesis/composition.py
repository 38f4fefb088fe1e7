"""Composition: where each character of a text stands on a level page, and the way of its pen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.alphabet import kind_of
from tasks.synthesis.pen import Ink, ink_strokes
from tasks.synthesis.writer import Points, Writer, trace_character

_WAVE_LENGTH = 14.0  # text heights from crest to crest of a wavy baseline
_GAP_SPREAD = 0.2  # relative standard deviation of gaps between letters and between words
_LEAST_GAP = 3  # pixels of paper that part neighbours which must not touch
_MERGED = 0.5  # pen widths by which touching neighbours run into each other
_LEAST_MERGED = 2  # pixels by which touching neighbours run into each other, at least
_KERNING = 0.1  # text heights by which the box of a letter may reach into its neighbour's
_LEAST_ROOM = 0.3  # of a gap: what is left of it where letters crowd
_PEN_SEEDS = 2**31

_Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Spacing:
    """How a text is spread over the page; lengths in text heights.

    Attributes
    ----------
    text_height : float
        Height of capitals, pixels.
    line_spacing : float
        From baseline to baseline.
    word_gap : float
        Paper between words.
    touching_rate : float
        Share of neighbouring letters and digits of a word that touch.
    size_ratio : float or None
        Largest to smallest letter height of a line; None leaves it to the writer.
    wave : float
        Amplitude of the baseline's wave.
    title_scale : float
        Size of the first line, relative to the others.
    """

    text_height: float
    line_spacing: float
    word_gap: float
    touching_rate: float
    size_ratio: float | None
    wave: float
    title_scale: float


@dataclass(frozen=True)
class Placed:
    """A character on a level page.

    Attributes
    ----------
    character : str
        What it is.
    line, word : int
        Number of its line, and of its word within the line, from 0.
    strokes : tuple of numpy.ndarray
        (n, 2) float64 each: rows and columns, pixels; the text's first baseline starts at (0, 0).
    pen_width : float
        Width of the stroke, pixels.
    pen_seed : int
        Repeats the pen's swing of pressure.
    ink : Ink
        The same, drawn.
    """

    character: str
    line: int
    word: int
    strokes: tuple[Points, ...]
    pen_width: float
    pen_seed: int
    ink: Ink


def ink_placed(strokes: Sequence[Points], pen_width: float, pressure: float, seed: int) -> Ink:
    """Draw a placed character's strokes, anywhere; the seed repeats the swing of pressure."""
    return ink_strokes(strokes, pen_width, pressure, np.random.default_rng(seed))


def compose(
    lines: Sequence[str], writer: Writer, spacing: Spacing, rng: np.random.Generator
) -> list[Placed]:
    """Set lines of text below each other, by hand.

    Parameters
    ----------
    lines : sequence of str
        The text; characters of the full alphabet and blanks. Empty lines leave their space empty.
    writer : Writer
        Who prints it.
    spacing : Spacing
        How it is spread.
    rng : numpy.random.Generator
        Where every random draw comes from.

    Returns
    -------
    list of Placed
        Every character but blanks, in reading order.

    Raises
    ------
    ValueError
        If a character has no templates.
    """
    placed: list[Placed] = []
    baseline = 0.0
    phase = rng.uniform(0.0, 2.0 * np.pi)
    for number, line in enumerate(lines):
        scale = spacing.title_scale if number == 0 else 1.0
        if number:
            baseline += spacing.line_spacing * spacing.text_height * scale
        height = spacing.text_height * scale
        placed += _compose_line(line, number, writer, spacing, (baseline, height, phase), rng)
        phase += rng.normal(0.0, 0.3)
    return placed


def _compose_line(
    line: str,
    number: int,
    writer: Writer,
    spacing: Spacing,
    place: tuple[float, float, float],
    rng: np.random.Generator,
) -> list[Placed]:
    """Set one line; `place` is its baseline, its letter height and the phase of its wave."""
    baseline, height, phase = place
    pen_width = writer.pen_width * height  # the pen does not change with the size of letters
    sizes = height * _size_factors(len(line.replace(" ", "")), writer, spacing, rng)
    placed: list[Placed] = []
    word = 0
    blanks = 0
    for character in line:
        if character == " ":
            blanks += 1
            continue
        size = float(sizes[len(placed)])
        strokes = [size * path for path in trace_character(character, writer, rng)]
        seed = int(rng.integers(_PEN_SEEDS))
        wobble, spread, chance = float(rng.normal()), float(rng.normal()), float(rng.random())
        near = placed[-1].ink.right if placed else 0
        wave = np.sin(2.0 * np.pi * near / (_WAVE_LENGTH * height) + phase)
        foot = baseline + height * (spacing.wave * float(wave) + writer.wobble * wobble)
        ink = _moved(ink_placed(strokes, pen_width, writer.pressure, seed), round(foot - size), 0)
        roomy = max(_LEAST_ROOM, 1.0 + _GAP_SPREAD * spread)
        if not placed:
            start = -ink.left
        elif blanks:
            word += 1
            start = near + max(round(spacing.word_gap * height * blanks * roomy), _LEAST_GAP)
            start -= ink.left
        elif chance < spacing.touching_rate and _may_touch(placed[-1].character, character):
            start = _start_touching(placed[-1].ink, ink, pen_width)
        else:
            gap = writer.letter_gap * height * roomy
            inks = [one.ink for one in placed[-2:]]
            start = max(_start_apart(before, ink, gap, _KERNING * height) for before in inks)
        shift = np.array([round(foot - size), start], dtype=np.float64)
        moved = tuple(path + shift for path in strokes)
        ink = _moved(ink, 0, start)
        placed.append(Placed(character, number, word, moved, pen_width, seed, ink))
        blanks = 0
    return placed


def _size_factors(
    count: int, writer: Writer, spacing: Spacing, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Draw relative sizes, of geometric mean near 1, whose range is exactly the ratio asked for."""
    draws = rng.normal(size=count)
    if spacing.size_ratio is None:
        return np.asarray(np.exp(writer.size_variation * draws), dtype=np.float64)
    if count < 2:
        return np.ones(count)
    shares = (draws - draws.min()) / (draws.max() - draws.min()) - 0.5
    return np.asarray(spacing.size_ratio**shares, dtype=np.float64)


def _may_touch(before: str, character: str) -> bool:
    return "sign" not in (kind_of(before), kind_of(character))


def _moved(ink: Ink, rows: int, cols: int) -> Ink:
    return Ink(ink.pixels, ink.top + rows, ink.left + cols)


def _start_apart(before: Ink, ink: Ink, gap: float, kerning: float) -> int:
    """Columns to move ink by, so that it stands a gap right of the ink before, in every row."""
    gap = max(gap, _LEAST_GAP)
    right, left = _facing_profiles(before, ink, max(_LEAST_GAP, round(gap / 2)))
    least = before.right - kerning + gap - ink.left
    facing = np.isfinite(right) & np.isfinite(left)
    if facing.any():
        least = max(least, float((right - left)[facing].max()) + gap)
    return int(np.ceil(least))


def _start_touching(before: Ink, ink: Ink, pen_width: float) -> int:
    """Columns to move ink by, so that it just runs into the ink before; close by if it cannot."""
    right, left = _facing_profiles(before, ink, 0)
    facing = np.isfinite(right) & np.isfinite(left)
    if not facing.any():
        return before.right - ink.left
    merged = max(_LEAST_MERGED, round(_MERGED * pen_width))
    return int(np.floor((right - left)[facing].max())) - merged


def _facing_profiles(
    before: Ink, ink: Ink, reach: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return, row by row, the right end of one ink and the left end of another.

    Without ink the ends are minus and plus infinity. The right end counts for `reach` rows above
    and below as well.
    """
    top = min(before.top, ink.top) - reach
    count = max(before.bottom, ink.bottom) + reach - top
    right = np.full(count, -np.inf)
    left = np.full(count, np.inf)
    rows, _, ends = _row_ends(before)
    for shift in range(-reach, reach + 1):
        moved = rows - top + shift
        right[moved] = np.maximum(right[moved], ends)
    rows, starts, _ = _row_ends(ink)
    left[rows - top] = starts
    return right, left


def _row_ends(ink: Ink) -> tuple[_Ints, _Ints, _Ints]:
    """Return the rows that hold ink, its first column in each, and one past its last."""
    solid = ink.pixels > 0
    rows = np.flatnonzero(solid.any(axis=1))
    solid = solid[rows]
    starts = ink.left + np.argmax(solid, axis=1)
    ends = ink.right - np.argmax(solid[:, ::-1], axis=1)
    return ink.top + rows, starts, ends

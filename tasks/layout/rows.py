"""Rows: glyphs gathered to rows and words, in reading order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.rows import Rows
from schemas.settings import RowSettings
from schemas.validation import empty_table, table_of
from tasks.layout.baselines import Baseline, fit_baseline
from tasks.layout.columns import read_columns
from tasks.layout.lines import group_lines
from tasks.layout.marks import lonely_lines, rows_of_marks, small_boxes
from tasks.layout.words import row_partings, words_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Glyphs lower than this share of their row's text height are specks, unless they are as wide as a
#: letter of a smaller size.
LEAST_HEIGHT = 0.4
SMALL_HEIGHT, SMALL_WIDTH = 0.25, 0.16
#: Glyphs on each side of a gap that tell how tall text is there: words differ within a row.
GLYPHS_AROUND = 3
#: The taller half of a row's glyphs tell its text height.
TALL_PERCENTILE = 60.0


def cluster_rows(glyphs: pa.Table, settings: RowSettings) -> pa.Table:
    """Gather the glyphs of one page to rows and words, in reading order.

    All distances are relative to the text height and measured on the level page.

    Parameters
    ----------
    glyphs : pyarrow.Table
        Of schema `schemas.glyphs.Glyphs`, of one page.
    settings : RowSettings
        How readily words are parted.

    Returns
    -------
    pyarrow.Table
        Of schema `schemas.rows.Rows`; empty where there are no glyphs. A glyph stands in at most
        one row; specks stand in none.
    """
    if glyphs.num_rows == 0:
        return empty_table(Rows)
    boxes = _columns(glyphs, "level_top", "level_left", "level_bottom", "level_right")
    on_page = _columns(glyphs, "top", "left", "bottom", "right").astype(np.int64)
    numbers = glyphs["glyph"].to_numpy()
    page_id = glyphs["page_id"][0].as_py()
    small = small_boxes(boxes) if settings.small_marks else np.zeros(len(boxes), dtype=np.bool_)
    lines = _lines(boxes, np.flatnonzero(~small))
    if settings.small_marks:
        lines = _without_strays(lines, boxes)
    heights = [row_height(boxes[line]) for line in lines]
    baselines = [
        _baseline(boxes[line], height) for line, height in zip(lines, heights, strict=True)
    ]
    standing, of_letters = boxes, lines
    if settings.small_marks:
        lines, standing = _with_marks(lines, boxes, baselines, heights)
    whites = [white_between(standing[line]) for line in lines]
    rows = []
    parted = row_partings(whites, settings.word_gap)
    for number, (line, letters, height, baseline, partings) in enumerate(
        zip(lines, of_letters, heights, baselines, parted, strict=True)
    ):
        # The baseline's height is given where the row begins, be that a mark.
        begin, first = boxes[line, 1].min(), boxes[letters, 1].min()
        rows.append(
            {
                "page_id": page_id,
                "row": number,
                "top": int(on_page[line, 0].min()),
                "left": int(on_page[line, 1].min()),
                "bottom": int(on_page[line, 2].max()),
                "right": int(on_page[line, 3].max()),
                "baseline": baseline.height + baseline.slope * float(begin - first),
                "slope": baseline.slope,
                "text_height": height,
                "glyphs": numbers[line].tolist(),
                "words": words_of(partings).tolist(),
                "partings": partings.tolist(),
            }
        )
    return table_of(Rows, rows)


def row_height(boxes: Floats) -> float:
    """Return the typical glyph height of a row, of its taller glyphs rather than its smaller ones.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right.
    """
    return float(np.percentile(boxes[:, 2] - boxes[:, 0], TALL_PERCENTILE))


def white_between(boxes: Floats) -> Floats:
    """Measure the white between successive glyphs of a row, in heights of the glyphs around it.

    Parameters
    ----------
    boxes : (N, 4) float64 ndarray
        Top, left, bottom, right, from left to right.

    Returns
    -------
    (N - 1,) float64 ndarray
        Negative where boxes overlap.
    """
    heights = boxes[:, 2] - boxes[:, 0]
    around = [
        np.median(heights[max(0, gap + 1 - GLYPHS_AROUND) : gap + 1 + GLYPHS_AROUND])
        for gap in range(len(boxes) - 1)
    ]
    white: Floats = (boxes[1:, 1] - boxes[:-1, 3]) / np.array(around)
    return white


def _lines(boxes: Floats, letters: Ints) -> list[Ints]:
    """Gather letters to lines in reading order, as indices of their boxes."""
    if not letters.size:
        return []
    scale = float(np.median(boxes[letters, 2] - boxes[letters, 0]))
    own = boxes[letters]
    lines = read_columns(group_lines(own, scale), own, scale)
    return [_without_specks(letters[line], boxes) for line in lines]


def _baseline(boxes: Floats, height: float) -> Baseline:
    x = (boxes[:, 1] + boxes[:, 3]) / 2
    return fit_baseline(x, boxes[:, 2], float(boxes[:, 1].min()), height)


def _without_strays(lines: Sequence[Ints], boxes: Floats) -> list[Ints]:
    """Leave out lines of one or two glyphs that stand within another one's row."""
    lonely = lonely_lines(lines)
    others = [boxes[line] for line, alone in zip(lines, lonely, strict=True) if not alone]
    heights = [row_height(own) for own in others]
    baselines = [_baseline(own, height) for own, height in zip(others, heights, strict=True)]
    return [
        line
        for line, alone in zip(lines, lonely, strict=True)
        if not alone or (rows_of_marks(boxes[line], others, baselines, heights) < 0).any()
    ]


def _with_marks(
    lines: Sequence[Ints], boxes: Floats, baselines: Sequence[Baseline], heights: Sequence[float]
) -> tuple[list[Ints], Floats]:
    """Put what stands in no line into the lines, as small marks.

    Returns
    -------
    list of int64 ndarray
        The lines, from left to right.
    (N, 4) float64 ndarray
        The boxes, with marks as tall as their line: white is measured in heights of letters.
    """
    marks = np.setdiff1d(np.arange(len(boxes)), np.concatenate([*lines, np.zeros(0, np.int64)]))
    row = rows_of_marks(boxes[marks], [boxes[line] for line in lines], baselines, heights)
    standing = boxes.copy()
    filled = []
    for number, (line, height) in enumerate(zip(lines, heights, strict=True)):
        own = marks[row == number]
        standing[own, 2] = standing[own, 0] + height
        both = np.concatenate([line, own])
        x = (boxes[both, 1] + boxes[both, 3]) / 2
        filled.append(both[np.argsort(x, kind="stable")])
    return filled, standing


def _without_specks(line: Ints, boxes: Floats) -> Ints:
    heights = boxes[line, 2] - boxes[line, 0]
    widths = boxes[line, 3] - boxes[line, 1]
    height = row_height(boxes[line])
    small = (heights >= SMALL_HEIGHT * height) & (widths >= SMALL_WIDTH * height)
    kept: Ints = line[(heights >= LEAST_HEIGHT * height) | small]
    return kept


def _columns(table: pa.Table, *names: str) -> Floats:
    return np.stack([table[name].to_numpy() for name in names], axis=1).astype(np.float64)

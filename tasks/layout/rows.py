"""Rows: glyphs gathered to rows and words, in reading order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schemas.rows import Rows
from schemas.settings import RowSettings
from schemas.validation import empty_table, table_of
from tasks.layout.baselines import fit_baseline
from tasks.layout.columns import read_columns
from tasks.layout.lines import group_lines
from tasks.layout.words import row_words

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Glyphs lower than this share of their row's text height are specks.
LEAST_HEIGHT = 0.4
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
    scale = float(np.median(boxes[:, 2] - boxes[:, 0]))
    lines = read_columns(group_lines(boxes, scale), boxes, scale)
    lines = [_without_specks(line, boxes) for line in lines]
    heights = [row_height(boxes[line]) for line in lines]
    whites = [white_between(boxes[line]) for line in lines]
    rows = []
    for number, (line, height, words) in enumerate(
        zip(lines, heights, row_words(whites, settings.word_gap), strict=True)
    ):
        x = (boxes[line, 1] + boxes[line, 3]) / 2
        baseline = fit_baseline(x, boxes[line, 2], float(boxes[line, 1].min()), height)
        rows.append(
            {
                "page_id": page_id,
                "row": number,
                "top": int(on_page[line, 0].min()),
                "left": int(on_page[line, 1].min()),
                "bottom": int(on_page[line, 2].max()),
                "right": int(on_page[line, 3].max()),
                "baseline": baseline.height,
                "slope": baseline.slope,
                "text_height": height,
                "glyphs": numbers[line].tolist(),
                "words": words.tolist(),
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


def _without_specks(line: Ints, boxes: Floats) -> Ints:
    heights = boxes[line, 2] - boxes[line, 0]
    kept: Ints = line[heights >= LEAST_HEIGHT * row_height(boxes[line])]
    return kept


def _columns(table: pa.Table, *names: str) -> Floats:
    return np.stack([table[name].to_numpy() for name in names], axis=1).astype(np.float64)

"""Pictures: what each stage made of a page, to be looked at by a person."""

from __future__ import annotations

import colorsys
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.inspection.level_view import Canvas, Floats, LevelView, Pixels, level_view
from tasks.inspection.stages import Stages
from tasks.output.report import DOUBTFUL, VERY_DOUBTFUL
from tasks.segmentation.illumination import reduce_pixels
from tasks.segmentation.looking import WORKING_PIXELS
from tasks.segmentation.observing import BACKGROUND, DARKNESS, GLYPHS, INK, RULINGS

#: Names of the pictures' files, in the order of the stages.
PAGE_FILE = "01-page.png"
BACKGROUND_FILE = "02-background.png"
DARKNESS_FILE = "03-darkness.png"
BINARY_FILE = "04-binary.png"
LINES_REMOVED_FILE = "05-lines-removed.png"
ROWS_FILE = "06-rows.png"
CUTS_FILE = "07-cuts.png"
READING_FILE = "08-reading.png"
PICTURE_FILES = (
    PAGE_FILE,
    BACKGROUND_FILE,
    DARKNESS_FILE,
    BINARY_FILE,
    LINES_REMOVED_FILE,
    ROWS_FILE,
    CUTS_FILE,
    READING_FILE,
)

BLACK, GREY, WHITE = (0, 0, 0), (150, 150, 150), (255, 255, 255)
RED, ORANGE, GREEN, BLUE = (200, 20, 20), (230, 140, 0), (0, 130, 60), (30, 80, 200)
LIGHT_BLUE = (110, 170, 235)
#: Opacity of what is laid over ink, of 255.
TINT = 60
#: Size of what is written over a row, in heights of its text, and how far above the ink.
WRITTEN, ABOVE = 0.5, 0.08
#: Turn of the colour wheel from one row to the next: no two rows near each other look alike.
HUE_STEP = 0.381966
SIDES = ("top", "left", "bottom", "right")
LEVEL_SIDES = tuple(f"level_{side}" for side in SIDES)


def draw_pictures(pixels: Pixels, stages: Stages) -> dict[str, Pixels]:
    """Draw what each stage made of a page.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 ndarray
        The page.
    stages : Stages
        What was found on it, with the pictures on the way.

    Returns
    -------
    dict of str to (H, W, 3) uint8 ndarray
        By the name of its file, in the order of `PICTURE_FILES`.
    """
    view = level_view(pixels, stages.segmented.skew, stages.segmented.text_height)
    return {
        PAGE_FILE: reduce_pixels(pixels, WORKING_PIXELS)[0],
        BACKGROUND_FILE: stages.seen[BACKGROUND],
        DARKNESS_FILE: _in_grey(stages.seen[DARKNESS]),
        BINARY_FILE: _painted(stages.seen[INK], {}),
        LINES_REMOVED_FILE: _what_was_left_out(stages),
        ROWS_FILE: draw_rows(view, stages),
        CUTS_FILE: draw_cuts(view, stages),
        READING_FILE: draw_reading(view, stages),
    }


def draw_rows(view: LevelView, stages: Stages) -> Pixels:
    """Draw glyphs' boxes in the colour of their row, words tinted, and each row's baseline."""
    canvas = view.canvas()
    glyphs = stages.segmented.glyphs
    boxes = view.boxes(_columns(glyphs, LEVEL_SIDES))
    place = {number: i for i, number in enumerate(glyphs["glyph"].to_pylist())}
    loose = np.ones(len(boxes), dtype=bool)
    for row in stages.rows.to_pylist():
        colour = row_colour(row["row"])
        own = np.array([place[number] for number in row["glyphs"]], dtype=np.intp)
        loose[own] = False
        words = np.array(row["words"])
        for word in np.unique(words):
            canvas.box(_around(boxes[own[words == word]]), fill=(*colour, TINT))
        for box in boxes[own]:
            canvas.box(box, outline=colour)
        _draw_baseline(canvas, view, row, _around(boxes[own]), colour)
    for box in boxes[loose]:
        canvas.box(box, outline=GREY, width=1)
    return canvas.pixels()


def draw_cuts(view: LevelView, stages: Stages) -> Pixels:
    """Draw where glyphs may be cut, and what was read as one character.

    Each character read stands in a box: light blue, or green if several glyphs were joined. Cuts of
    a glyph that were weighed and passed over are grey, those that were made are red.
    """
    canvas = view.canvas()
    boxes = view.boxes(_columns(stages.spans, LEVEL_SIDES))
    names = ("row", "first", "last", "glyph")
    spans = list(zip(*(stages.spans[name].to_pylist() for name in names), strict=True))
    glyph_of = {(row, first): glyph for row, first, last, glyph in spans if last == first + 1}
    starts = set()
    for i in sorted(_chosen_spans(stages)):
        row, first, last, _ = spans[i]
        starts.add((row, first))
        joined = len({glyph_of[row, atom] for atom in range(first, last)}) > 1
        canvas.box(boxes[i], outline=GREEN if joined else LIGHT_BLUE, width=3 if joined else 1)
    for (row, first, last, glyph), box in zip(spans, boxes, strict=True):
        if last == first + 1 and glyph_of.get((row, first - 1)) == glyph:
            made = (row, first) in starts
            canvas.line((box[0], box[1]), (box[2], box[1]), RED if made else GREY)
    return canvas.pixels()


def draw_reading(view: LevelView, stages: Stages) -> Pixels:
    """Write each character over its ink.

    Sure ones are green. Doubtful ones are marked as in the report, orange, or red if as likely
    wrong as right, with what else they may be below. What context has changed is underlined blue.
    """
    canvas = view.canvas()
    boxes = view.boxes(_columns(stages.spans, LEVEL_SIDES))
    heights = {row["row"]: row["text_height"] for row in stages.rows.to_pylist()}
    spans = _spans_by_box(stages)
    for reading in stages.readings.to_pylist():
        box = boxes[spans[_key(reading)]]
        size = WRITTEN * heights[reading["row"]] * view.frame.scale
        middle = (box[1] + box[3]) / 2
        colour = doubt_colour(reading["confidence"])
        if colour != GREEN:
            canvas.box(box, outline=colour, fill=(*colour, TINT))
            others = "".join(c for c in reading["alternatives"] if c != reading["character"])
            canvas.text((box[2] + size, middle), others[:2], 0.8 * size, colour)
        if reading["isolated"] != reading["character"]:
            canvas.line((box[2] + 2, box[1]), (box[2] + 2, box[3]), BLUE)
        foot = max(box[0] - ABOVE * size / WRITTEN, size)
        canvas.text((foot, middle), reading["character"], size, colour)
    return canvas.pixels()


def row_colour(row: int) -> tuple[int, int, int]:
    """Return the colour of a row, from 0: dark enough to be seen on paper."""
    red, green, blue = colorsys.hsv_to_rgb((0.6 + row * HUE_STEP) % 1.0, 0.9, 0.75)
    return round(255 * red), round(255 * green), round(255 * blue)


def doubt_colour(confidence: float) -> tuple[int, int, int]:
    """Return the colour of a character as sure as this."""
    if confidence < VERY_DOUBTFUL:
        return RED
    return ORANGE if confidence < DOUBTFUL else GREEN


def _in_grey(darkness: npt.NDArray[np.floating]) -> Pixels:
    grey = np.clip(np.rint(255.0 * (1.0 - darkness)), 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def _painted(ink: npt.NDArray[np.bool_], parts: dict[tuple[int, int, int], Any]) -> Pixels:
    """Paint ink black on white, and then each mask in its colour."""
    picture = np.full((*ink.shape, 3), WHITE, np.uint8)
    picture[ink] = BLACK
    for colour, mask in parts.items():
        picture[mask] = colour
    return picture


def _what_was_left_out(stages: Stages) -> Pixels:
    """Paint ink that went into glyphs black, rulings light blue, and all other ink orange."""
    ink = stages.seen[INK]
    parts: dict[tuple[int, int, int], Any] = {}
    glyphs = stages.seen.get(GLYPHS)
    # Without glyphs the page was seen small only.
    parts[ORANGE] = ink if glyphs is None else ink & ~glyphs
    rulings = stages.seen.get(RULINGS)
    if rulings is not None and rulings.shape == ink.shape:
        parts[LIGHT_BLUE] = rulings & ~ink
    return _painted(ink, parts)


def _draw_baseline(
    canvas: Canvas, view: LevelView, row: dict[str, Any], around: Floats, colour: tuple[int, ...]
) -> None:
    start = (row["baseline"] - view.frame.top) * view.frame.scale
    end = start + row["slope"] * (around[3] - around[1])
    canvas.line((start, around[1]), (end, around[3]), colour)


def _chosen_spans(stages: Stages) -> set[int]:
    spans = _spans_by_box(stages)
    return {spans[_key(reading)] for reading in stages.readings.to_pylist()}


def _spans_by_box(stages: Stages) -> dict[tuple[int, ...], int]:
    """Return the span of each row, glyph and page box, as its number in the table.

    Atoms overlap where a stroke was severed, so that several spans may fill one box: the one of
    most atoms leaves none of them unread.
    """
    columns = [stages.spans[name].to_pylist() for name in ("row", "glyph", *SIDES)]
    keys = list(zip(*columns, strict=True))
    atoms = stages.spans["last"].to_numpy() - stages.spans["first"].to_numpy()
    return {keys[i]: i for i in np.argsort(atoms, kind="stable").tolist()}


def _key(reading: dict[str, Any]) -> tuple[int, ...]:
    return tuple(reading[name] for name in ("row", "glyph", *SIDES))


def _around(boxes: Floats) -> Floats:
    around: Floats = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
    return around


def _columns(table: Any, names: tuple[str, ...]) -> Floats:
    return np.stack([table[name].to_numpy() for name in names], axis=1).astype(np.float64)

"""Looking: ink at one scale, first on the whole page and small, then level and to scale."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from schemas.settings import SegmentSettings
from tasks.segmentation.binarise import BoolImage, find_dark, find_ink, ink_darkness
from tasks.segmentation.breaks import join_halves
from tasks.segmentation.clearing import Cleared, Slopes, clear_level, clear_overview
from tasks.segmentation.components import Components, LabelImage, label_ink, measure
from tasks.segmentation.fingers import find_fingers, without
from tasks.segmentation.glyphs import is_dirt
from tasks.segmentation.illumination import (
    FloatImage,
    absorbance,
    brightness,
    paper_colour,
    reduce_pixels,
)
from tasks.segmentation.level import Frame, draw_level, make_frame
from tasks.segmentation.observing import BACKGROUND, DARKNESS, INK, RULINGS, Observer
from tasks.segmentation.size import text_height, text_like

ByteImage = npt.NDArray[np.uint8]

#: Pixels of the first look at a page, and of the working picture, at most.
OVERVIEW_PIXELS = 2_000_000
WORKING_PIXELS = 4_000_000
#: Height of text in the working picture, pixels: twice what networks look at.
WORKING_HEIGHT = 48.0
#: Small pictures are magnified at most so many times: beyond, there is nothing to see.
MAX_MAGNIFICATION = 3.0
#: Pixels per working pixel from which the working picture is drawn: finer ones would average out.
OVERSAMPLING = 4
#: Text lower than this, in pixels of the overview, is looked at again at a finer scale.
LEAST_OVERVIEW_HEIGHT = 12.0
#: Patches in which paper is measured at the first look, along the shorter side ...
PATCHES_ACROSS = 40
#: ... and their least side; then their side in text heights: wider than any stroke.
LEAST_PATCH = 8
PAPER_PATCH = 1 / 3
#: Side of the patches in which noise and darkness are measured, in text heights.
INK_PATCH = 1.0
#: Where patches show fewer pieces than this, smaller ones are tried, and are believed if they show
#: so many times as many.
FEW_PIECES, MANY_MORE = 16, 4
#: The overview's patches are guessed; if text is this many times larger or smaller than they
#: suit, the overview is repeated.
PATCH_MISFIT = 2.0
#: Pieces looked at, at most; a page full of hand print has about 2,000.
MAX_PIECES = 5_000


@dataclass(frozen=True, eq=False)
class Look:
    """Ink as seen at one scale.

    Attributes
    ----------
    absorbance : (H, W) float32 ndarray
        Darkness of each pixel, rulings removed.
    labels : (H, W) int32 ndarray
        Piece of ink that each pixel belongs to, from 1; 0 is paper.
    every, pieces : Components
        All pieces, and those that may be text.
    height : float
        How tall text is, pixels; 0 without any.
    slopes : Slopes or None
        How rulings fall, if there were any.
    joined : bool
        Whether halves of letters were joined.
    """

    absorbance: FloatImage
    labels: LabelImage
    every: Components
    pieces: Components
    height: float
    slopes: Slopes | None
    joined: bool = False


@dataclass(frozen=True, eq=False)
class Overview:
    """The page as a whole, small.

    Attributes
    ----------
    look : Look
        What is seen.
    factor : int
        Page pixels a pixel of it, each way.
    fingers : (H, W) bool ndarray or None
        Where fingers reach into it, if any do.
    """

    look: Look
    factor: int
    fingers: BoolImage | None

    @property
    def text_height(self) -> float:
        """How tall text is, page pixels; 0 without any."""
        return self.look.height * self.factor


@dataclass(frozen=True, eq=False)
class Seen:
    """What the page as a whole has told of it, for a closer look.

    Attributes
    ----------
    text_height : float
        Page pixels.
    skew : float
        Degrees by which text falls to the right.
    slopes : Slopes or None
        How rulings fall once the page is level, if there are any.
    fingers : (H, W) bool ndarray or None
        Where fingers reach into the page, at any scale, if any do.
    """

    text_height: float
    skew: float
    slopes: Slopes | None
    fingers: BoolImage | None


def look_over(pixels: ByteImage, settings: SegmentSettings, observe: Observer) -> Overview:
    """Look at the whole page, small; larger if its text is small.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 ndarray
        The page, RGB.
    settings : SegmentSettings
        Largest skew and sensitivity.
    observe : callable
        Is shown the pictures on the way, see `tasks.segmentation.observing`.
    """
    reduced, factor = reduce_pixels(pixels, OVERVIEW_PIXELS)
    patch = max(LEAST_PATCH, min(reduced.shape[:2]) // PATCHES_ACROSS)
    observe(BACKGROUND, lambda: paper_colour(reduced, patch))
    clear = partial(clear_overview, largest_skew=settings.max_skew)

    def looked(patch: int) -> tuple[FloatImage, Look]:
        level = absorbance(reduced, patch)
        return level, _look(level, round(patch / PAPER_PATCH), settings, clear, observe)

    level, look = looked(patch)
    closer = patch // 2
    while len(look.pieces) < FEW_PIECES and closer >= LEAST_PATCH:
        # Dense ruling passes for noise where patches hold much of it.
        other = looked(closer)
        if len(other[1].pieces) > MANY_MORE * len(look.pieces):
            patch, (level, look) = closer, other
        closer //= 2
    if factor > 1 and 0.0 < look.height < LEAST_OVERVIEW_HEIGHT:
        finer, finer_factor = reduce_pixels(pixels, WORKING_PIXELS)
        text = look.height * factor / finer_factor
        reduced, factor = finer, finer_factor
    else:
        text = look.height
    suiting = max(LEAST_PATCH, round(PAPER_PATCH * text))
    misfit = not 1 / PATCH_MISFIT < suiting / patch < PATCH_MISFIT
    if look.height and (misfit or text != look.height):
        patch = suiting
        level, look = looked(patch)
    fingers = find_fingers(look.labels, look.every, look.height)
    if fingers is not None:
        level = without(level, fingers)
        look = _look(level, round(patch / PAPER_PATCH), settings, clear, observe)
    return Overview(look, factor, fingers)


def look_level(
    pixels: ByteImage, seen: Seen, settings: SegmentSettings, observe: Observer
) -> tuple[Look, FloatImage, Frame]:
    """Look at the page turned level, its text of the working height.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 ndarray
        The page, RGB.
    seen : Seen
        What an overview has told of it.
    settings : SegmentSettings
        Sensitivity.
    observe : callable
        Is shown the pictures on the way, see `tasks.segmentation.observing`.

    Returns
    -------
    Look
        What is seen.
    (H, W) float32 ndarray
        Grey levels of the same picture, not evened out.
    Frame
        Where it lies on the page.
    """
    height, width = pixels.shape[:2]
    scale = min(
        WORKING_HEIGHT / seen.text_height,
        MAX_MAGNIFICATION,
        math.sqrt(WORKING_PIXELS / (height * width)),
    )
    frame = make_frame(height, width, seen.skew, scale)
    reduced, factor = reduce_pixels(pixels, math.ceil(OVERSAMPLING * height * width * scale**2))
    patch = max(LEAST_PATCH, round(PAPER_PATCH * seen.text_height / factor))
    darkness = absorbance(reduced, patch)
    if seen.fingers is not None:
        darkness = without(darkness, seen.fingers)
    level = draw_level(darkness, factor, frame)
    observe(BACKGROUND, lambda: paper_colour(reduced, patch))
    clear = None
    text = seen.text_height * scale
    if seen.slopes:
        clear = partial(clear_level, text_height=text, slopes=seen.slopes)
    look = _look(level, round(INK_PATCH * text), settings, clear, observe)
    return _unbroken(look), draw_level(brightness(reduced), factor, frame), frame


def _unbroken(look: Look) -> Look:
    """Join letters that a level fold or scratch has cut in halves."""
    found = join_halves(look.labels, look.pieces, look.absorbance)
    if found is None:
        return look
    labels, level = found
    every = measure(labels, level)
    pieces = every.chosen(np.isin(every.label, look.pieces.label))
    return Look(level, labels, every, pieces, text_height(pieces), look.slopes, joined=True)


def _look(
    level: FloatImage,
    patch: int,
    settings: SegmentSettings,
    clear: Callable[[FloatImage, BoolImage, float], Cleared | None] | None,
    observe: Observer,
) -> Look:
    """Find the pieces of ink that may be text, and how tall text is."""
    patch = max(LEAST_PATCH, patch)
    ink = find_ink(level, patch, settings.sensitivity)
    observe(DARKNESS, lambda: level)
    cleared = None
    if clear:
        dark = find_dark(ink, patch, settings.sensitivity)
        darkness = ink.darkness or ink_darkness(ink.smooth[dark])
        cleared = clear(level, dark, darkness) if darkness else None
    if cleared:
        rulings = cleared.rulings
        level = cleared.absorbance
        ink = find_ink(level, patch, settings.sensitivity)
        observe(RULINGS, lambda: rulings)
    observe(INK, lambda: ink.mask)
    labels = label_ink(ink.mask)
    every = measure(labels, level)
    pieces = every.chosen(text_like(every, ink.mask.shape, ink.darkness))
    if len(pieces) > MAX_PIECES:
        pieces = pieces.chosen(np.sort(np.argsort(-pieces.area, kind="stable")[:MAX_PIECES]))
    height = text_height(pieces)
    pieces = pieces.chosen(~is_dirt(pieces, height))
    return Look(level, labels, every, pieces, height, cleared.slopes if cleared else None)

"""Synthetic pages: text printed by hand on paper, photographed, with exact truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydantic import Field
from scipy.ndimage import gaussian_filter

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.synthesis.composition import Placed, Spacing, compose, ink_placed
from tasks.synthesis.degrade import add_noise, add_specks, blur
from tasks.synthesis.forms import FormStyle, print_form
from tasks.synthesis.paper import Colour, PaperStyle, cover_border, draw_paper, light_field
from tasks.synthesis.pen import Ink
from tasks.synthesis.writer import Writer

_FULL = 255.0


class PageStyle(Settings):
    """How a page is written and photographed; lengths in text heights unless said."""

    height: int | None = Field(None, ge=1, description="page height, pixels; None: fits the text")
    width: int | None = Field(None, ge=1, description="page width, pixels; None: fits the text")
    text_height: float = Field(48.0, gt=0, description="height of capitals, pixels")
    writer: Writer = Field(Writer("synthetic", seed=0), description="whose hand it is")
    line_spacing: float = Field(1.9, gt=0, description="from baseline to baseline")
    margin: float = Field(1.5, ge=0, description="paper around the text")
    word_gap: float = Field(0.8, gt=0, description="paper between words")
    touching_rate: float = Field(
        0.0, ge=0, le=1, description="share of neighbouring letters of a word that touch"
    )
    size_ratio: float | None = Field(
        None, ge=1, description="largest to smallest letter of a line; None: the writer's habit"
    )
    wave: float = Field(0.03, ge=0, description="amplitude of wavy baselines")
    title_scale: float = Field(1.0, gt=0, description="size of the first line, relative")
    skew: float = Field(0.0, ge=-45, le=45, description="degrees that lines fall to the right")
    ink_colour: Colour = Field((52, 54, 62), description="red, green, blue of full ink")
    ink_contrast: float = Field(0.85, gt=0, le=1, description="how far ink covers the paper")
    ink_grain: float = Field(0.25, ge=0, le=1, description="how far the paper's grain breaks ink")
    bleed: float = Field(0.0, ge=0, le=0.5, description="contrast of the back side shining through")
    paper: PaperStyle = PaperStyle()
    form: FormStyle | None = Field(None, description="what is printed about the text")
    specks: float = Field(0.0, ge=0, description="dark specks a million pixels")
    blur: float = Field(0.6, ge=0, description="standard deviation, pixels")
    noise: float = Field(0.008, ge=0, description="standard deviation, black to white being 1")


#: Ink on white and nothing else: what is drawn is the ink alone.
CLEAN_STYLE = PageStyle(
    wave=0.0,
    ink_colour=(0, 0, 0),
    ink_contrast=1.0,
    ink_grain=0.0,
    paper=PaperStyle(colour=(255, 255, 255), texture=0.0, shade=0.0),
    blur=0.0,
    noise=0.0,
)


@dataclass(frozen=True)
class CharacterBox:
    """Where a character's ink stands: page pixels; its line and its word in it, from 0."""

    character: str
    line: int
    word: int
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class DrawnPage:
    """A page and its truth.

    Attributes
    ----------
    pixels : numpy.ndarray
        (H, W, 3) uint8 RGB.
    text : str
        The lines, parted by line feeds.
    boxes : tuple of CharacterBox
        One for each character but blanks, in reading order. They hold the ink as drawn, before
        blur spreads it.
    skew : float
        Degrees by which the lines fall to the right.
    """

    pixels: npt.NDArray[np.uint8]
    text: str
    boxes: tuple[CharacterBox, ...]
    skew: float


def draw_page(lines: Sequence[str], style: PageStyle, rng: np.random.Generator) -> DrawnPage:
    r"""Draw a page of hand print.

    Parameters
    ----------
    lines : sequence of str
        The text, line by line; characters of the full alphabet and blanks.
    style : PageStyle
        How it is written and photographed.
    rng : numpy.random.Generator
        Where every random draw comes from.

    Returns
    -------
    DrawnPage
        Pixels, text and the box of every character.

    Raises
    ------
    ValueError
        If a line holds a character that has no templates.
    UsageError
        If the text does not fit a page of the size that the style asks for.

    Examples
    --------
    >>> page = draw_page(["TO DO", "1 NAP"], CLEAN_STYLE, np.random.default_rng(0))
    >>> page.text, [box.character for box in page.boxes][:3]
    ('TO DO\n1 NAP', ['T', 'O', 'D'])
    """
    spacing = Spacing(
        text_height=style.text_height,
        line_spacing=style.line_spacing,
        word_gap=style.word_gap,
        touching_rate=style.touching_rate,
        size_ratio=style.size_ratio,
        wave=style.wave,
        title_scale=style.title_scale,
    )
    placed = compose(lines, style.writer, spacing, rng)
    turn = _turn(style.skew)
    height, width, inks, move = _on_page(placed, style, turn)
    mask = _ink_mask(height, width, inks)
    page = draw_paper(height, width, style.paper, style.skew, rng)
    if style.form:
        lengths = (style.text_height, style.line_spacing)
        print_form(page, placed, style.form, *lengths, (turn, move))
    _lay_ink(page, mask, style, rng)
    page *= light_field(height, width, style.paper, rng)[:, :, None]
    cover_border(page, style.paper, style.skew)
    pixels = np.clip(np.rint(page), 0, _FULL).astype(np.uint8)
    if style.specks:
        pixels = add_specks(pixels, style.specks, rng)
    if style.blur:
        pixels = blur(pixels, style.blur, rng)
    if style.noise:
        pixels = add_noise(pixels, style.noise, rng)
    boxes = tuple(
        CharacterBox(one.character, one.line, one.word, ink.top, ink.left, ink.bottom, ink.right)
        for one, ink in zip(placed, inks, strict=True)
    )
    return DrawnPage(pixels, "\n".join(lines), boxes, style.skew)


def _turn(skew: float) -> npt.NDArray[np.float64]:
    """Return the matrix that (row, col) points are multiplied by from the right."""
    cosine, sine = np.cos(np.deg2rad(skew)), np.sin(np.deg2rad(skew))
    return np.array([[cosine, -sine], [sine, cosine]])


def _on_page(
    placed: Sequence[Placed], style: PageStyle, turn: npt.NDArray[np.float64]
) -> tuple[int, int, list[Ink], tuple[int, int]]:
    """Turn the text by the skew, find the page's size and move the text to its place on it."""
    inks = [one.ink for one in placed]
    if style.skew:
        inks = [_redrawn(one, style, turn) for one in placed]
    margin = round(style.margin * style.text_height)
    top = min((ink.top for ink in inks), default=0)
    left = min((ink.left for ink in inks), default=0)
    text_height = max((ink.bottom for ink in inks), default=0) - top
    text_width = max((ink.right for ink in inks), default=0) - left
    height = style.height or max(1, text_height + 2 * margin)
    width = style.width or max(1, text_width + 2 * margin)
    if text_height > height or text_width > width:
        raise UsageError(
            f"text of {text_height} x {text_width} pixels does not fit a page of {height} x "
            f"{width}; use a larger page or a smaller text height"
        )
    down = min(margin, height - text_height) - top
    across = min(margin, width - text_width) - left
    moved = [Ink(i.pixels, i.top + down, i.left + across) for i in inks]
    return height, width, moved, (down, across)


def _redrawn(one: Placed, style: PageStyle, turn: npt.NDArray[np.float64]) -> Ink:
    strokes = [path @ turn for path in one.strokes]
    return ink_placed(strokes, one.pen_width, style.writer.pressure, one.pen_seed)


def _ink_mask(height: int, width: int, inks: Sequence[Ink]) -> npt.NDArray[np.float32]:
    """Gather all ink: (H, W) float32, 0..1."""
    mask = np.zeros((height, width), np.float32)
    for ink in inks:
        window = mask[ink.top : ink.bottom, ink.left : ink.right]
        np.maximum(window, ink.pixels / np.float32(_FULL), out=window)
    return mask


def _lay_ink(
    page: npt.NDArray[np.float32],
    mask: npt.NDArray[np.float32],
    style: PageStyle,
    rng: np.random.Generator,
) -> None:
    """Cover paper with ink, in place."""
    if style.bleed:
        # The back side is the mirrored text, softened by the paper that it shines through.
        behind = gaussian_filter(mask[:, ::-1], 0.06 * style.text_height)
        page *= 1.0 - np.float32(style.bleed) * behind[:, :, None]
    cover = np.float32(style.ink_contrast) * mask
    if style.ink_grain:
        grain = gaussian_filter(rng.standard_normal(mask.shape, dtype=np.float32), 0.8)
        grain /= grain.std()
        cover = cover * np.clip(1.0 - np.float32(style.ink_grain) * np.abs(grain), 0.0, 1.0)
    share = cover[:, :, None]
    page *= 1.0 - share
    page += share * np.array(style.ink_colour, np.float32)

"""Paper: empty sheets with their colour, texture, ruling, and the light that falls on them."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from schemas.settings import Settings
from tasks.synthesis.degrade import enlarged, shade_field

Floats = npt.NDArray[np.float32]
Colour = tuple[int, int, int]

_FULL = 255.0
_MOTTLE_CELLS = 24  # cells across the page of the texture's large stains
_MOTTLE_SHARE = 0.6  # of the texture's strength, in stains; the rest is fibre
_DESK: Colour = (58, 48, 42)  # what a photographed sheet lies on
_MARGIN_LINE: Colour = (205, 95, 95)


class PaperStyle(Settings):
    """What a sheet looks like before anything is written on it."""

    colour: Colour = Field((236, 233, 224), description="red, green, blue of bare paper in light")
    texture: float = Field(0.012, ge=0, le=0.3, description="stains and fibres, relative to white")
    ruling: Literal["none", "lines", "squares"] = Field("none", description="printed ruling")
    ruling_gap: float = Field(42.0, gt=2, description="distance of ruled lines, pixels")
    ruling_colour: Colour = Field((120, 150, 200), description="colour of the ruling")
    ruling_contrast: float = Field(0.5, ge=0, le=1, description="strength of the ruling")
    margin_line: bool = Field(default=False, description="whether a red line marks the left margin")
    shade: float = Field(0.12, ge=0, le=0.9, description="share of light lost in the darkest spot")
    border: float = Field(
        0.0, ge=0, le=0.2, description="strip of dark desk around the sheet, of the shorter side"
    )


def draw_paper(
    height: int, width: int, style: PaperStyle, skew: float, rng: np.random.Generator
) -> Floats:
    """Draw an empty sheet in even light.

    Parameters
    ----------
    height, width : int
        Size, pixels.
    style : PaperStyle
        What it looks like; its shade and border are left to `light_field` and `cover_border`.
    skew : float
        Degrees by which its ruling falls to the right.
    rng : numpy.random.Generator
        Where the texture comes from.

    Returns
    -------
    numpy.ndarray
        (H, W, 3) float32, 0..255.
    """
    paper = np.empty((height, width, 3), np.float32)
    paper[:] = style.colour
    paper *= _texture(height, width, style.texture, rng)[:, :, None]
    if style.ruling != "none" or style.margin_line:
        rule_paper(paper, style, skew, float(rng.random()))
    return paper


def light_field(height: int, width: int, style: PaperStyle, rng: np.random.Generator) -> Floats:
    """Draw the light that falls on a sheet: (H, W) float32, 1 in full light."""
    if style.shade == 0:
        return np.ones((height, width), np.float32)
    return 1.0 - np.float32(style.shade) * shade_field(height, width, rng)


def cover_border(page: Floats, style: PaperStyle, skew: float) -> None:
    """Show the dark desk, in place, where the sheet does not reach.

    Parameters
    ----------
    page : numpy.ndarray
        (H, W, 3) float32.
    style : PaperStyle
        How wide the strip of desk is.
    skew : float
        Degrees by which the sheet is turned.
    """
    height, width = page.shape[:2]
    strip = style.border * min(height, width)
    if strip < 1:
        return
    down, right = _level_positions(height, width, skew)
    # Up to one pixel of soft edge.
    inside = np.minimum(height / 2 - strip - np.abs(down), width / 2 - strip - np.abs(right))
    share = np.clip(inside + 0.5, 0.0, 1.0).astype(np.float32)[:, :, None]
    page *= share
    page += (1.0 - share) * np.array(_DESK, np.float32)


def print_over(paper: Floats, cover: Floats, colour: Colour, contrast: float) -> None:
    """Print a colour, in place, where a (H, W) float32 cover of 0 to 1 says so."""
    share = (np.float32(contrast) * cover)[:, :, None]
    paper *= 1.0 - share * (1.0 - np.array(colour, np.float32) / np.float32(_FULL))


def _texture(height: int, width: int, strength: float, rng: np.random.Generator) -> Floats:
    """Draw the paper's own unevenness: (H, W) float32 about 1."""
    if strength == 0:
        return np.ones((height, width), np.float32)
    stains = rng.standard_normal((_MOTTLE_CELLS, _MOTTLE_CELLS), dtype=np.float32)
    fibres = rng.standard_normal((height // 2 + 1, width // 2 + 1), dtype=np.float32)
    uneven = _MOTTLE_SHARE * enlarged(stains, height, width)
    uneven += (1.0 - _MOTTLE_SHARE) * enlarged(fibres, height, width)
    textured: Floats = 1.0 + np.float32(strength) * uneven
    return textured


def rule_paper(paper: Floats, style: PaperStyle, skew: float, offset: float) -> None:
    """Print ruling in place.

    Parameters
    ----------
    paper : numpy.ndarray
        (H, W, 3) float32.
    style : PaperStyle
        Which ruling.
    skew : float
        Degrees by which it falls to the right.
    offset : float
        Where its first line lies, 0 to 1 of the distance of lines.
    """
    height, width = paper.shape[:2]
    down, right = _level_positions(height, width, skew)
    thickness = max(1.0, style.ruling_gap / 30.0)
    if style.ruling != "none":
        cover = _near_lines(down / style.ruling_gap + offset, style.ruling_gap, thickness)
        if style.ruling == "squares":
            across = _near_lines(right / style.ruling_gap + offset, style.ruling_gap, thickness)
            cover = np.maximum(cover, across)
        print_over(paper, cover, style.ruling_colour, style.ruling_contrast)
    if style.margin_line:
        from_line = np.abs(right + width / 2 - 0.1 * width)
        cover = np.clip(thickness / 2 + 0.5 - from_line, 0.0, 1.0).astype(np.float32)
        print_over(paper, cover, _MARGIN_LINE, style.ruling_contrast)


def _near_lines(position: npt.NDArray[np.float64], gap: float, thickness: float) -> Floats:
    """Cover of lines that lie at whole positions, `gap` pixels apart."""
    away = np.abs(position - np.round(position)) * gap
    return np.clip(thickness / 2 + 0.5 - away, 0.0, 1.0).astype(np.float32)


def _level_positions(
    height: int, width: int, skew: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Rows and columns of all pixel centres, from the page's centre, in the sheet's own frame."""
    cosine, sine = np.cos(np.deg2rad(skew)), np.sin(np.deg2rad(skew))
    row = (np.arange(height) + 0.5 - height / 2)[:, None]
    col = (np.arange(width) + 0.5 - width / 2)[None, :]
    return cosine * row - sine * col, cosine * col + sine * row

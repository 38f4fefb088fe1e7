"""What makes pages harder to read, one factor after the other, each at several levels.

Lengths (blur, specks, ruling) are given for text 48 pixels tall and grow with the page's text, so
that a level means the same on a photograph of 12 megapixels as on a drawn page. Factors of the hand
(touching letters, sizes, waves) can only be had on drawn pages, whose style they change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import numpy.typing as npt

from tasks.synthesis import degrade
from tasks.synthesis.page import PageStyle
from tasks.synthesis.paper import PaperStyle, rule_paper

Pixels = npt.NDArray[np.uint8]

#: Height of text, pixels, that lengths are given for.
REFERENCE_HEIGHT = 48.0
#: Distance of ruled lines and of squares, in text heights.
LINES_GAP, SQUARES_GAP = 1.5, 0.75
#: Longest side of a speck, pixels at the reference height.
LARGEST_SPECK = 4
SPECK_INK = 60
#: JPEG qualities that `tasks.synthesis.degrade.compress` calls 0 and 1.
BEST_QUALITY, WORST_QUALITY = 95, 1


@dataclass(frozen=True)
class Surface:
    """What a degradation has to know of the page that it is done to.

    Attributes
    ----------
    unit : float
        Text height over the reference height.
    skew : float
        Degrees by which the lines fall to the right.
    """

    unit: float = 1.0
    skew: float = 0.0


Degrade = Callable[[Pixels, float, np.random.Generator, Surface], Pixels]
Restyle = Callable[[PageStyle, float], PageStyle]


@dataclass(frozen=True)
class Factor:
    """One way in which pages become harder.

    Attributes
    ----------
    unit : str
        What its levels count.
    levels : tuple of float
        From the mildest to the hardest, on each side of the neutral one.
    middle : float
        The level at which it is combined with others, unless the hardest is asked for.
    degrade : callable or None
        What is done to pixels.
    restyle : callable or None
        What is done to the style of a drawn page.
    """

    unit: str
    levels: tuple[float, ...]
    middle: float
    degrade: Degrade | None = None
    restyle: Restyle | None = None

    @property
    def hardest(self) -> float:
        """The level furthest from the neutral one."""
        return self.levels[-1]


def _ruled(ruling: str, gap: float) -> Degrade:
    def apply(pixels: Pixels, level: float, rng: np.random.Generator, surface: Surface) -> Pixels:
        style = PaperStyle(
            ruling=ruling,
            ruling_gap=gap * surface.unit * REFERENCE_HEIGHT,
            ruling_contrast=level,
        )
        page = pixels.astype(np.float32)
        rule_paper(page, style, surface.skew, float(rng.random()))
        ruled: Pixels = np.clip(np.rint(page), 0, 255).astype(np.uint8)
        return ruled

    return apply


def _sprinkle(pixels: Pixels, level: float, rng: np.random.Generator, surface: Surface) -> Pixels:
    height, width = pixels.shape[:2]
    count = round(level * height * width / surface.unit**2 / 1e6)
    sides = rng.integers(1, LARGEST_SPECK + 1, size=(count, 2)) * surface.unit
    sprinkled = pixels.copy()
    tops, lefts = rng.integers(height, size=count), rng.integers(width, size=count)
    for top, left, (tall, wide) in zip(
        tops.tolist(), lefts.tolist(), np.maximum(sides.round(), 1).astype(int), strict=True
    ):
        sprinkled[top : top + tall, left : left + wide] = SPECK_INK
    return sprinkled


def _compress(pixels: Pixels, level: float, rng: np.random.Generator, surface: Surface) -> Pixels:
    share = (BEST_QUALITY - level) / (BEST_QUALITY - WORST_QUALITY)
    return degrade.compress(pixels, share, rng)


def _blur(pixels: Pixels, level: float, rng: np.random.Generator, surface: Surface) -> Pixels:
    return degrade.blur(pixels, level * surface.unit, rng)


def _lower_contrast(
    pixels: Pixels, level: float, rng: np.random.Generator, surface: Surface
) -> Pixels:
    return degrade.lower_contrast(pixels, 1.0 - level, rng)


def _plain(function: Callable[[Pixels, float, np.random.Generator], Pixels]) -> Degrade:
    def apply(pixels: Pixels, level: float, rng: np.random.Generator, surface: Surface) -> Pixels:
        return function(pixels, level, rng)

    return apply


def _restyle(name: str) -> Restyle:
    def apply(style: PageStyle, level: float) -> PageStyle:
        return PageStyle(**{**dict(style), name: level})

    return apply


#: All factors by name, in the order in which they happen to a page: the hand, the paper, the light,
#: the camera, the file.
FACTORS: Mapping[str, Factor] = {
    "touching": Factor(
        "share of letters that touch",
        (0.05, 0.1, 0.2, 0.3),
        0.15,
        restyle=_restyle("touching_rate"),
    ),
    "sizes": Factor(
        "largest to smallest of a line", (1.5, 2.0, 3.0), 2.0, restyle=_restyle("size_ratio")
    ),
    "wave": Factor("amplitude, text heights", (0.1, 0.2, 0.3, 0.4), 0.2, restyle=_restyle("wave")),
    "lines": Factor("contrast", (0.3, 0.5, 0.8), 0.5, degrade=_ruled("lines", LINES_GAP)),
    "squares": Factor("contrast", (0.3, 0.5, 0.8), 0.5, degrade=_ruled("squares", SQUARES_GAP)),
    "specks": Factor("a million pixels", (100.0, 400.0, 1600.0), 400.0, degrade=_sprinkle),
    "shadow": Factor(
        "share of light lost", (0.3, 0.5, 0.7), 0.5, degrade=_plain(degrade.add_shadow)
    ),
    "contrast": Factor("share left", (0.5, 0.3, 0.15), 0.4, degrade=_lower_contrast),
    "rotation": Factor(
        "degrees",
        (2.0, -2.0, 5.0, -5.0, 10.0, -10.0, 15.0, -15.0),
        7.0,
        degrade=_plain(degrade.rotate),
    ),
    "scale": Factor(
        "times the size", (2.0, 1.5, 0.75, 0.5, 0.25), 0.5, degrade=_plain(degrade.rescale)
    ),
    "blur": Factor("pixels", (1.0, 2.0, 3.0), 1.5, degrade=_blur),
    "noise": Factor(
        "black to white being 1", (0.03, 0.06, 0.1), 0.06, degrade=_plain(degrade.add_noise)
    ),
    "jpeg": Factor("quality", (60.0, 40.0, 20.0), 40.0, degrade=_compress),
}


@dataclass(frozen=True)
class Condition:
    """What is done to a page: factors with their levels; none leaves it clean."""

    levels: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Such as ``"blur 2"`` or ``"blur 2 + noise 0.06"``."""
        return " + ".join(f"{name} {level:g}" for name, level in self.levels.items()) or "clean"

    @property
    def needs_drawing(self) -> bool:
        """Whether it can only be had on drawn pages."""
        return any(FACTORS[name].restyle for name in self.levels)

    def style(self, style: PageStyle) -> PageStyle:
        """Return the style of a drawn page under this condition."""
        for name, factor in FACTORS.items():
            if name in self.levels and factor.restyle:
                style = factor.restyle(style, self.levels[name])
        return style

    def degrade(self, pixels: Pixels, seed: int, surface: Surface) -> Pixels:
        """Return a page's pixels, (H, W, 3) uint8, under this condition; seeds repeat them."""
        for name, factor in FACTORS.items():
            if name in self.levels and factor.degrade:
                # A factor draws the same whether or not others are there.
                rng = np.random.default_rng([seed, crc32(name.encode())])
                pixels = factor.degrade(pixels, self.levels[name], rng, surface)
        return pixels

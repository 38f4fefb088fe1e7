"""Pages whose text is known exactly: drawn ones in ten hands, and real ones from a folder."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from degradations import REFERENCE_HEIGHT, Condition, Surface

from schemas.errors import UsageError
from schemas.settings import LoadSettings, SegmentSettings
from tasks.segmentation.page import segment_page
from tasks.sources.image import PageImage
from tasks.sources.read import read_page
from tasks.synthesis.page import PageStyle, draw_page
from tasks.synthesis.sentences import draw_lines
from tasks.synthesis.writer import Writer, draw_writer

Pixels = npt.NDArray[np.uint8]

#: Writers of the drawn pages; pages 0, 10, 20 ... are of the first.
WRITERS = 10
LINES_A_PAGE = 7
#: Seeds of the drawn pages begin here: no pages drawn for training or tests do.
FIRST_SEED = 7_000_000
IMAGES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp")


@dataclass(frozen=True)
class DrawnSource:
    """A page that is drawn.

    Attributes
    ----------
    number : int
        Which one, from 0.
    signs : bool
        Whether its text has signs beside capitals and digits.
    """

    number: int
    signs: bool = False

    @property
    def name(self) -> str:
        """Which page it is."""
        return f"drawn-{self.number:02}"

    @property
    def writer(self) -> Writer:
        """Whose hand it is in."""
        number = self.number % WRITERS
        return draw_writer(f"writer {number}", np.random.default_rng(FIRST_SEED + number))

    def under(self, condition: Condition) -> tuple[Pixels, str]:
        """Return pixels and text under a condition."""
        seed = FIRST_SEED + WRITERS + self.number
        lines = draw_lines(LINES_A_PAGE, np.random.default_rng([seed, 0]), signs=self.signs)
        style = condition.style(PageStyle(writer=self.writer, text_height=REFERENCE_HEIGHT))
        page = draw_page(lines, style, np.random.default_rng([seed, 1]))
        return condition.degrade(page.pixels, seed, Surface()), page.text


@dataclass(frozen=True)
class RealSource:
    """A page from a folder, its true text beside it."""

    path: Path

    @property
    def name(self) -> str:
        """Which page it is."""
        return self.path.stem

    def under(self, condition: Condition) -> tuple[Pixels, str]:
        """Return pixels and text under a condition."""
        image, surface = _opened(self.path)
        text = self.path.with_suffix(".txt").read_text(encoding="utf-8")
        return condition.degrade(image.pixels, 0, surface), text


Source = DrawnSource | RealSource


def real_sources(folder: Path) -> list[RealSource]:
    """List the images of a folder that have their text beside them.

    Raises
    ------
    UsageError
        If there is none.
    """
    found = [
        RealSource(path)
        for path in (sorted(folder.iterdir()) if folder.is_dir() else [])
        if path.suffix.lower() in IMAGES and path.with_suffix(".txt").is_file()
    ]
    if not found:
        raise UsageError(f"{folder} holds no image NAME.jpg with its true text NAME.txt beside it")
    return found


@functools.lru_cache(maxsize=2)
def _opened(path: Path) -> tuple[PageImage, Surface]:
    image = read_page(path, 0, LoadSettings())
    found = segment_page(image.pixels, "0" * 32, SegmentSettings())
    unit = (found.text_height or REFERENCE_HEIGHT) / REFERENCE_HEIGHT
    return image, Surface(unit, found.skew)

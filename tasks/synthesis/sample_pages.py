"""Sample pages: the pages that Scrivano ships, drawn by its generator with their exact truth.

``python -m tasks.synthesis.sample_pages data/pages`` draws them again: the same bytes with the
same versions of NumPy and Pillow.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from tasks.synthesis.page import PageStyle, draw_page
from tasks.synthesis.paper import PaperStyle
from tasks.synthesis.writer import draw_writer

JPEG_QUALITY = 82


@dataclass(frozen=True)
class SamplePage:
    """A page to be drawn.

    Attributes
    ----------
    name : str
        File name without suffix.
    lines : tuple of str
        Its text.
    style : PageStyle
        How it is written and photographed; the writer is drawn from the seed.
    seed : int
        Seed of the writer and of the page.
    """

    name: str
    lines: tuple[str, ...]
    style: PageStyle
    seed: int


SAMPLE_PAGES = (
    SamplePage(
        "1_shopping_list",
        (
            "SHOPPING LIST",
            "2 LOAVES BROWN BREAD",
            "6 EGGS",
            "1 BAG OF FLOUR",
            "4 GREEN APPLES",
            "OLIVE OIL",
            "COFFEE AND MILK",
        ),
        PageStyle(title_scale=1.4, skew=1.5, paper=PaperStyle(shade=0.35)),
        seed=11,
    ),
    SamplePage(
        "2_inventory_labels",
        (
            "SHELF B12 ROOM 4",
            "WATER PUMP 7 PIECES",
            "STEEL PIPE 35 MM",
            "BOLTS AND NUTS 640",
            "LAST CHECK 19 MAY 2026",
        ),
        PageStyle(
            skew=-3.0,
            ink_colour=(40, 62, 130),
            ink_contrast=0.7,
            paper=PaperStyle(shade=0.55),
            noise=0.015,
        ),
        seed=23,
    ),
    SamplePage(
        "3_index_card",
        (
            "NAME WAGNER",
            "FIRST NAME HELENA",
            "BORN 28 MARCH 1937",
            "STREET HARBOUR LANE 56",
            "TOWN NORTHFIELD",
            "CARD 4183",
        ),
        PageStyle(size_ratio=1.5, wave=0.08, paper=PaperStyle(shade=0.2), blur=1.0),
        seed=37,
    ),
    SamplePage(
        "4_alphabet",
        ("ABCDEFGHI", "JKLMNOPQR", "STUVWXYZ", "1234567890"),
        PageStyle(text_height=56, word_gap=1.2, paper=PaperStyle(shade=0.3)),
        seed=41,
    ),
)


def draw_sample_pages(folder: Path, pages: Sequence[SamplePage] = SAMPLE_PAGES) -> None:
    """Draw pages into a folder: an image and a text file each.

    Parameters
    ----------
    folder : pathlib.Path
        Made if missing; files of the same names are replaced.
    pages : sequence of SamplePage
        What to draw.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        rng = np.random.default_rng(page.seed)
        style = page.style.model_copy(update={"writer": draw_writer(page.name, rng)})
        drawn = draw_page(page.lines, style, rng)
        Image.fromarray(drawn.pixels).save(
            folder / f"{page.name}.jpg", quality=JPEG_QUALITY, subsampling=2
        )
        (folder / f"{page.name}.txt").write_text(drawn.text.rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    draw_sample_pages(Path(sys.argv[1]))

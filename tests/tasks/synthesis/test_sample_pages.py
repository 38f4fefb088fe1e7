"""The shipped pages are what the generator draws, with their truth."""

import numpy as np
from PIL import Image

from data import SAMPLE_PAGES as SHIPPED
from tasks.synthesis.sample_pages import SAMPLE_PAGES, draw_sample_pages


def test_all_pages_are_shipped_with_their_truth():
    assert {path.stem for path in SHIPPED.glob("*.jpg")} == {page.name for page in SAMPLE_PAGES}
    for page in SAMPLE_PAGES:
        truth = (SHIPPED / f"{page.name}.txt").read_text(encoding="utf-8")
        assert truth == "\n".join(page.lines) + "\n"


def test_page_drawn_again_looks_as_shipped(tmp_path):
    draw_sample_pages(tmp_path, SAMPLE_PAGES[-1:])
    name = f"{SAMPLE_PAGES[-1].name}.jpg"
    with Image.open(tmp_path / name) as again, Image.open(SHIPPED / name) as shipped:
        assert again.size == shipped.size
        difference = np.abs(np.asarray(again, np.int16) - np.asarray(shipped, np.int16))
    # Another version of the JPEG library may round differently.
    assert difference.mean() < 2

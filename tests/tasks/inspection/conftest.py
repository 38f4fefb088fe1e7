"""What tests of inspection share: a small page, and what its stages found."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.recogniser import Recogniser
from schemas.settings import TranscribeSettings
from tasks.inspection.stages import Stages, read_stages
from tasks.reading.choice import choose_model
from tasks.reading.known import Context
from tasks.synthesis.page import DrawnPage, PageStyle, draw_page
from tasks.synthesis.writer import Writer

Reading = tuple[Recogniser, Context, TranscribeSettings]


@pytest.fixture(scope="session")
def reading() -> Reading:
    """The shipped model, without words, and settings."""
    _, recogniser = choose_model(None, None)
    settings = TranscribeSettings().for_alphabet(recogniser.alphabet)
    return recogniser, Context(recogniser.alphabet), settings


@pytest.fixture(scope="session")
def drawn() -> DrawnPage:
    """Two lines, tilted, in a steady hand."""
    style = PageStyle(writer=Writer("steady", seed=3), skew=4.0, text_height=32.0)
    return draw_page(["TOWN HALL", "ROOM 7"], style, np.random.default_rng(1))


@pytest.fixture(scope="session")
def stages(drawn, reading) -> Stages:
    """What was found on that page, with the pictures on the way."""
    return read_stages(drawn.pixels, *reading, watched=True)


@pytest.fixture
def page_file(drawn, tmp_path) -> Callable[..., Path]:
    """A function that writes the page, or several, as a file."""

    def write(name: str, pages: int = 1) -> Path:
        first, *others = [Image.fromarray(np.roll(drawn.pixels, k, axis=0)) for k in range(pages)]
        several = {"save_all": True, "append_images": others} if others else {}
        first.save(tmp_path / name, **several)
        return tmp_path / name

    return write

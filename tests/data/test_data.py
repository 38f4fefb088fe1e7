"""What ships is there, small, and goes together: each page with its text, each model by name."""

import pytest
from PIL import Image

from data import DEFAULT_MODEL, MODELS, SAMPLE_PAGES
from schemas.alphabet import ALPHABETS, DEFAULT_ALPHABET, normalise_text

MOST_PAGE_BYTES = 150_000
MOST_MODEL_BYTES = 6_000_000

IMAGES = sorted(SAMPLE_PAGES.glob("*.jpg"))


def test_every_page_has_its_text_and_nothing_else_lies_there():
    names = {image.stem for image in IMAGES}
    assert len(names) >= 3
    files = {path.name for path in SAMPLE_PAGES.iterdir()}
    assert files == {f"{name}{suffix}" for name in names for suffix in (".jpg", ".txt")}


@pytest.mark.parametrize("image", IMAGES, ids=lambda path: path.stem)
def test_pages_are_small_pictures_with_text_that_the_model_can_read(image):
    assert image.stat().st_size < MOST_PAGE_BYTES
    with Image.open(image) as picture:
        picture.verify()
    truth = image.with_suffix(".txt").read_text(encoding="utf-8")
    assert normalise_text(truth, ALPHABETS[DEFAULT_ALPHABET])


def test_models_are_small_and_the_default_is_that_of_the_default_alphabet():
    assert MODELS / f"{DEFAULT_ALPHABET}.safetensors" == DEFAULT_MODEL
    models = sorted(MODELS.glob("*"))
    assert DEFAULT_MODEL in models
    for model in models:
        assert model.stem in ALPHABETS
        assert model.stat().st_size < MOST_MODEL_BYTES

"""A model in memory is the file that would be written, and nothing else is read as one."""

import numpy as np
import pytest

from model.storage import load_recogniser, save_recogniser
from schemas.errors import ModelFileError
from tasks.training.content import recogniser_content, recogniser_from

GLYPHS = list(np.random.default_rng(0).integers(0, 256, (4, 9, 9)).astype(np.uint8))


@pytest.fixture
def recogniser(small_model):
    return load_recogniser(small_model.path)


def test_content_is_the_files(recogniser, tmp_path):
    save_recogniser(tmp_path / "model", recogniser)
    assert recogniser_content(recogniser) == (tmp_path / "model").read_bytes()


def test_model_comes_back_as_it_was(recogniser):
    content = recogniser_content(recogniser)
    again = recogniser_from(content)
    np.testing.assert_array_equal(again.logits(GLYPHS), recogniser.logits(GLYPHS))
    assert recogniser_content(again) == content


@pytest.mark.parametrize("cut", [0, 100, -1])
def test_what_is_no_model_is_refused(recogniser, cut):
    with pytest.raises(ModelFileError):
        recogniser_from(recogniser_content(recogniser)[:cut])

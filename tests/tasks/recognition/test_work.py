"""Recognition as work: glyphs and rows in the store lead to scored spans in the store."""

import numpy as np
import pytest

from model.architectures import build
from model.preprocess import Preprocessing
from model.recogniser import Recogniser
from model.storage import load_recogniser, model_digest, save_recogniser
from schemas.errors import ModelFileError, PassingFault
from schemas.glyphs import Glyphs
from schemas.rows import Rows
from schemas.spans import Spans
from tasks.artifacts import read_table
from tasks.recognition.scored import score_spans
from tasks.recognition.work import recognise_one

PAGE = "a" * 32


@pytest.fixture
def page(outcomes):
    """Glyphs and rows of a page."""
    return outcomes.segmented(PAGE, glyphs=5)[1], *outcomes.clustered(PAGE, "XX X", "XX")


def test_spans_are_those_of_model_and_glyphs(page, small_model, store):
    (spans,) = recognise_one(*page, small_model, store)
    network = load_recogniser(small_model.path).probabilities
    glyphs, rows = read_table(page[0], Glyphs), read_table(page[1], Rows)
    expected = score_spans(glyphs, rows, network, "ABC")
    assert expected.num_rows >= 5
    assert read_table(spans, Spans).equals(expected)


def test_another_model_in_the_same_place_is_loaded_anew(page, small_model, store, tmp_path):
    path = tmp_path / "model.safetensors"
    seen = []
    for seed in (0, 1):
        network = build("small", 3).initialise(np.random.default_rng(seed))
        save_recogniser(path, Recogniser(network, "ABC", Preprocessing()))
        model = small_model.model_copy(update={"path": path, "digest": model_digest(path)})
        seen.append(recognise_one(*page, model, store)[0])
    assert seen[0].digest != seen[1].digest


def test_a_model_that_changed_meanwhile_is_a_passing_fault(page, small_model, store):
    changed = small_model.model_copy(update={"digest": "f" * 64})
    with pytest.raises(PassingFault, match="changed while the run"):
        recognise_one(*page, changed, store)


def test_a_model_that_is_gone_is_named(page, small_model, store, tmp_path):
    gone = small_model.model_copy(update={"path": tmp_path / "gone", "digest": "f" * 64})
    with pytest.raises(ModelFileError, match="gone"):
        recognise_one(*page, gone, store)

"""Recognition as work: glyphs and rows in the store lead to readings and text in the store."""

import numpy as np
import pytest

from model.architectures import build
from model.preprocess import Preprocessing
from model.recogniser import Recogniser
from model.storage import load_recogniser, model_digest, save_recogniser
from schemas.errors import ModelFileError
from schemas.glyphs import Glyphs
from schemas.lexicon import LexiconWords
from schemas.readings import Readings
from schemas.rows import Rows
from schemas.transcripts import Transcripts
from schemas.validation import table_of
from tasks.artifacts import read_table
from tasks.reading.context import Context
from tasks.reading.lexicon import build_lexicon
from tasks.reading.read import read_glyphs, transcribe
from tasks.reading.work import recognise_one

PAGE = "a" * 32


@pytest.fixture
def page(outcomes):
    """Measures, glyphs and rows of a page."""
    measured, glyphs = outcomes.segmented(PAGE, glyphs=5)
    return measured, glyphs, *outcomes.clustered(PAGE, "XX X", "XX")


@pytest.mark.parametrize("words", [{}, {"AB": 9.0, "CAB": 1.0}])
def test_readings_are_those_of_model_words_and_glyphs(page, small_model, store, words):
    listed = [{"word": word, "frequency": frequency} for word, frequency in words.items()]
    lexicon = store.put(table_of(LexiconWords, listed), LexiconWords) if words else None
    readings, transcript = recognise_one(*page, small_model, lexicon, store)
    expected = read_glyphs(
        read_table(page[1], Glyphs),
        read_table(page[2], Rows),
        load_recogniser(small_model.path).probabilities,
        Context("ABC", build_lexicon(words, "ABC")),
    )
    assert expected.num_rows > 0
    assert read_table(readings, Readings).equals(expected)
    assert read_table(transcript, Transcripts).equals(transcribe(PAGE, expected))


def test_a_page_without_rows_has_an_empty_transcript_of_its_own(outcomes, small_model, store):
    measured, glyphs = outcomes.segmented(PAGE, glyphs=2)
    (rows,) = outcomes.clustered(PAGE)
    readings, transcript = recognise_one(measured, glyphs, rows, small_model, None, store)
    assert readings.rows == 0
    (written,) = read_table(transcript, Transcripts).to_pylist()
    assert (written["page_id"], written["text"]) == (PAGE, "")


def test_another_model_in_the_same_place_is_loaded_anew(page, small_model, store, tmp_path):
    path = tmp_path / "model.safetensors"
    read = []
    for alphabet in ("ABC", "XYZ"):
        network = build("small", 3).initialise(np.random.default_rng(0))
        save_recogniser(path, Recogniser(network, alphabet, Preprocessing()))
        changes = {"path": path, "digest": model_digest(path), "alphabet": alphabet}
        model = small_model.model_copy(update=changes)
        table = read_table(recognise_one(*page, model, None, store)[0], Readings)
        read.append(set(table["character"].to_pylist()))
    assert read[0] <= set("ABC")
    assert read[1] <= set("XYZ")


def test_a_model_that_is_gone_is_named(page, small_model, store, tmp_path):
    gone = small_model.model_copy(update={"path": tmp_path / "gone", "digest": "f" * 64})
    with pytest.raises(ModelFileError, match="gone"):
        recognise_one(*page, gone, None, store)

"""Stage prepare: model and lexicon are looked at before any page is."""

import shutil
from pathlib import Path

import pytest

from data import DEFAULT_MODEL
from schemas.alphabet import ALPHABETS
from schemas.errors import ModelFileError, UsageError
from schemas.lexicon import LexiconWords
from schemas.settings import ReadingSettings
from tasks.artifacts import read_table
from tasks.prepare import prepare_lexicon, prepare_model, prepare_patterns


def words_of(artifact):
    table = read_table(artifact, LexiconWords)
    return dict(zip(table["word"].to_pylist(), table["frequency"].to_pylist(), strict=True))


def test_the_shipped_model_is_taken_where_none_is_named():
    model = prepare_model.fn(None)
    assert model.path == DEFAULT_MODEL.absolute()
    assert model.alphabet == ALPHABETS["capitals-digits"]


def test_a_models_digest_is_that_of_its_content(small_model, tmp_path, monkeypatch):
    shutil.copy(small_model.path, tmp_path / "copy.safetensors")
    monkeypatch.chdir(tmp_path)
    copy = prepare_model.fn(Path("copy.safetensors"))
    assert copy.path == tmp_path / "copy.safetensors"
    assert (copy.digest, copy.alphabet) == (small_model.digest, "ABC")


def test_a_model_of_another_alphabet_than_named_is_refused(small_model):
    with pytest.raises(UsageError, match="'full'"):
        prepare_model.fn(small_model.path, "full")


def test_what_is_no_model_is_refused(tmp_path):
    (tmp_path / "words").write_text("no model")
    for name in ("words", "gone"):
        with pytest.raises(ModelFileError, match=name):
            prepare_model.fn(tmp_path / name)


def test_none_reads_without_words(store):
    assert prepare_lexicon.fn("none", "en", store) is None


def test_a_list_goes_before_the_language(store, tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("SCRIVANO\nPAGE\n")
    lexicon = prepare_lexicon.fn(str(path), "xx", store)
    assert words_of(lexicon) == {"SCRIVANO": 1.0, "PAGE": 0.5}
    path.write_text("PAGE\nSCRIVANO\n")
    assert prepare_lexicon.fn(str(path), "xx", store).digest != lexicon.digest


def test_languages_bring_words_and_unknown_ones_are_refused(store):
    words = words_of(prepare_lexicon.fn(None, "en", store))
    assert words["the"] > words["transcript"] > 0
    with pytest.raises(UsageError, match="'xx'"):
        prepare_lexicon.fn(None, "xx", store)


def test_a_list_that_is_not_there_is_refused(store, tmp_path):
    with pytest.raises(UsageError, match="gone"):
        prepare_lexicon.fn(str(tmp_path / "gone"), "en", store)


@pytest.mark.parametrize("settings", [{"pattern": "[A"}, {"line_patterns": {3: "9-"}}])
def test_patterns_that_no_line_can_meet_are_refused(settings):
    prepare_patterns.fn(ReadingSettings(pattern="[AB]", line_patterns={2: "A"}), "ABC")
    with pytest.raises(UsageError, match="pattern"):
        prepare_patterns.fn(ReadingSettings(**settings), "ABC")

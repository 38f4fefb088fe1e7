"""The model that is read with: a file, a shipped one, and names that do not go together."""

import shutil

import pytest

from data import DEFAULT_MODEL
from schemas.alphabet import ALPHABETS
from schemas.errors import ModelFileError, UsageError
from tasks.reading import choice
from tasks.reading.choice import choose_model, choose_words, shipped_model


@pytest.mark.parametrize("alphabet", [None, "capitals-digits"])
def test_the_default_is_the_shipped_model_of_capitals_and_digits(alphabet):
    file, recogniser = choose_model(None, alphabet)
    assert file == DEFAULT_MODEL.absolute()
    assert recogniser.alphabet == ALPHABETS["capitals-digits"]


def test_an_alphabet_names_the_shipped_model_of_it(tmp_path, monkeypatch):
    shutil.copy(DEFAULT_MODEL, tmp_path / "capitals-digits.safetensors")
    monkeypatch.setattr(choice, "MODELS", tmp_path)
    assert shipped_model("capitals-digits").parent == tmp_path
    with pytest.raises(ModelFileError, match=r"'full' is shipped; there are: capitals-digits\."):
        choose_model(None, "full")


def test_a_file_has_to_be_of_the_alphabet_that_is_named_beside_it(tmp_path, monkeypatch):
    shutil.copy(DEFAULT_MODEL, tmp_path / "own.safetensors")
    monkeypatch.chdir(tmp_path)
    own = (tmp_path / "own.safetensors").relative_to(tmp_path)
    assert choose_model(own, "capitals-digits")[0] == tmp_path / "own.safetensors"
    assert choose_model(own, None)[0] == tmp_path / "own.safetensors"
    with pytest.raises(UsageError, match=r"own\.safetensors is no model of the alphabet 'full'"):
        choose_model(own, "full")


def test_unknown_alphabets_are_refused_with_those_that_there_are():
    with pytest.raises(UsageError, match="'greek'; there are: capitals-digits"):
        choose_model(None, "greek")


def test_words_are_the_users_the_languages_or_none(tmp_path):
    (tmp_path / "words.txt").write_text("PLACE\nNAME\n")
    assert choose_words(str(tmp_path / "words.txt"), "en") == {"PLACE": 1.0, "NAME": 0.5}
    assert "the" in choose_words(None, "en")
    assert choose_words("none", "en") == {}
    with pytest.raises(UsageError, match=r"gone\.txt"):
        choose_words(str(tmp_path / "gone.txt"), "en")

"""Lexica come from a language, a list, or a file."""

import numpy as np
import pytest

from data import CAPTIONS
from schemas.alphabet import ALPHABETS
from schemas.errors import UsageError
from tasks.reading.lexicon import (
    CAPTION_FREQUENCY,
    build_lexicon,
    language_words,
    listed_words,
)

ALPHABET = ALPHABETS["capitals-digits"]


def words_of(lexicon, alphabet=ALPHABET):
    return {
        "".join(alphabet[i] for i in word)
        for known in lexicon.values()
        for word in known.characters
    }


def test_words_are_folded_and_filtered():
    lexicon = build_lexicon({"to": 1, "TO": 2, "don't": 5, "a": 9, "b2b": 1, "x1": 0}, ALPHABET)
    assert words_of(lexicon) == {"TO", "B2B"}
    assert np.exp(lexicon[2].log_priors).sum() == pytest.approx(1)


def test_lower_case_stays_where_the_alphabet_has_it():
    lexicon = build_lexicon({"to": 1, "To": 1}, ALPHABETS["full"])
    assert words_of(lexicon, ALPHABETS["full"]) == {"to", "To"}


def test_language_has_its_words_and_unknown_language_is_named():
    assert {"THE", "THINGS", "YOURSELF"} <= words_of(build_lexicon(language_words("en"), ALPHABET))
    assert not any("00" in word for word in language_words("en"))
    with pytest.raises(UsageError, match=r"'xx'.*en"):
        language_words("xx")


def test_words_of_forms_are_known_where_there_are_such_for_the_language():
    words = language_words("en")
    assert all(words[word] >= CAPTION_FREQUENCY for word in ("qty", "pcs", "signed"))
    assert words["date"] > CAPTION_FREQUENCY
    assert "qty" not in language_words("fi")


def test_shipped_captions_are_words_one_a_line_in_order():
    for file in CAPTIONS.iterdir():
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines == sorted(set(lines))
        assert all(line.isalpha() and line.islower() and len(line) > 1 for line in lines)


def test_file_of_words(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("\ufeffALPHA\n\n  BETA \nALPHA\n", encoding="utf-8")
    assert listed_words(path) == {"ALPHA": 1.0, "BETA": 0.5}


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\x00"])
def test_bad_files_are_named(tmp_path, content):
    path = tmp_path / "words.txt"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"words\.txt"):
        listed_words(path)
    with pytest.raises(UsageError, match=r"missing\.txt"):
        listed_words(tmp_path / "missing.txt")

"""The lexicon: words that are likely to be met, with how likely each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import wordfreq

from data import CAPTIONS
from schemas.errors import UsageError

#: Single letters are no words to this lexicon: as often as not they number or label something.
SHORTEST_WORD = 2

#: Words of wordfreq's longest list that are at least so frequent (plums, leeks and loaves are among
#: them); rarer ones are as often slips as words.
WORD_LIST, LEAST_FREQUENCY = "best", 3e-7
#: How frequent at least the words are that forms, lists and labels are made of. Abbreviations such
#: as QTY are rare in running text, from which lists are counted.
CAPTION_FREQUENCY = 5e-5
#: Stands in that list for any number of two digits, which would make all of them noughts.
ANY_NUMBER = "00"


@dataclass(frozen=True)
class Words:
    """All words of one length.

    Attributes
    ----------
    characters : (W, n) ndarray of intp
        Each word as positions in the alphabet.
    log_priors : (W,) ndarray of float64
        Logarithm of each word's probability among the words of this length.
    """

    characters: np.ndarray
    log_priors: np.ndarray


#: Words by their length.
Lexicon = Mapping[int, Words]


def build_lexicon(frequencies: Mapping[str, float], alphabet: str) -> Lexicon:
    """Arrange words by length, for an alphabet.

    Words are upper-cased where the alphabet has no lower case; words with characters outside the
    alphabet, and words of one letter, are left out.

    Parameters
    ----------
    frequencies : mapping of str to float
        How often each word is met, in any unit.
    alphabet : str
        The alphabet of the model.
    """
    places = {character: i for i, character in enumerate(alphabet)}
    capitals_only = not any(character.islower() for character in alphabet)
    by_length: dict[int, dict[str, float]] = defaultdict(dict)
    for listed, frequency in frequencies.items():
        word = listed.upper() if capitals_only else listed
        if len(word) >= SHORTEST_WORD and frequency > 0 and all(c in places for c in word):
            known = by_length[len(word)]
            known[word] = known.get(word, 0.0) + frequency
    return {length: _words(known, places) for length, known in sorted(by_length.items())}


def language_words(language: str) -> dict[str, float]:
    """Return the words of a language with their frequencies.

    From wordfreq's list (Speer 2022), and those of forms where Scrivano has them for the language.

    Raises
    ------
    UsageError
        If there is no list for the language.
    """
    try:
        listed = wordfreq.get_frequency_dict(language, wordlist=WORD_LIST)
    except LookupError:
        known = ", ".join(sorted(wordfreq.available_languages(WORD_LIST)))
        raise UsageError(f"no word list for language {language!r}; there are: {known}") from None
    frequencies = {
        word: often
        for word, often in listed.items()
        if often >= LEAST_FREQUENCY and ANY_NUMBER not in word
    }
    for caption in _captions(language):
        frequencies[caption] = max(frequencies.get(caption, 0.0), CAPTION_FREQUENCY)
    return frequencies


def _captions(language: str) -> list[str]:
    file = CAPTIONS / f"{language}.txt"
    return file.read_text(encoding="utf-8").split() if file.is_file() else []


def listed_words(path: Path) -> dict[str, float]:
    """Read a user's word list: UTF-8, one word a line, the most frequent first.

    The n-th word is taken to be 1/n times as frequent as the first (Zipf's law).

    Raises
    ------
    UsageError
        If the file cannot be read as such.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"cannot read the lexicon {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(
            f"the lexicon {path} is not UTF-8 text. It has to hold one word a line."
        ) from None
    words = dict.fromkeys(line.strip() for line in lines if line.strip())
    if not words:
        raise UsageError(f"the lexicon {path} holds no word. It has to hold one word a line.")
    return {word: 1.0 / rank for rank, word in enumerate(words, 1)}


def _words(known: Mapping[str, float], places: Mapping[str, int]) -> Words:
    weights = np.array(list(known.values()), dtype=np.float64)
    return Words(
        characters=np.array([[places[c] for c in word] for word in known], dtype=np.intp),
        log_priors=np.log(weights / weights.sum()),
    )

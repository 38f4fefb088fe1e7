"""Choice: which model and which words are read with, the user's own or shipped ones."""

from __future__ import annotations

from pathlib import Path

from data import MODELS
from model.recogniser import Recogniser
from model.storage import load_recogniser
from schemas.alphabet import ALPHABETS, DEFAULT_ALPHABET
from schemas.errors import ModelFileError, UsageError
from tasks.reading.lexicon import language_words, listed_words

SUFFIX = ".safetensors"
#: Named in place of a word list, reads without one.
NO_LEXICON = "none"


def choose_model(path: Path | None, alphabet: str | None) -> tuple[Path, Recogniser]:
    """Find and load the model to read with.

    Parameters
    ----------
    path : pathlib.Path or None
        A model file; None for a shipped one.
    alphabet : str or None
        Name of an alphabet: the shipped model of that alphabet is taken, and a model file has to be
        of it. None for any, and the default where no file is named either.

    Returns
    -------
    pathlib.Path
        The model's file, absolute.
    Recogniser
        What it holds.

    Raises
    ------
    UsageError
        If there is no alphabet of that name, or the file is a model of another one.
    ModelFileError
        If no model of that alphabet is shipped, or the file is no model.
    """
    if alphabet is not None and alphabet not in ALPHABETS:
        raise UsageError(f"no alphabet {alphabet!r}; there are: {', '.join(ALPHABETS)}")
    file = (path or shipped_model(alphabet or DEFAULT_ALPHABET)).absolute()
    recogniser = load_recogniser(file)
    if alphabet is not None and recogniser.alphabet != ALPHABETS[alphabet]:
        raise UsageError(
            f"{file.name} is no model of the alphabet {alphabet!r}: it tells "
            f"{recogniser.alphabet} apart. Name the file alone, or the alphabet alone."
        )
    return file, recogniser


def shipped_model(alphabet: str) -> Path:
    """Return the file of the model that Scrivano ships for an alphabet.

    Raises
    ------
    ModelFileError
        If it ships none.
    """
    file = MODELS / f"{alphabet}{SUFFIX}"
    if not file.is_file():
        shipped = sorted(model.stem for model in MODELS.glob(f"*{SUFFIX}"))
        raise ModelFileError(
            f"{file.name}: no model of the alphabet {alphabet!r} is shipped; there are: "
            f"{', '.join(shipped) or 'none'}. Train one: "
            f"scrivano train --alphabet {alphabet} --data DATASET --out own{SUFFIX}"
        )
    return file


def choose_words(choice: str | None, language: str) -> dict[str, float]:
    """Return the words to be expected, with their frequencies.

    Parameters
    ----------
    choice : str or None
        Path of a word list; ``"none"`` for no words at all; None for the language's words.
    language : str
        Language whose words are taken where no list is named.

    Raises
    ------
    UsageError
        If the list cannot be read or the language has none.
    """
    if choice == NO_LEXICON:
        return {}
    return listed_words(Path(choice)) if choice else language_words(language)

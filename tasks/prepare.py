"""Stage prepare: what a run reads with, model, words, patterns, is looked at before any page is."""

from __future__ import annotations

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from model.storage import model_digest
from schemas.lexicon import LexiconWords
from schemas.references import ModelRef
from schemas.settings import ReadingSettings
from schemas.validation import table_of
from tasks.artifacts import Artifact, Store
from tasks.reading.choice import NO_LEXICON, choose_model, choose_words
from tasks.reading.patterns import line_patterns


@task(name="prepare-model", cache_policy=NO_CACHE)
def prepare_model(path: Path | None, alphabet: str | None = None) -> ModelRef:
    """Check that a model can be read with.

    Parameters
    ----------
    path : pathlib.Path or None
        A model file; None is a shipped one.
    alphabet : str or None
        Name of the alphabet that it is to tell apart; None for any.

    Raises
    ------
    UsageError
        If there is no such alphabet, or the file is of another one.
    ModelFileError
        If it cannot be read with.
    """
    file, recogniser = choose_model(path, alphabet)
    return ModelRef(path=file, digest=model_digest(file), alphabet=recogniser.alphabet)


@task(name="prepare-lexicon", cache_policy=NO_CACHE)
def prepare_lexicon(choice: str | None, language: str, store: Store) -> Artifact | None:
    """Put the words to be expected into the store.

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
        return None
    words = choose_words(choice, language)
    rows = ({"word": word, "frequency": frequency} for word, frequency in words.items())
    return store.put(table_of(LexiconWords, rows), LexiconWords)


@task(name="prepare-patterns", cache_policy=NO_CACHE)
def prepare_patterns(settings: ReadingSettings, alphabet: str) -> None:
    """Check that lines can be as they are asked to be.

    Raises
    ------
    UsageError
        If a pattern is none, or can never be met by what the alphabet holds.
    """
    line_patterns(settings.pattern, settings.line_patterns, alphabet)

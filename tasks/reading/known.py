"""Known: what is known of a text before its glyphs are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tasks.reading.formats import Formats
from tasks.reading.lexicon import Lexicon, build_lexicon
from tasks.reading.spelling import Spelling, spelling_of


@dataclass(frozen=True)
class ContextPriors:
    """How common each kind of word is, before its glyphs are looked at."""

    letters: float = 0.06
    digits: float = 0.20
    code: float = 0.05
    series: float = 0.01
    repeats: float = 0.002
    lexicon: float = 0.60
    spelled: float = 0.10


@dataclass(frozen=True)
class Context:
    """What is known of the text beforehand.

    Attributes
    ----------
    alphabet : str
        The K characters that the network tells apart.
    lexicon : mapping of int to Words
        Known words by length; empty for none.
    priors : ContextPriors
        Weights of the models.
    kinds : mapping of str to float
        How often each kind of character is met around a word (`schemas.alphabet.KINDS`), where
        that is known: it settles whether a repeated ring is an O or a 0.
    met : mapping of int to Words
        Words that were read elsewhere on the page, by length (`tasks.reading.met`).
    spelling : Spelling or None
        How words are spelled, where some are known.
    formats : Formats
        What the page's other rows have at each place.
    """

    alphabet: str
    lexicon: Lexicon = field(default_factory=dict)
    priors: ContextPriors = ContextPriors()
    kinds: Mapping[str, float] = field(default_factory=dict)
    met: Lexicon = field(default_factory=dict)
    spelling: Spelling | None = None
    formats: Formats = field(default_factory=Formats)


def context_of(alphabet: str, frequencies: Mapping[str, float]) -> Context:
    """Return what is known beforehand where some words are likely to be met.

    Parameters
    ----------
    alphabet : str
        The characters that the network tells apart.
    frequencies : mapping of str to float
        How often each word is met, in any unit; empty for no words at all.
    """
    lexicon = build_lexicon(frequencies, alphabet)
    return Context(alphabet, lexicon, spelling=spelling_of(lexicon, alphabet))

"""Kinds around a word: what a page is made of, for words that their shapes leave open.

Rings are letters on a page of letters, and noughts on one of numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt

from schemas.alphabet import kind_of, shape_of

#: A character tells of the page if it is at least so sure; a word, if all of its characters are.
SURE = 0.9


def open_shapes(alphabet: str) -> frozenset[str]:
    """Return the characters that share their shape with one of another kind.

    Examples
    --------
    >>> sorted(open_shapes("AIO012"))
    ['0', '1', 'I', 'O']
    """
    kinds: dict[str, set[str]] = {}
    for character in alphabet:
        kinds.setdefault(shape_of(character), set()).add(kind_of(character))
    return frozenset(c for c in alphabet if len(kinds[shape_of(c)]) > 1)


def holds_open_word(characters: str, words: Sequence[int], alphabet: str) -> bool:
    """Tell whether a row has a word of several characters all of which may be of two kinds.

    Parameters
    ----------
    characters : str
        What the row's characters were read as.
    words : sequence of int
        Word of each.
    alphabet : str
        All characters that there are.
    """
    shapes = open_shapes(alphabet)
    together = groupby(zip(words, characters, strict=True), key=lambda placed: placed[0])
    listed = [[character for _, character in word] for _, word in together]
    return any(len(word) > 1 and shapes.issuperset(word) for word in listed)


def kind_shares(
    characters: str, confidences: npt.NDArray[np.floating], alphabet: str
) -> dict[str, float]:
    """Return how often each kind of character is met on a page.

    Parameters
    ----------
    characters : str
        What the page's characters were read as.
    confidences : (n,) ndarray
        How sure each is.
    alphabet : str
        All characters that there are.

    Returns
    -------
    dict of str to float
        Sum 1; each kind of the alphabet is taken to be met once more than it is, so that none is
        ruled out.

    Examples
    --------
    >>> kind_shares("ABO", np.array([1.0, 1.0, 1.0]), "ABO0")
    {'letter': 0.75, 'digit': 0.25}
    """
    shapes = open_shapes(alphabet)
    counts = Counter(dict.fromkeys(map(kind_of, alphabet), 1))
    for character, confidence in zip(characters, confidences, strict=True):
        if confidence >= SURE and character not in shapes:
            counts[kind_of(character)] += 1
    total = sum(counts.values())
    return {kind: count / total for kind, count in counts.items()}

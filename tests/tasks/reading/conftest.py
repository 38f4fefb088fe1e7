"""What tests of reading share: lattices, and networks that see what they are told."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from schemas.alphabet import ALPHABETS
from tasks.reading.lattice import Lattice

ALPHABET = ALPHABETS["capitals-digits"]

#: What a network makes of a span: characters with their probabilities; the others share the rest.
Seen = Mapping[str, float]


def _lattice(
    spans: Sequence[tuple[int, int, Seen]],
    words: Sequence[int],
    odds: Mapping[tuple[int, int], float],
    partings: Mapping[int, float],
) -> Lattice:
    shown = np.empty((len(spans), len(ALPHABET)), np.float32)
    for row, (_, _, named) in zip(shown, spans, strict=True):
        row[:] = (1 - sum(named.values())) / (len(ALPHABET) - len(named))
        for character, probability in named.items():
            row[ALPHABET.index(character)] = probability
    firsts = np.array([first for first, _, _ in spans], np.int32)
    lasts = np.array([last for _, last, _ in spans], np.int32)
    sure = [20.0 if i == 0 or word != words[i - 1] else -20.0 for i, word in enumerate(words)]
    parted = np.array([partings.get(i, odds) for i, odds in enumerate(sure)])
    boxes = np.stack([0 * firsts, 10 * firsts, 0 * firsts + 20, 10 * lasts], axis=1)
    return Lattice(
        first=firsts,
        last=lasts,
        words=np.array(words, np.int32)[firsts],
        glyphs=firsts,
        boxes=boxes,
        levels=boxes.astype(np.float64),
        partings=parted[firsts],
        odds=np.array([odds.get((first, last), 0.0) for first, last, _ in spans]),
        probabilities=shown,
    )


@pytest.fixture(scope="session")
def written() -> Callable[..., Lattice]:
    """A function that makes the lattice of a row that is written clearly but for some characters.

    It takes the row's text; what is seen instead of some of its characters, by their position
    (blanks not counted); further spans, by their first atom and the one past their last, each
    with what is seen and its odds; and where it is not sure whether a word begins, its odds.
    """

    def write(
        text: str,
        seen: Mapping[int, Seen] | None = None,
        joined: Mapping[tuple[int, int], tuple[Seen, float]] | None = None,
        sure: float = 0.99,
        partings: Mapping[int, float] | None = None,
    ) -> Lattice:
        atoms = [(character, word) for word, own in enumerate(text.split()) for character in own]
        spans = [
            (i, i + 1, (seen or {}).get(i, {character: sure}))
            for i, (character, _) in enumerate(atoms)
        ]
        further = joined or {}
        spans += [(first, last, shown) for (first, last), (shown, _) in further.items()]
        spans.sort(key=lambda span: span[:2])
        odds = {pair: odds for pair, (_, odds) in further.items()}
        return _lattice(spans, [word for _, word in atoms], odds, partings or {})

    return write

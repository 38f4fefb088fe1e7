"""Mistakes: characters not read as their label says, by what may be behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from schemas.alphabet import shape_of
from tasks.scoring.glyphs import within_kind
from tasks.scoring.recognised import RecognisedSamples

#: A network that is calibrated errs in at most a tenth of the readings it is so sure of.
SURE = 0.9
#: A label less likely than this is, to the network, no reading of the picture at all.
IMPLAUSIBLE = 0.05
#: What is as likely as this, context may still choose.
NOTABLE = 0.1
#: The most probable characters that are kept of each mistake.
KEPT_ALTERNATIVES = 3

#: Groups of mistakes and what they are, in the order in which they are tried and shown.
GROUPS = {
    "one shape": "One shape: no lone character decides (O/0, I/1), only its neighbours do",
    "doubtful label": "Label doubtful: the network is sure of its reading, the label implausible",
    "ambiguous": "Ambiguous: the label is among what the network holds possible",
    "plain": "Plain errors: the network misses the label",
}


@dataclass(frozen=True)
class Mistake:
    """A character that was not read as its label says.

    Attributes
    ----------
    place : int
        Row of the sample in its table.
    source, sample, writer : str, int, str
        Which sample it is, as in `schemas.samples.Samples`.
    label, reading : str
        What it is said to be, and what was read.
    label_probability, reading_probability : float
        How probable the network holds either.
    alternatives : tuple of (str, float)
        The most probable characters.
    right_within_kind : bool
        Whether it is read rightly if its kind (letter, digit, sign) is known.
    group : str
        One of `GROUPS`.
    """

    place: int
    source: str
    sample: int
    writer: str
    label: str
    reading: str
    label_probability: float
    reading_probability: float
    alternatives: tuple[tuple[str, float], ...]
    right_within_kind: bool
    group: str


def find_mistakes(recognised: RecognisedSamples) -> list[Mistake]:
    """Find the samples that were not read as their labels say.

    Parameters
    ----------
    recognised : RecognisedSamples
        Samples with what a network makes of them.

    Returns
    -------
    list of Mistake
        The surest misreadings first; of equally sure ones, in the order of the samples.
    """
    alphabet, probabilities = recognised.alphabet, recognised.probabilities
    columns = recognised.samples.select(["source", "sample", "writer", "label"]).to_pydict()
    labels = columns["label"]
    truth = np.array([alphabet.index(label) for label in labels], np.intp)
    own_kind = within_kind(probabilities, labels, alphabet).argmax(axis=1)
    # Of equal ones the first character is read, as in scoring.
    order = np.argsort(-probabilities, axis=1, kind="stable")
    mistakes = []
    for place in np.flatnonzero(order[:, 0] != truth).tolist():
        ranked = [(alphabet[i], float(probabilities[place, i])) for i in order[place]]
        reading, sure = ranked[0]
        likely = float(probabilities[place, truth[place]])
        mistakes.append(
            Mistake(
                place=place,
                **{name: values[place] for name, values in columns.items()},
                reading=reading,
                label_probability=likely,
                reading_probability=sure,
                alternatives=tuple(ranked[:KEPT_ALTERNATIVES]),
                right_within_kind=bool(own_kind[place] == truth[place]),
                group=group_of(labels[place], reading, likely, sure),
            )
        )
    return sorted(mistakes, key=lambda mistake: -mistake.reading_probability)


def group_of(label: str, reading: str, label_probability: float, reading_probability: float) -> str:
    """Say what may be behind a misreading: one of `GROUPS`.

    Examples
    --------
    >>> group_of("O", "0", 0.01, 0.99), group_of("H", "A", 0.01, 0.98)
    ('one shape', 'doubtful label')
    >>> group_of("U", "V", 0.4, 0.5), group_of("U", "N", 0.01, 0.6)
    ('ambiguous', 'plain')
    """
    if shape_of(label) == shape_of(reading):
        return "one shape"
    if reading_probability >= SURE and label_probability < IMPLAUSIBLE:
        return "doubtful label"
    return "ambiguous" if label_probability >= NOTABLE else "plain"

"""Mistakes: all that was misread and nothing else, in groups that say why."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.preprocess import Preprocessing
from schemas.alphabet import ALPHABETS
from tasks.datasets.samples import build_samples
from tasks.scoring.mistakes import (
    GROUPS,
    IMPLAUSIBLE,
    KEPT_ALTERNATIVES,
    NOTABLE,
    SURE,
    find_mistakes,
    group_of,
)
from tasks.scoring.recognised import RecognisedSamples

ALPHABET = ALPHABETS["capitals-digits"]


def recognised(rows, labels, alphabet=ALPHABET, writers=None):
    """Samples of which a network makes this: probabilities by character, zero if not named."""
    probabilities = np.zeros((len(rows), len(alphabet)), np.float32)
    for place, row in enumerate(rows):
        for character, probability in row.items():
            probabilities[place, alphabet.index(character)] = probability
    blank = np.zeros((len(rows), 4, 4), np.uint8)
    table = build_samples("set", blank, list(labels), writers=writers)
    return RecognisedSamples(table, probabilities, alphabet, Preprocessing())


def test_mistakes_say_what_was_read_and_how_likely_what_was():
    rows = [{"A": 0.75, "H": 0.25}, {"4": 0.5, "A": 0.25, "H": 0.125, "R": 0.125}, {"0": 1}]
    wrong, right = find_mistakes(recognised(rows, "HA0", writers=["x", "y", "z"]))
    assert (wrong.place, wrong.source, wrong.sample, wrong.writer) == (0, "set", 0, "x")
    assert (wrong.label, wrong.reading, wrong.right_within_kind) == ("H", "A", False)
    assert (wrong.label_probability, wrong.reading_probability) == (0.25, 0.75)
    assert wrong.alternatives[:2] == (("A", 0.75), ("H", 0.25))
    assert (right.place, right.reading, right.right_within_kind) == (1, "4", True)
    assert right.alternatives == (("4", 0.5), ("A", 0.25), ("H", 0.125))
    assert {wrong.group, right.group} == {"ambiguous"}


@pytest.mark.parametrize(
    ("label", "reading", "likely", "sure", "group"),
    [
        ("O", "0", 0.0, 1.0, "one shape"),
        ("1", "I", 0.4, 0.5, "one shape"),
        ("s", "S", 0.1, 0.5, "one shape"),
        ("O", "1", 0.0, SURE, "doubtful label"),
        ("Z", "2", IMPLAUSIBLE, SURE, "plain"),
        ("Z", "2", NOTABLE, SURE, "ambiguous"),
        ("Z", "2", NOTABLE - 0.01, SURE - 0.01, "plain"),
        ("Z", "2", 0.0, SURE - 0.01, "plain"),
    ],
)
def test_groups(label, reading, likely, sure, group):
    assert group_of(label, reading, likely, sure) == group
    assert group in GROUPS


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 50), st.sampled_from([0, 3]))
def test_every_misreading_is_found_the_surest_first(seed, count, levels):
    rng = np.random.default_rng(seed)
    raw = rng.random((count, 5)) ** 3
    raw = np.ceil(raw * levels) if levels else raw
    shares = (raw / raw.sum(axis=1, keepdims=True)).astype(np.float32)
    labels = rng.choice(list("AB01C"), count).tolist()
    rows = [dict(zip("AB01C", row.tolist(), strict=True)) for row in shares]
    found = find_mistakes(recognised(rows, labels, "AB01C"))
    read = ["AB01C"[place] for place in shares.argmax(axis=1)]
    assert sorted(m.place for m in found) == [i for i in range(count) if read[i] != labels[i]]
    for mistake in found:
        assert (mistake.label, mistake.reading) == (labels[mistake.place], read[mistake.place])
        assert len(mistake.alternatives) == KEPT_ALTERNATIVES
    keys = [(-mistake.reading_probability, mistake.place) for mistake in found]
    assert keys == sorted(keys)

"""Small letters as capitals: only those that stand for one, only to train on, under their name."""

import numpy as np
import pyarrow as pa
import pytest

from schemas.alphabet import ALPHABETS, LOWER_CASE, shape_of
from schemas.samples import Samples
from schemas.validation import validated
from tasks.datasets.samples import build_samples
from tasks.training.small_letters import (
    NAME_END,
    OWN_SHAPE_SHARE,
    OWN_SHAPES,
    small_letters_as_capitals,
    standing,
)

CAPITALS_AND_DIGITS = ALPHABETS["capitals-digits"]


def samples(labels, splits=None):
    shown = [np.full((2, 3), shade, np.uint8) for shade in range(len(labels))]
    return build_samples("notes", shown, list(labels), splits=splits or ["train"] * len(labels))


def test_letters_become_their_capitals_under_a_name_of_their_own():
    given = samples("aC0cf", ["train", "train", "train", "train", "test"])
    small = small_letters_as_capitals(given, CAPITALS_AND_DIGITS)
    assert small["label"].to_pylist() == ["A", "C"]
    assert set(small["source"].to_pylist()) == {"notes" + NAME_END}
    assert small["sample"].to_pylist() == [0, 3]
    assert validated(pa.concat_tables([given, small]), Samples).num_rows == 7


@pytest.mark.parametrize("alphabet", ["digits", "full"])
def test_there_are_none_where_small_letters_are_known_or_capitals_are_not(alphabet):
    assert small_letters_as_capitals(samples(LOWER_CASE), ALPHABETS[alphabet]).num_rows == 0


def test_small_letters_that_look_like_a_digit_are_left_out():
    small = small_letters_as_capitals(samples(LOWER_CASE), CAPITALS_AND_DIGITS)
    missing = set(LOWER_CASE.upper()) - set(small["label"].to_pylist())
    assert missing == set("BGLQ")


def test_a_shape_of_its_own_is_no_capitals_shape():
    assert all(shape_of(letter) != shape_of(letter.upper()) for letter in OWN_SHAPES)


@pytest.mark.parametrize(
    ("label", "source", "expected"),
    [
        ("A", "notes" + NAME_END, OWN_SHAPE_SHARE),
        ("C", "notes" + NAME_END, 1),
        ("A", "notes", 1),
        ("4", "notes", 1),
    ],
)
def test_shapes_of_their_own_are_drawn_less_often(label, source, expected):
    assert standing(label, source) == expected

"""Comparison: three networks read the same samples, each as it is made to."""

import numpy as np
import pytest

from model.architectures import build
from tasks.datasets.samples import build_samples, pictures
from tasks.scoring.glyphs import score_glyphs
from tasks.study import comparison
from tasks.study.comparison import (
    CLAIM,
    SHIPPED,
    TRAINED,
    comparison_rows,
    shipped_numbers,
    trained_numbers,
)
from tasks.study.samples import alphabet_of, part_of


def test_the_shipped_model_reads_as_it_is(letters, small_recogniser, numbers_of):
    numbers = numbers_of(shipped_numbers(letters, small_recogniser))
    test = part_of(letters, "test")
    outputs = small_recogniser.probabilities(pictures(test))
    scores = score_glyphs(outputs, test["label"].to_pylist(), small_recogniser.alphabet)
    assert numbers.value(CLAIM, SHIPPED, "accuracy") == scores.accuracy
    assert numbers.value(CLAIM, SHIPPED, "classes") == len(alphabet_of(letters)) + 1
    expected = small_recogniser.network.parameter_count()
    assert numbers.value(CLAIM, SHIPPED, "parameters") == expected


def test_o_and_zero_count_as_one_where_merged(numbers_of):
    test = build_samples("set", np.zeros((4, 3, 3), np.uint8), ["O", "0", "A", "7"])
    outputs = np.eye(4, dtype=np.float32)[[1, 1, 2, 2]]
    rows = comparison_rows("some", build("reference", 4), outputs, test, "O0A7")
    numbers = numbers_of(rows)
    assert numbers.value(CLAIM, "some", "accuracy") == 0.5
    assert numbers.value(CLAIM, "some", "accuracy_within_kind") == 0.75
    assert numbers.value(CLAIM, "some", "accuracy_merged") == 0.75


def test_epochs_are_bounded_by_samples_unless_named(letters, numbers_of, monkeypatch):
    monkeypatch.setattr(comparison, "RECIPE", "quick")
    monkeypatch.setattr(comparison, "LEARNED_FROM", 2 * part_of(letters, "train").num_rows + 1)
    rows = trained_numbers(letters, None, 0)
    numbers = numbers_of(rows)
    assert numbers.value(CLAIM, TRAINED, "epochs") == 2
    assert list(numbers.curve(CLAIM, TRAINED, "validation accuracy")[0]) == [1, 2]
    # Named, the same number of epochs gives the same numbers again.
    assert trained_numbers(letters, 2, 0) == rows


def test_the_architecture_learns_the_study_s_own_samples(letters, numbers_of, monkeypatch):
    monkeypatch.setattr(comparison, "RECIPE", "quick")
    numbers = numbers_of(trained_numbers(letters, 8, 0))
    assert numbers.value(CLAIM, TRAINED, "classes") == len(alphabet_of(letters))
    assert numbers.value(CLAIM, TRAINED, "accuracy") > 0.5


def test_the_default_architecture_is_the_shipped_one(comparison_rows):
    parameters = next(row["value"] for row in comparison_rows if row["series"] == "parameters")
    assert parameters == pytest.approx(build("default", 8).parameter_count())

"""Figures of single characters, against counting by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, kind_of
from schemas.scores import Scores
from schemas.validation import table_of
from tasks.scoring.glyphs import FIGURES, TOP_CONFUSIONS, score_glyphs, score_sets, within_kind
from tasks.scoring.rejection import error_at, reject_curve

ALPHABET = ALPHABETS["capitals-digits"]


def sure_of(readings, alphabet=ALPHABET, confidence=0.9):
    """Probabilities that read these characters."""
    rest = (1 - confidence) / (len(alphabet) - 1)
    probabilities = np.full((len(readings), len(alphabet)), rest, np.float32)
    for row, reading in zip(probabilities, readings, strict=True):
        row[alphabet.index(reading)] = confidence
    return probabilities


def drawn(seed, count, levels=None):
    rng = np.random.default_rng(seed)
    raw = rng.random((count, len(ALPHABET))) ** 6
    if levels:
        raw = np.ceil(raw * levels)
    labels = [ALPHABET[place] for place in rng.integers(0, len(ALPHABET), count)]
    return (raw / raw.sum(axis=1, keepdims=True)).astype(np.float32), labels


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 60))
def test_accuracies_agree_with_counting(seed, count):
    probabilities, labels = drawn(seed, count)
    scores = score_glyphs(probabilities, labels, ALPHABET)
    right = within = merged = 0
    for row, label in zip(probabilities.tolist(), labels, strict=True):
        reading = ALPHABET[row.index(max(row))]
        right += reading == label
        merged += reading.translate({48: "O", 49: "I"}) == label.translate({48: "O", 49: "I"})
        own = [p if kind_of(c) == kind_of(label) else 0 for p, c in zip(row, ALPHABET, strict=True)]
        within += ALPHABET[own.index(max(own))] == label
    assert scores.n == count
    assert scores.accuracy == pytest.approx(right / count)
    assert scores.accuracy_within_kind == pytest.approx(within / count)
    assert scores.accuracy_merged == pytest.approx(merged / count)
    assert sum(score["n"] for score in scores.per_class.values()) == count
    hits = sum(score["n"] * score["accuracy"] for score in scores.per_class.values())
    assert hits == pytest.approx(right)


def test_o_for_0_is_right_when_merged_or_when_digits_are_wanted():
    probabilities = sure_of("O")
    probabilities[0, ALPHABET.index("0")] = 0.05
    scores = score_glyphs(probabilities, ["0"], ALPHABET)
    assert (scores.accuracy, scores.accuracy_within_kind, scores.accuracy_merged) == (0, 1, 1)


def test_rings_among_digits_are_digits():
    digits = ALPHABETS["digits"] * 5
    probabilities = np.concatenate([sure_of(digits), sure_of("O" * 4, confidence=0.55)])
    probabilities[-4:, ALPHABET.index("0")] = 0.4
    labels = [*digits, *"0000"]
    scores = score_glyphs(probabilities, labels, ALPHABET)
    assert scores.accuracy == pytest.approx(50 / 54)
    assert scores.accuracy_own_shares == 1


def test_small_letters_are_merged_by_shape_alone():
    full = ALPHABETS["full"]
    scores = score_glyphs(sure_of("Oocvg", full), list("0OCVG"), full)
    assert (scores.accuracy, scores.accuracy_merged, scores.accuracy_one_shape) == (0, 0.2, 0.8)
    probabilities, labels = drawn(7, 300)
    scores = score_glyphs(probabilities, labels, ALPHABET)
    assert scores.accuracy_one_shape == scores.accuracy_merged


def test_merging_needs_both_characters_in_the_alphabet():
    scores = score_glyphs(sure_of("0123", ALPHABETS["digits"]), list("0123"), ALPHABETS["digits"])
    assert scores.accuracy_merged == 1


def test_calibration_error():
    scores = score_glyphs(sure_of("AAAA", confidence=0.75), list("AAAB"), ALPHABET)
    assert scores.ece == pytest.approx(0, abs=1e-6)
    scores = score_glyphs(sure_of("AAAA", confidence=0.75), list("AABB"), ALPHABET)
    assert scores.ece == pytest.approx(0.25)


def test_classes_and_confusions():
    scores = score_glyphs(sure_of("AAABBC"), list("AABBCC"), ALPHABET)
    assert scores.per_class == {
        "A": {"n": 2, "accuracy": 1.0},
        "B": {"n": 2, "accuracy": 0.5},
        "C": {"n": 2, "accuracy": 0.5},
    }
    assert scores.confusions == [
        {"truth": "B", "reading": "A", "count": 1},
        {"truth": "C", "reading": "B", "count": 1},
    ]


def test_most_frequent_confusions_come_first_and_are_limited():
    readings = "B" * 3 + ALPHABET[1:] * 2 + ALPHABET[2:]
    labels = "A" * 3 + "A" * 70 + "B" * 34
    scores = score_glyphs(sure_of(readings), list(labels), ALPHABET)
    assert scores.confusions[0] == {"truth": "A", "reading": "B", "count": 5}
    assert len(scores.confusions) == TOP_CONFUSIONS
    counts = [pair["count"] for pair in scores.confusions]
    assert counts == sorted(counts, reverse=True)


def test_curves_are_those_of_all_classes_and_of_the_kind():
    probabilities, labels = drawn(4, 200)
    scores = score_glyphs(probabilities, labels, ALPHABET)
    truth = np.array([ALPHABET.index(label) for label in labels])
    own = within_kind(probabilities, labels, ALPHABET)
    for read, curve in (
        (probabilities, scores.reject_curve),
        (own, scores.reject_curve_within_kind),
    ):
        assert curve == reject_curve(read.max(axis=1), read.argmax(axis=1) == truth)
    assert scores.error_at_10_rejected == error_at(scores.reject_curve, 0.1)
    expected = error_at(scores.reject_curve_within_kind, 0.1)
    assert scores.error_within_kind_at_10_rejected == expected
    assert scores.accuracy_within_kind == pytest.approx(
        1 - error_at(scores.reject_curve_within_kind, 0)
    )


def test_probabilities_within_a_kind_are_shares_of_what_the_kind_has():
    probabilities, labels = drawn(5, 50)
    own = within_kind(probabilities, labels, ALPHABET)
    for row, all_, label in zip(own, probabilities, labels, strict=True):
        kind = [kind_of(c) == kind_of(label) for c in ALPHABET]
        np.testing.assert_allclose(row[kind], all_[kind] / all_[kind].sum(), rtol=1e-5)
        assert not row[np.invert(kind)].any()
    nothing = within_kind(np.array([[0.0, 0, 1]]), ["A"], "AB1")
    np.testing.assert_array_equal(nothing, [[0.5, 0.5, 0]])


def test_calibration_within_the_kind():
    scores = score_glyphs(np.array([[0.3, 0.1, 0.6]] * 4), list("AAAB"), "AB1")
    assert scores.ece == pytest.approx(0.6)
    assert scores.ece_within_kind == pytest.approx(0, abs=1e-6)


def test_each_set_has_its_own_figures():
    probabilities, labels = drawn(6, 90)
    sources = ["bab"[i % 3] for i in range(90)]
    scores = score_sets(probabilities, labels, sources, ALPHABET)
    assert replace(scores, sets={}) == score_glyphs(probabilities, labels, ALPHABET)
    assert list(scores.sets) == ["b", "a"]
    own = np.array(sources) == "a"
    picked = [label for label, source in zip(labels, sources, strict=True) if source == "a"]
    assert scores.sets["a"] == score_glyphs(probabilities[own], picked, ALPHABET)
    assert sum(entry.n for entry in scores.sets.values()) == scores.n


@pytest.mark.parametrize("levels", [None, 1, 3])
def test_rows_keep_the_schema(levels):
    probabilities, labels = drawn(3, 200, levels)
    scores = score_glyphs(probabilities, labels, ALPHABET)
    table = table_of(Scores, scores.to_rows()).to_pylist()
    figures = {(r["subject"], r["name"], r["metric"], r["detail"]): r for r in table}
    assert figures["glyphs", "", "accuracy", ""]["value"] == scores.accuracy
    assert figures["glyphs", "", "ece", ""]["count"] == 200
    first = scores.confusions[0]
    row = figures["confusion", first["truth"], "rate", first["reading"]]
    assert row["value"] * row["count"] == pytest.approx(first["count"])
    assert figures["reject", "0.0000", "error", ""]["value"] == pytest.approx(1 - scores.accuracy)
    within = figures["reject", "0.0000", "error_within_kind", ""]["value"]
    assert within == pytest.approx(1 - scores.accuracy_within_kind)
    for name in FIGURES:
        assert figures["glyphs", "", name, ""]["value"] == getattr(scores, name)


def test_rows_of_sets_are_named_by_them():
    probabilities, labels = drawn(3, 200)
    scores = score_sets(probabilities, labels, ["one"] * 150 + ["two"] * 50, ALPHABET)
    rows = table_of(Scores, scores.to_rows()).to_pylist()
    for source, own in {"": replace(scores, sets={}), **scores.sets}.items():
        assert [row for row in rows if row["source"] == source] == own.to_rows(source)


@pytest.mark.parametrize(
    ("probabilities", "labels", "message"),
    [
        (np.zeros((0, 36)), [], "for 0 labels"),
        (np.zeros((2, 36)), ["A"], "for 1 labels"),
        (np.zeros((1, 35)), ["A"], "36 characters"),
        (np.zeros((1, 36)), ["a"], r"labels \['a'\] are not in the alphabet"),
    ],
)
def test_what_does_not_fit_is_refused(probabilities, labels, message):
    with pytest.raises(ValueError, match=message):
        score_glyphs(probabilities, labels, ALPHABET)

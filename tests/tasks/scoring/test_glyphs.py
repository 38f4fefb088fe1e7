"""Figures of single characters, against counting by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, kind_of
from schemas.scores import Scores
from schemas.validation import table_of
from tasks.scoring.glyphs import REJECT_RATES, TOP_CONFUSIONS, score_glyphs

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


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 300), st.sampled_from([None, 2, 5]))
def test_reject_curve_is_what_its_thresholds_do(seed, count, levels):
    probabilities, labels = drawn(seed, count, levels)
    curve = score_glyphs(probabilities, labels, ALPHABET).reject_curve
    confidence = probabilities.max(axis=1)
    right = np.array([ALPHABET[place] for place in probabilities.argmax(axis=1)]) == labels
    assert curve[0]["reject_rate"] == 0
    for point, wanted in zip(curve, REJECT_RATES, strict=False):
        kept = confidence >= point["threshold"]
        assert point["reject_rate"] == pytest.approx(1 - kept.mean())
        assert point["error"] == pytest.approx(1 - right[kept].mean())
        if levels is None:
            assert point["reject_rate"] <= wanted + 1e-4 or len(curve) < len(REJECT_RATES)
    rates = [point["reject_rate"] for point in curve]
    assert rates == sorted(set(rates))


def test_rejecting_the_unsure_lowers_the_error():
    probabilities = np.concatenate([sure_of("A" * 50), sure_of("A" * 50, confidence=0.4)])
    scores = score_glyphs(probabilities, list("A" * 50 + "B" * 25 + "A" * 25), ALPHABET)
    assert scores.reject_curve[0]["error"] == pytest.approx(0.25)
    assert scores.reject_curve[-1] == {
        "reject_rate": 0.5,
        "error": 0.0,
        "threshold": pytest.approx(0.9),
    }


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

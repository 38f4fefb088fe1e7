"""Error rates must be right, finite, and equal to what a slow count finds."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, normalise_text
from schemas.scores import Scores
from schemas.validation import table_of
from tasks.scoring.text import TextPair, score_texts

ALPHABET = ALPHABETS["capitals-digits"]
TEXTS = st.text(alphabet="AB1 \n.", max_size=12)


def slow_distance(left, right):
    """The textbook's full table, cell by cell."""
    table = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            if i == 0 or j == 0:
                table[i][j] = i + j
            else:
                change = table[i - 1][j - 1] + (left[i - 1] != right[j - 1])
                table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, change)
    return table[-1][-1]


def score(truth, reading):
    return score_texts([TextPair("page", truth, reading)], ALPHABET)


@pytest.mark.parametrize(
    ("truth", "reading", "errors", "chars"),
    [
        ("KITTEN", "SITTING", 3, 6),
        ("ABC", "ABC", 0, 3),
        ("ABC", "", 3, 3),
        ("A B", "AB", 1, 3),
        ("A\n\nB", "A B", 0, 3),
        ("abc.", "ABC", 0, 3),
        ("AB", "AXXXB", 3, 2),
    ],
)
def test_hand_counted_errors(truth, reading, errors, chars):
    page = score(truth, reading).pages[0]
    assert (page.errors, page.chars, page.cer) == (errors, chars, errors / chars)


def test_words_are_counted_whole():
    scores = score("TO BE OR NOT", "TO BE ORNOT")
    assert scores.wer == 2 / 4
    assert scores.cer == 1 / 12
    assert scores.cer_no_space == 0


def test_long_pages_weigh_more():
    scores = score_texts([TextPair("1", "A" * 9, "A" * 9), TextPair("2", "B", "C")], ALPHABET)
    assert scores.cer == 1 / 10
    assert [page.cer for page in scores.pages] == [0, 1]


@pytest.mark.parametrize(("reading", "rate"), [("", 0), ("AB", 2), ("A B", 3)])
def test_empty_truth_stays_finite(reading, rate):
    assert score("", reading).cer == rate
    assert score("...", reading).cer == rate


def test_no_pages_at_all():
    scores = score_texts([], ALPHABET)
    assert (scores.cer, scores.wer, scores.cer_no_space, scores.pages) == (0, 0, 0, ())


def test_rows_make_a_table():
    scores = score_texts([TextPair("1", "AB C", "AB"), TextPair("2", "", "D")], ALPHABET)
    table = table_of(Scores, scores.to_rows()).to_pylist()
    assert len(table) == 9 + 2
    found = {(row["subject"], row["name"], row["metric"]): row for row in table}
    assert found["pages", "", "cer"]["value"] == 3 / 4
    assert found["pages", "", "cer"]["count"] == 4
    assert found["page", "1", "wer"]["count"] == 2
    assert found["page", "1", "cer_no_space"]["value"] == 1 / 3
    # A, B and D were read, C was not: half of them are wrong, whatever is left to a person.
    assert found["reject", "0.0000", "error_on_pages"]["value"] == 1 / 2
    assert found["reject", "0.0000", "threshold_on_pages"]["count"] == 4


def test_rejected_characters_are_those_that_are_least_sure():
    pairs = [
        TextPair("1", "AB CD", "AX C", (0.75, 0.25, 0.75)),
        TextPair("2", "ab.", "A?B", (0.75, 0.0, 0.5)),
    ]
    curve = score_texts(pairs, ALPHABET).reject_curve
    assert curve[0] == {"reject_rate": 0.0, "error": pytest.approx(2 / 6), "threshold": 0.25}
    # X goes first; D, which was not read at all, stays wrong.
    errors = {round(point["reject_rate"], 3): point["error"] for point in curve}
    assert errors[0.167] == pytest.approx(1 / 5)


@settings(max_examples=40, deadline=None)
@given(truth=TEXTS, reading=TEXTS, seed=st.integers(0, 99))
def test_a_curve_begins_at_the_errors_of_characters_without_blanks(truth, reading, seed):
    count = len("".join(reading.split()))
    sure = tuple(np.random.default_rng(seed).random(count).tolist())
    scores = score_texts([TextPair("", truth, reading, sure)], ALPHABET)
    if scores.weighed:
        assert scores.reject_curve[0]["error"] * scores.weighed == pytest.approx(
            scores.total.dense.errors
        )
    else:
        assert scores.reject_curve == []


@settings(max_examples=60, deadline=None)
@given(truth=TEXTS, reading=TEXTS)
def test_rates_agree_with_the_slow_count(truth, reading):
    page = score(truth, reading).pages[0]
    clean_truth, clean_reading = (normalise_text(text, ALPHABET) for text in (truth, reading))
    assert page.errors == slow_distance(clean_truth, clean_reading)
    assert page.words.errors == slow_distance(clean_truth.split(), clean_reading.split())
    dense = [text.replace(" ", "") for text in (clean_truth, clean_reading)]
    assert page.dense.errors == slow_distance(*dense)
    assert all(math.isfinite(rate) for rate in (page.cer, page.wer, page.cer_no_space))


@settings(max_examples=60, deadline=None)
@given(truth=TEXTS)
def test_perfect_readings_score_zero(truth):
    assert score(truth, truth).cer == score(truth, truth).wer == 0

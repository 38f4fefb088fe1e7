"""Patterns: what may be written, what each means, and what is refused."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, CAPITALS, DIGITS, LOWER_CASE
from schemas.errors import UsageError
from tasks.reading.patterns import line_patterns, parse_pattern

ALPHABET = ALPHABETS["capitals-digits"]
FULL = ALPHABETS["full"]


def allowed(mask, alphabet=ALPHABET):
    return "".join(np.array(list(alphabet))[mask])


def steps(text, alphabet=ALPHABET):
    return [allowed(step.allowed, alphabet) for step in parse_pattern(text, alphabet).template]


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("digits", DIGITS),
        ("letters", CAPITALS),
        ("0-9A-F", "ABCDEF" + DIGITS),
        ("[0-9A-F]", "ABCDEF" + DIGITS),
        ("A-Z", CAPITALS),
        ("A-CX", "ABCX"),
        ("[XY]", "XY"),
        ("[A]", "A"),
        ("a-c", "ABC"),
        ("0-9.,", DIGITS),
    ],
)
def test_classes_are_of_any_length(text, members):
    pattern = parse_pattern(text, ALPHABET)
    assert (allowed(pattern.allowed), pattern.template) == (members, ())


def test_classes_of_a_model_of_both_cases_and_signs():
    assert allowed(parse_pattern("letters", FULL).allowed, FULL) == CAPITALS + LOWER_CASE
    assert allowed(parse_pattern("A-C", FULL).allowed, FULL) == "ABC"
    assert allowed(parse_pattern(r"0-9\-+", FULL).allowed, FULL) == DIGITS + "-+"
    assert allowed(parse_pattern(r"[0-9.\-]", FULL).allowed, FULL) == DIGITS + ".-"


def test_templates_go_character_by_character():
    assert steps("AA-9999", FULL) == [CAPITALS + LOWER_CASE] * 2 + ["-"] + [DIGITS] * 4
    assert steps("X9") == [CAPITALS + DIGITS, DIGITS]
    assert steps("[0-9A-F][XY]Q") == ["ABCDEF" + DIGITS, "XY", "Q"]
    assert steps(r"\A\9\X\[") == ["A", "9", "X", ""]
    assert steps("b") == ["B"]
    assert steps("b", FULL) == ["b"]


@pytest.mark.parametrize("text", ["A-9", "A-XX", "9-9999", "X-99", "B-9", "AA-CC", "19-20", "ABC"])
def test_what_is_no_class_is_a_template(text):
    assert len(parse_pattern(text, ALPHABET).template) == len(text)


def test_repetitions():
    template = parse_pattern("A{2} 9{1,3}X{0,}B{1,}", ALPHABET).template
    assert [step.optional for step in template] == [False] * 3 + [True] * 3 + [False]
    assert [step.repeated for step in template] == [False] * 5 + [True] * 2
    assert [step.word for step in template] == [0, 0, 1, 1, 1, 1, 1]


def test_blanks_part_words_wherever_they_are():
    template = parse_pattern("  A  9 ", ALPHABET).template
    assert [step.word for step in template] == [0, 1]


def test_what_the_model_does_not_read_is_not_missed():
    template = parse_pattern("A-9/9", ALPHABET).template
    assert [step.allowed.any() for step in template] == [True, False, True, False, True]
    assert [step.optional for step in template] == [False, True, False, True, False]
    assert [step.unread for step in template] == [0, 0, 1, 1, 2]
    assert template[1].tallest < 1 < template[3].tallest


def test_anything_is_no_pattern():
    assert parse_pattern("any", ALPHABET) is None


@pytest.mark.parametrize(
    "text",
    ["", "  ", "[A", "A]", "{2}", "A {2}", "A{3,1}", "A{0}", "A{999}", "A{", "[]", "[9-A]", "[B-9]",
     "-", "\\", "[a-Z]"],
)  # fmt: skip
def test_what_is_no_pattern_is_named(text):
    with pytest.raises(UsageError, match=re.escape(repr(text))):
        parse_pattern(text, ALPHABET)


def test_what_the_model_never_reads_is_refused():
    with pytest.raises(UsageError, match="reads none of"):
        parse_pattern("letters", DIGITS)
    with pytest.raises(UsageError, match="reads none of"):
        parse_pattern("9A", DIGITS)


@given(st.text("AX9[]{}0,-\\ bZ.", max_size=8))
def test_any_text_is_a_pattern_or_refused(text):
    try:
        pattern = parse_pattern(text, ALPHABET)
    except UsageError as error:
        assert repr(text) in str(error)
    else:
        assert pattern.allowed.any()


def test_lines_have_patterns_of_their_own():
    patterns = line_patterns("digits", {2: "letters", 4: "any"}, ALPHABET)
    assert allowed(patterns.of_row(0).allowed) == DIGITS
    assert allowed(patterns.of_row(1).allowed) == CAPITALS
    assert patterns.of_row(3) is None
    assert line_patterns(None, {}, ALPHABET).of_row(0) is None
    with pytest.raises(UsageError, match=re.escape("'9{}'")):
        line_patterns("digits", {3: "[A", 1: "9{}"}, ALPHABET)

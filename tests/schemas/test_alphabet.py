"""Alphabets and what of a text they can say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.alphabet import (
    ALPHABETS,
    DEFAULT_ALPHABET,
    KINDS,
    SAME_SHAPES,
    kind_of,
    normalise_text,
    shape_of,
)

EVERY_ALPHABET = st.sampled_from(sorted(ALPHABETS.values()))


def test_alphabets_name_each_character_once_and_are_part_of_the_full_one():
    for name, alphabet in ALPHABETS.items():
        assert len(set(alphabet)) == len(alphabet), name
        assert set(alphabet) <= set(ALPHABETS["full"]), name
        assert not any(character.isspace() for character in alphabet), name
    assert len(ALPHABETS[DEFAULT_ALPHABET]) == 36


def test_every_character_is_of_the_kind_that_python_takes_it_for():
    for character in ALPHABETS["full"]:
        expected = "digit" if character.isdigit() else "letter" if character.isalpha() else "sign"
        assert kind_of(character) == expected
    assert {kind_of(character) for character in ALPHABETS["full"]} == set(KINDS)


def test_a_character_has_one_shape_and_letters_share_theirs_with_letters_of_the_other_case():
    together = "".join(SAME_SHAPES)
    assert len(set(together)) == len(together)
    assert set(together) <= set(ALPHABETS["full"])
    for group in SAME_SHAPES:
        assert {shape_of(character) for character in group} == {group[0]}
    for character in ALPHABETS["full"]:
        shape = shape_of(character)
        assert shape_of(shape) == shape
        assert (
            shape.lower() == character.lower()
            or character in "l1"
            or kind_of(character) != ("letter")
        )


@pytest.mark.parametrize(
    ("text", "alphabet", "expected"),
    [
        ("Deep in\tthe\r\n\n wood.", "capitals", "DEEP IN THE WOOD"),
        ("Deep in", "full", "Deep in"),
        ("No. 7 - b", "digits", "7"),
        ("\ufeffA\u00a0B", "capitals", "A B"),
        # A letter and its accent are one character, with or without being written as one.
        ("CAFE\u0301", "capitals", "CAF"),
        ("CAF\u00c9", "capitals", "CAF"),
        ("\u00df", "capitals", "SS"),
        (" \n ", "full", ""),
    ],
)
def test_texts_are_brought_down_to_an_alphabet(text, alphabet, expected):
    assert normalise_text(text, ALPHABETS[alphabet]) == expected


@given(st.text(), EVERY_ALPHABET)
def test_twice_is_once_and_nothing_else_is_left(text, alphabet):
    once = normalise_text(text, alphabet)
    assert normalise_text(once, alphabet) == once
    assert set(once) <= set(alphabet) | {" "}
    assert "  " not in once
    assert once == once.strip()


@given(st.text(st.sampled_from("aB7. \n")), st.text(st.sampled_from("aB7. \n")), EVERY_ALPHABET)
def test_texts_parted_by_white_space_are_brought_down_each_on_its_own(one, other, alphabet):
    parts = [normalise_text(text, alphabet) for text in (one, other)]
    assert normalise_text(f"{one}\n{other}", alphabet) == " ".join(filter(None, parts))

"""Names that data sets give to characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, CAPITALS, DIGITS, LOWER_CASE
from tasks.datasets.classes import class_character, integer_characters


@pytest.mark.parametrize("character", ALPHABETS["full"])
def test_a_character_names_itself_and_has_its_code(character):
    assert class_character(character) == character
    assert class_character(f"{ord(character):02x}") == character


def test_all_62_names_of_chars74k():
    names = [f"Sample{number:03d}" for number in range(1, 63)]
    assert "".join(map(class_character, names)) == DIGITS + CAPITALS + LOWER_CASE


@pytest.mark.parametrize("name", ["lower_q", "lower-Q", "q_lower", "LOWER_q"])
def test_lower_case_has_names_that_no_file_system_confuses(name):
    assert class_character(name) == "q"
    assert class_character(name.lower().replace("lower", "upper")) == "Q"


@pytest.mark.parametrize("name", ["", "cats", "Sample000", "Sample063", "AB", "\u00c4", "7f", "20"])
def test_other_names_stand_for_nothing(name):
    assert class_character(name) is None


@given(st.text(max_size=8))
def test_any_name_gives_a_character_or_nothing(name):
    character = class_character(name)
    assert character is None or character in ALPHABETS["full"]


@pytest.mark.parametrize(
    ("labels", "characters"),
    [
        ([0, 9, 5], ["0", "9", "5"]),
        ([0, 10], ["A", "K"]),
        ([25], ["Z"]),
        ([26], None),
        ([-1, 3], None),
        ([], None),
    ],
)
def test_rule_for_whole_numbers(labels, characters):
    assert integer_characters(labels) == characters

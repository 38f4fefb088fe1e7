"""Numbers: what was noted is found again, in its order."""

import pytest

from tasks.study.numbers import curve, number


@pytest.fixture
def numbers(numbers_of):
    return numbers_of(
        [
            *curve("variance", "b", "up", [3.0, 1.0, 2.0]),
            number("variance", "a", "once", 7),
            *curve("variance", "b", "down", [5.0, 4.0], [10, -10]),
            number("softmax", "c", "once", 8, x=2),
        ]
    )


def test_curves_stand_from_1_on_unless_said_otherwise(numbers):
    assert [list(part) for part in numbers.curve("variance", "b", "up")] == [[1, 2, 3], [3, 1, 2]]
    assert [list(part) for part in numbers.curve("variance", "b", "down")] == [[10, -10], [5, 4]]


def test_single_numbers_are_found_where_they_stand(numbers):
    assert numbers.value("variance", "a", "once") == 7
    assert numbers.value("variance", "b", "down", -10) == 4
    with pytest.raises(KeyError):
        numbers.value("softmax", "c", "once")
    with pytest.raises(KeyError):
        numbers.value("softmax", "c", "twice", 2)


def test_subjects_and_series_keep_their_order(numbers):
    assert numbers.subjects("variance") == ["b", "a"]
    assert numbers.series("variance", "b") == ["up", "down"]
    assert numbers.subjects("weights") == []


def test_places_have_to_go_with_values():
    with pytest.raises(ValueError, match="zip"):
        curve("variance", "b", "up", [1.0, 2.0], [0])

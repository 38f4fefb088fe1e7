"""What the tests of templates share: how any part of the alphabet is examined."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from tasks.synthesis.templates import parse_template

WIDEST = 1.1  # cap heights

CheckForms = Callable[..., None]


@pytest.fixture
def check_forms() -> CheckForms:
    """A function that examines the forms of some characters, lines of template notation each."""

    def check(
        forms: Mapping[str, Sequence[str]],
        characters: str,
        *,
        highest: float,
        lowest: float,
        least_forms: int,
    ) -> None:
        assert set(forms) == set(characters)
        for character, lines in forms.items():
            assert len({line.partition("|")[2] for line in lines}) == len(lines), character
            assert len(lines) >= least_forms, character
            for line in lines:
                template = parse_template(line)
                assert template.weight > 0, (character, line)
                for stroke in template.strokes:
                    rows, cols = stroke.points.T
                    assert highest <= rows.min() <= rows.max() <= lowest, (character, line)
                    assert cols.max() - cols.min() <= WIDEST, (character, line)

    return check

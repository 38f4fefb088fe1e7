"""The forms of this part of the alphabet are complete and stand where such characters stand."""

import pytest

from schemas.alphabet import SIGNS
from tasks.synthesis.templates import parse_template
from tasks.synthesis.templates_signs import SIGN_FORMS

HIGHEST, LOWEST = -0.15, 1.25  # rows, cap heights
LEAST_FORMS = 2


def test_every_character_has_forms_and_nothing_else_has():
    assert set(SIGN_FORMS) == set(SIGNS)


@pytest.mark.parametrize("character", SIGNS)
def test_forms_differ_and_lie_within_their_rows(character):
    lines = SIGN_FORMS[character]
    assert len({line.partition("|")[2] for line in lines}) == len(lines) >= LEAST_FORMS
    for line in lines:
        template = parse_template(line)
        assert template.weight > 0
        for stroke in template.strokes:
            assert stroke.points[:, 0].min() >= HIGHEST
            assert stroke.points[:, 0].max() <= LOWEST
            assert stroke.points[:, 1].max() - stroke.points[:, 1].min() <= 1.1

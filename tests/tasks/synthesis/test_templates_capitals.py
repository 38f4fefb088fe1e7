"""The forms of this part of the alphabet are complete and stand where such characters stand."""

import pytest

from schemas.alphabet import CAPITALS
from tasks.synthesis.templates import parse_template
from tasks.synthesis.templates_capitals import CAPITAL_FORMS

HIGHEST, LOWEST = -0.15, 1.15  # rows, cap heights
LEAST_FORMS = 4


def test_every_character_has_forms_and_nothing_else_has():
    assert set(CAPITAL_FORMS) == set(CAPITALS)


@pytest.mark.parametrize("character", CAPITALS)
def test_forms_differ_and_lie_within_their_rows(character):
    lines = CAPITAL_FORMS[character]
    assert len({line.partition("|")[2] for line in lines}) == len(lines) >= LEAST_FORMS
    for line in lines:
        template = parse_template(line)
        assert template.weight > 0
        for stroke in template.strokes:
            assert stroke.points[:, 0].min() >= HIGHEST
            assert stroke.points[:, 0].max() <= LOWEST
            assert stroke.points[:, 1].max() - stroke.points[:, 1].min() <= 1.1

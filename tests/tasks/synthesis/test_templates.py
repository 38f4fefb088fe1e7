"""Templates: the notation and the templates of the full alphabet."""

import numpy as np
import pytest

from schemas.alphabet import ALPHABETS
from tasks.synthesis.templates import FORMS, parse_template, templates_of


def test_notation_gives_rows_and_columns_in_cap_heights():
    template = parse_template("2 | 0,100 50,0~60,-20; 5,6 7,8")
    assert template.weight == 2.0
    np.testing.assert_array_equal(template.strokes[0].points, [[1, 0], [0, 0.5], [-0.2, 0.6]])
    assert template.strokes[0].curved == (False, True)
    assert len(template.strokes) == 2


@pytest.mark.parametrize("line", ["0,0 1,1", "1 | 0,0", "1 | 0,0 1", "1 | 0,0 a,b", "1 | 0,0 1,1;"])
def test_broken_lines_are_refused(line):
    with pytest.raises(ValueError, match="expected"):
        parse_template(line)


def test_the_full_alphabet_has_templates():
    assert set(FORMS) == set(ALPHABETS["full"])
    for character in ALPHABETS["full"]:
        assert templates_of(character)


def test_an_unknown_character_is_named():
    with pytest.raises(ValueError, match="Ж"):
        templates_of("Ж")

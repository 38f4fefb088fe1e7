"""Lower-case letters have forms enough, which stand where such do (rows in cap heights)."""

from schemas.alphabet import LOWER_CASE
from tasks.synthesis.templates_lower import LOWER_FORMS


def test_forms_are_complete_and_in_their_place(check_forms):
    check_forms(LOWER_FORMS, LOWER_CASE, highest=-0.05, lowest=1.65, least_forms=5)

"""Signs have forms enough, which stand where signs stand (rows in cap heights)."""

from schemas.alphabet import SIGNS
from tasks.synthesis.templates_signs import SIGN_FORMS


def test_forms_are_complete_and_in_their_place(check_forms):
    check_forms(SIGN_FORMS, SIGNS, highest=-0.15, lowest=1.25, least_forms=5)

"""Digits have forms enough, which stand where digits stand (rows in cap heights)."""

from schemas.alphabet import DIGITS
from tasks.synthesis.templates_digits import DIGIT_FORMS


def test_forms_are_complete_and_in_their_place(check_forms):
    check_forms(DIGIT_FORMS, DIGITS, highest=-0.15, lowest=1.15, least_forms=4)

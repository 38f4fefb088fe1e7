"""Capitals have forms enough, which stand where capitals stand (rows in cap heights)."""

from schemas.alphabet import CAPITALS
from tasks.synthesis.templates_capitals import CAPITAL_FORMS


def test_forms_are_complete_and_in_their_place(check_forms):
    check_forms(CAPITAL_FORMS, CAPITALS, highest=-0.15, lowest=1.15, least_forms=4)

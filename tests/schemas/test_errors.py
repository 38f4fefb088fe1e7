"""Every error has an exit code of its own kind, and pages' errors tell why."""

import pickle

import pytest

import schemas.errors as errors
from schemas.errors import (
    EXIT_INTERNAL,
    EXIT_SOME_FAILED,
    PageError,
    PageRefused,
    PassingFault,
    ScrivanoError,
)
from schemas.pages import REASONS, STATUSES

EXIT_CODES = {name: code for name, code in vars(errors).items() if name.startswith("EXIT_")}
FAMILY = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, ScrivanoError) and kind is not ScrivanoError
]


def test_exit_codes_differ_and_fit_what_a_process_can_return():
    assert len(set(EXIT_CODES.values())) == len(EXIT_CODES)
    assert all(0 <= code < 126 for code in EXIT_CODES.values())
    assert EXIT_CODES["EXIT_OK"] == 0


@pytest.mark.parametrize("kind", FAMILY)
def test_every_error_has_a_code_that_is_neither_success_nor_a_fault_of_scrivano(kind):
    assert kind.exit_code in set(EXIT_CODES.values()) - {0, EXIT_INTERNAL}


def test_an_error_of_no_kind_is_a_fault_of_scrivano():
    assert ScrivanoError("x").exit_code == EXIT_INTERNAL


@pytest.mark.parametrize(
    ("kind", "status"), [(PageError, "failed"), (PageRefused, "refused"), (PassingFault, "failed")]
)
def test_pages_errors_tell_what_became_of_the_page(kind, status):
    error = kind("damaged", "a.png is damaged. Scan it again.")
    assert str(error) == error.message == "a.png is damaged. Scan it again."
    assert error.reason in REASONS
    assert error.status == status in STATUSES
    assert error.exit_code == EXIT_SOME_FAILED


@pytest.mark.parametrize("kind", [PageError, PageRefused, PassingFault])
def test_pages_errors_come_whole_out_of_worker_processes(kind):
    error = pickle.loads(pickle.dumps(kind("vanished", "it is gone")))
    assert type(error) is kind
    assert (error.reason, error.message) == ("vanished", "it is gone")

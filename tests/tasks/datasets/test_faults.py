"""Faults: whatever a library raises on a file is one error that names it."""

import pytest

from schemas.errors import DatasetError, UsageError
from tasks.datasets.faults import parsing


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("first line\nsecond line"), r"set\.csv: cannot be read \(first line\)"),
        (KeyError(), r"cannot be read \(KeyError\)"),
        (OSError(5, "Input/output error"), r"cannot be read \(Input/output error\)"),
        (RecursionError("too deep"), r"cannot be read \(too deep\); expected a table$"),
        (MemoryError(), r"set\.csv: does not fit into memory"),
    ],
)
def test_what_libraries_raise_names_the_file(error, told):
    with pytest.raises(DatasetError, match=told), parsing("set.csv", "a table"):
        raise error


@pytest.mark.parametrize("error", [DatasetError("as it is"), UsageError("as it is")])
def test_errors_that_say_what_to_do_stay(error):
    with pytest.raises(type(error), match=r"^as it is$"), parsing("set.csv", "a table"):
        raise error


def test_who_stops_a_run_stops_it():
    with pytest.raises(KeyboardInterrupt), parsing("set.csv", "a table"):
        raise KeyboardInterrupt

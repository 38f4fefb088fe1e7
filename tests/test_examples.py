"""Examples in docstrings give what they say."""

import doctest
import importlib
import pkgutil

import pytest

PACKAGES = ("model", "schemas", "tasks", "flows", "data")


def modules():
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        yield from (found.name for found in pkgutil.walk_packages(path, f"{package}."))


@pytest.mark.parametrize("name", sorted(modules()))
def test_examples_give_what_they_say(name):
    found = doctest.testmod(importlib.import_module(name))
    assert not found.failed

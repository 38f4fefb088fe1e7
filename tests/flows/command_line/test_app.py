"""The command line is one program: all its commands are there, named, and helped."""

from importlib.metadata import entry_points

import pytest
from typer.testing import CliRunner

from flows.command_line import app as module
from flows.command_line.app import app

COMMANDS = [
    ("transcribe",),
    ("train",),
    ("study",),
    ("evaluate", "pages"),
    ("evaluate", "glyphs"),
    ("model", "show"),
    ("cache", "show"),
    ("cache", "prune"),
    ("cache", "verify"),
]


def scrivano(*words):
    return CliRunner().invoke(app, words)


def test_installed_program_is_this_one():
    (program,) = entry_points(group="console_scripts", name="scrivano")
    assert program.load() is module.main


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_all_commands(option):
    result = scrivano(option)
    assert result.exit_code == 0
    for command, *_ in COMMANDS:
        assert command in result.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(command):
    result = scrivano(*command, "--help")
    assert result.exit_code == 0
    assert f"scrivano {' '.join(command)} " in result.stdout.partition("Example")[2]


@pytest.mark.parametrize("words", [(), ("evaluate",), ("model",), ("read",), ("train", "--loud")])
def test_what_is_no_command_is_wrong_usage(words):
    assert scrivano(*words).exit_code == 2

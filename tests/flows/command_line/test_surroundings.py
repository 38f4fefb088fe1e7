"""Errors come out plain, with their exit codes; Prefect is kept quiet unless the user speaks up."""

import os

import httpx
import pytest
import typer

from flows.command_line.surroundings import plain_errors, say, settle_prefect
from schemas.errors import EXIT_NO_SERVER, DatasetError, ModelFileError, OutputError, UsageError


@pytest.mark.parametrize(
    ("error", "code"),
    [(UsageError, 2), (ModelFileError, 5), (DatasetError, 7), (OutputError, 8), (KeyError, 70)],
)
def test_errors_carry_their_exit_code(error, code, capsys):
    with pytest.raises(typer.Exit) as caught, plain_errors():
        raise error("what is wrong")
    assert caught.value.exit_code == code
    shown = capsys.readouterr().err
    assert "what is wrong" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), RuntimeError("no API")]
)
def test_a_server_that_is_gone_is_told(error, capsys):
    if isinstance(error, RuntimeError):  # as Prefect tells it at the start of a run
        error.__cause__ = httpx.ConnectError("refused")
    with pytest.raises(typer.Exit) as caught, plain_errors():
        raise error
    assert caught.value.exit_code == EXIT_NO_SERVER
    assert "Prefect server" in capsys.readouterr().err


def test_whoever_reads_the_output_may_leave(capsys):
    with pytest.raises(BrokenPipeError), plain_errors():
        raise BrokenPipeError
    assert not capsys.readouterr().err


def test_unforeseen_errors_can_be_seen(monkeypatch):
    monkeypatch.setenv("SCRIVANO_DEBUG", "1")
    with pytest.raises(KeyError), plain_errors():
        raise KeyError("x")


def test_what_the_user_has_set_stands(monkeypatch):
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    settle_prefect()
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert os.environ["DO_NOT_TRACK"] == "1"


def test_any_name_can_be_said(capsys):
    say("page \udcff.jpg")
    assert "page \\udcff.jpg" in capsys.readouterr().err

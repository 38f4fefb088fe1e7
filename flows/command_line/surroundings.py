"""What surrounds a command: Prefect kept quiet, errors made plain, exit codes kept."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from schemas.errors import EXIT_INTERNAL, NoServer, ScrivanoError

#: Settings of Prefect for runs by hand; what the user has set stands.
PREFECT_BY_HAND = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    # Services that tell a server of a run write whole tracebacks where it does not answer.
    "PREFECT_INTERNAL_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    # A first start migrates Prefect's database, which takes its time on a slow disk.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}

#: Set, lets the traceback of an unforeseen error be seen.
DEBUG = "SCRIVANO_DEBUG"


def settle_prefect() -> None:
    """Set Prefect up for a run by hand; has to come before Prefect is imported."""
    for name, value in PREFECT_BY_HAND.items():
        os.environ.setdefault(name, value)
    warnings.filterwarnings("ignore", module="prefect.*")
    warnings.filterwarnings("ignore", module="websockets.*")


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn errors into one message on stderr and the exit code that the error carries."""
    try:
        with _server_expected():
            yield
    except ScrivanoError as error:
        if DEBUG in os.environ:
            raise
        say(f"error: {error}")
        raise typer.Exit(error.exit_code) from None
    except (typer.Exit, typer.Abort, KeyboardInterrupt, BrokenPipeError):  # who read has left
        raise
    except Exception as error:
        if DEBUG in os.environ:
            raise
        logging.getLogger(__name__).debug("unforeseen", exc_info=True)
        say(
            f"error: unforeseen {type(error).__name__}: {error}\n"
            f"This is a fault of Scrivano. Set {DEBUG}=1 to see where, and please report it."
        )
        raise typer.Exit(EXIT_INTERNAL) from None


@contextmanager
def _server_expected() -> Iterator[None]:
    """Tell errors of the way to a Prefect server as such.

    Raises
    ------
    NoServer
        If the block meets one.
    """
    try:
        yield
    except Exception as error:
        chain: list[BaseException | None] = [error, error.__cause__, error.__context__]
        # Only Prefect brings that library in, and it takes its time to be imported.
        library = sys.modules.get("httpx")
        if library is None or not any(isinstance(one, library.TransportError) for one in chain):
            raise
        raise NoServer(
            "the Prefect server does not answer. Start it, or name another one "
            "(PREFECT_API_URL; without it a run has a server of its own), and run again: "
            "what was finished is kept."
        ) from error


def leave_at_once(code: int) -> NoReturn:
    """End the process without what Prefect does at the end.

    It would tell a server that is gone of each event that is left, some seconds each.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def say(message: str) -> None:
    """Write a message to stderr, whatever characters its names hold."""
    stream = sys.stderr
    encoding = stream.encoding or "utf-8"
    stream.write(message.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()

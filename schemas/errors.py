"""The error family: every way Scrivano can end badly, with exit code and advice."""

from __future__ import annotations

EXIT_OK = 0
EXIT_USAGE = 2
EXIT_SOME_FAILED = 3
EXIT_NONE_READ = 4
EXIT_BAD_MODEL = 5
EXIT_BAD_TABLE = 6
EXIT_BAD_DATASET = 7
EXIT_OUTPUT = 8
EXIT_TOO_MANY_FAILED = 9
EXIT_NO_SERVER = 10
EXIT_INTERNAL = 70


class ScrivanoError(Exception):
    """Base of every error a user can meet.

    The message names the thing that is wrong and says what to do; it is printed as it stands,
    without a traceback.

    Attributes
    ----------
    exit_code : int
        What the command line returns when this error ends a run.
    """

    exit_code: int = EXIT_INTERNAL


class UsageError(ScrivanoError):
    """The command or a setting cannot be carried out as given."""

    exit_code = EXIT_USAGE


class PageError(ScrivanoError):
    """One page cannot be read, and never will be: its bytes are the reason.

    Parameters
    ----------
    reason : str
        One of `schemas.pages.REASONS`.
    message : str
        What is wrong and what to do, for a person.
    """

    exit_code = EXIT_SOME_FAILED
    status = "failed"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.reason = reason
        self.message = message

    def __str__(self) -> str:
        return self.message


class PageRefused(PageError):
    """A page that Scrivano declines on purpose: unsupported, encrypted or over a limit."""

    status = "refused"


class PassingFault(PageError):
    """A page could not be read this time (I/O, a dead worker): worth another try, never cached."""


class OverBudget(PageError):
    """A page took more time or memory than it may: ended, not tried again in the run, never cached.

    Another run may have more of both, or a calmer machine.
    """


class ModelFileError(ScrivanoError):
    """A model file is of another version, damaged, or holds what its header does not promise."""

    exit_code = EXIT_BAD_MODEL


class InvalidTable(ScrivanoError):
    """A table breaks its schema; the message names table, column, rule and first offending rows."""

    exit_code = EXIT_BAD_TABLE


class DamagedArtifact(ScrivanoError):
    """An artifact in the store is gone, truncated or altered; its producer has to run again."""

    exit_code = EXIT_BAD_TABLE


class DatasetError(ScrivanoError):
    """A data set cannot be loaded; the message names the file and the form that was expected."""

    exit_code = EXIT_BAD_DATASET


class OutputError(ScrivanoError):
    """The output folder cannot be written."""

    exit_code = EXIT_OUTPUT


class NoServer(ScrivanoError):
    """The Prefect server of a run does not answer."""

    exit_code = EXIT_NO_SERVER


class RunEnded(ScrivanoError):
    """Work came in after its run had ended, by an error or by the user."""

    exit_code = EXIT_SOME_FAILED

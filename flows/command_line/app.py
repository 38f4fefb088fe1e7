"""The command line, put together."""

from __future__ import annotations

import sys

import typer

from flows.command_line.cache import app as cache_app
from flows.command_line.evaluate import app as evaluate_app
from flows.command_line.inspect import EPILOG as INSPECT_EPILOG
from flows.command_line.inspect import inspect
from flows.command_line.model import app as model_app
from flows.command_line.study import EPILOG as STUDY_EPILOG
from flows.command_line.study import study
from flows.command_line.surroundings import leave_at_once, say
from flows.command_line.train import EPILOG as TRAIN_EPILOG
from flows.command_line.train import train
from flows.command_line.transcribe import EPILOG as TRANSCRIBE_EPILOG
from flows.command_line.transcribe import transcribe
from schemas.errors import EXIT_NO_SERVER, EXIT_USAGE
from tasks.sources.names import is_utf8

app = typer.Typer(
    name="scrivano",
    help="Transcribe folders of hand-printed pages.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog=TRANSCRIBE_EPILOG)(transcribe)
app.command(epilog=INSPECT_EPILOG)(inspect)
app.command(epilog=TRAIN_EPILOG)(train)
app.command(epilog=STUDY_EPILOG)(study)
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(model_app, name="model")
app.add_typer(cache_app, name="cache")


def main() -> None:
    """Run the command line."""
    for word in sys.argv[1:]:
        # Pages may be called anything; see `flows.command_line.transcribe`.
        if not is_utf8(word) and sys.argv[1] != "transcribe":
            say(f"error: {word}: arguments have to be UTF-8. Name a folder above it instead.")
            sys.exit(EXIT_USAGE)
    try:
        app()
    except SystemExit as end:
        if end.code == EXIT_NO_SERVER:
            leave_at_once(EXIT_NO_SERVER)
        raise

"""The command line, put together."""

from __future__ import annotations

import typer

from flows.command_line.evaluate import app as evaluate_app
from flows.command_line.model import app as model_app
from flows.command_line.train import EPILOG as TRAIN_EPILOG
from flows.command_line.train import train
from flows.command_line.transcribe import EPILOG as TRANSCRIBE_EPILOG
from flows.command_line.transcribe import transcribe

app = typer.Typer(
    name="scrivano",
    help="Transcribe folders of hand-printed pages.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog=TRANSCRIBE_EPILOG)(transcribe)
app.command(epilog=TRAIN_EPILOG)(train)
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(model_app, name="model")


def main() -> None:
    """Run the command line."""
    app()

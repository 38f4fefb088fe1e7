"""The command line, put together."""

from __future__ import annotations

import typer

from flows.command_line import evaluate, model, train, transcribe

app = typer.Typer(
    name="scrivano",
    help="Transcribe folders of hand-printed pages.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog=transcribe.EPILOG)(transcribe.transcribe)
app.command(epilog=train.EPILOG)(train.train)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(model.app, name="model")


def main() -> None:
    """Run the command line."""
    app()

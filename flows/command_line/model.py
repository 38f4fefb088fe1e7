"""The commands `scrivano model ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.surroundings import plain_errors

app = typer.Typer(help="Look at models.", no_args_is_help=True)

SHOW_EPILOG = """
Examples:

  scrivano model show

  scrivano model show own.safetensors --json
"""


@app.callback()
def models() -> None:
    """Look at models."""


@app.command(epilog=SHOW_EPILOG)
def show(
    path: Annotated[
        Path | None, typer.Argument(help="Model file; the shipped one if not given.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the card as JSON, for machines.")
    ] = False,
) -> None:
    """Show a model's card: architecture, alphabet, data with digests, metrics, date, version."""
    import json

    from data import DEFAULT_MODEL
    from model.card import render_card
    from model.storage import load_recogniser, model_digest

    with plain_errors():
        file = path or DEFAULT_MODEL
        recogniser = load_recogniser(file)
        digest = model_digest(file)
    if as_json:
        typer.echo(json.dumps(dict(recogniser.card) | {"sha256": digest}, indent=2))
        return
    for line in render_card(recogniser.card, recogniser.network.summary()):
        typer.echo(line)
    typer.echo(f"{'sha256':<12}  {digest}")

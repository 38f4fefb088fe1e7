"""The commands `scrivano model ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.options import ModelArgument, ShippedAlphabet
from flows.command_line.surroundings import plain_errors

app = typer.Typer(help="Look at models, and write them for others.", no_args_is_help=True)

SHOW_EPILOG = """
Examples:

  scrivano model show

  scrivano model show --alphabet full

  scrivano model show own.safetensors --json
"""

EXPORT_EPILOG = """
Examples:

  scrivano model export --onnx capitals-digits.onnx

  scrivano model export own.safetensors --onnx own.onnx

Needs the optional group onnx: pip install 'scrivano[onnx]'.
"""


@app.callback()
def models() -> None:
    """Look at models, and write them for others."""


@app.command(epilog=SHOW_EPILOG)
def show(
    path: ModelArgument = None,
    alphabet: ShippedAlphabet = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the card as JSON, for machines.")
    ] = False,
) -> None:
    """Show a model's card: architecture, alphabet, data with digests, metrics, date, version."""
    import json

    from model.card import render_card
    from model.storage import model_digest
    from tasks.reading.choice import choose_model

    with plain_errors():
        file, recogniser = choose_model(path, alphabet)
        digest = model_digest(file)
    if as_json:
        typer.echo(json.dumps(dict(recogniser.card) | {"sha256": digest}, indent=2))
        return
    for line in render_card(recogniser.card, recogniser.network.summary()):
        typer.echo(line)
    typer.echo(f"{'sha256':<12}  {digest}")


@app.command(epilog=EXPORT_EPILOG)
def export(
    onnx: Annotated[Path, typer.Option("--onnx", help="ONNX file to write.", show_default=False)],
    path: ModelArgument = None,
    alphabet: ShippedAlphabet = None,
) -> None:
    """Write a model's network as an ONNX file, checked against ONNX Runtime first."""
    from model.export import export_recogniser
    from tasks.reading.choice import choose_model

    with plain_errors():
        _, recogniser = choose_model(path, alphabet)
        difference = export_recogniser(onnx, recogniser)
    typer.echo(f"written: {onnx}")
    typer.echo(f"greatest difference in ONNX Runtime: {difference:.1g} of a probability")

"""The command `scrivano train`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.progress import TrainingWatch, shown
from flows.command_line.surroundings import plain_errors, settle_prefect
from model.card import render_metrics
from schemas.alphabet import ALPHABETS, DEFAULT_ALPHABET
from schemas.errors import UsageError

EPILOG = """
Examples:

  scrivano train --data synthetic --out quick.safetensors --preset quick

  scrivano train --data letters.mat --data digits-images-idx3-ubyte.gz --out own.safetensors

Data sets: a NIST36-style .mat; an IDX pair (its images file); a folder with a folder per class;
Parquet or CSV of images and labels; Chars74K strokes JSON; synthetic[:N].
"""


def train(
    data: Annotated[
        list[str],
        typer.Option(
            "--data", metavar="DATASET", help="Data set; may be repeated.", show_default=False
        ),
    ],
    out: Annotated[Path, typer.Option(help="Model file to write.", show_default=False)],
    preset: Annotated[str, typer.Option(help="Architecture and recipe.")] = "default",
    alphabet: Annotated[
        str, typer.Option(help=f"Characters: {', '.join(ALPHABETS)}.")
    ] = DEFAULT_ALPHABET,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Passes over the data; the preset's if not given.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random draw.")] = 0,
    date: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Day that the card states; today if not given."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON, for machines.")
    ] = False,
) -> None:
    """Train a model and save it with its card."""
    with plain_errors():
        day = _day(date)
        settle_prefect()
        from flows.train import train_model
        from schemas.settings import TrainSettings

        settings = TrainSettings(preset=preset, alphabet=alphabet, epochs=epochs, seed=seed)
        with shown(TrainingWatch):
            summary = train_model(data=data, out=out, settings=settings, date=day)
    if as_json:
        typer.echo(summary.model_dump_json(indent=2))
        return
    typer.echo(f"trained on {summary.samples} samples, {summary.epochs} epochs")
    for line in render_metrics(summary.metrics):
        typer.echo(f"  {line}")
    typer.echo(f"model: {summary.out}")


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--date {text}: expected a day as YYYY-MM-DD") from None

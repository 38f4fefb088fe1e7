"""The command `scrivano study`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.progress import TrainingWatch, shown
from flows.command_line.surroundings import plain_errors, settle_prefect

EPILOG = """
Examples:

  scrivano study --out study

  scrivano study --data nist36_train.mat --data nist36_valid.mat --data nist36_test.mat --out study

The parts that .mat files state (train, valid, test) are kept; where data state none, test and
validation samples are held out. Other pictures than 32 x 32 are cropped and scaled to that.
"""

#: What is studied where no data are named.
USUAL_DATA = ["synthetic"]


def study(
    out: Annotated[Path, typer.Option(help="Folder for page and numbers.", show_default=False)],
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--data",
            metavar="DATASET",
            help="Data set, as for train; may be repeated.",
            show_default="synthetic",
        ),
    ] = None,
    epochs: Annotated[
        int, typer.Option(min=1, help="Passes of the reference network over the data.")
    ] = 50,
    default_epochs: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Passes of the default architecture.",
            show_default="as many as take a few minutes",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random draw.")] = 0,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON, for machines.")
    ] = False,
) -> None:
    """Show what networks do, and train the reference network beside the default one."""
    with plain_errors():
        settle_prefect()
        from flows.study import study_network
        from schemas.settings import LearnSettings, StudySettings

        settings = StudySettings(
            learn=LearnSettings(epochs=epochs), default_epochs=default_epochs, seed=seed
        )
        with shown(TrainingWatch):
            summary = study_network(data=data or USUAL_DATA, out=out, settings=settings)
    if as_json:
        typer.echo(summary.model_dump_json(indent=2))
        return
    typer.echo(f"studied {summary.samples} samples")
    for name, value in summary.metrics.items():
        typer.echo(f"  {name}: {value:.4f}")
    typer.echo(f"page: {summary.page}")
    typer.echo(f"numbers: {summary.numbers}")

"""The commands `scrivano evaluate ...`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.command_line.options import Alphabet, Lexicon, Model, Workers
from flows.command_line.patterns import Patterns, pattern_settings
from flows.command_line.progress import TranscriptionWatch, shown
from flows.command_line.surroundings import plain_errors, settle_prefect
from schemas.samples import SPLITS

if TYPE_CHECKING:
    from flows.evaluate import Evaluation

app = typer.Typer(help="Measure readings against their truth.", no_args_is_help=True)

PAGES_EPILOG = """
Examples:

  scrivano evaluate pages folder/ --json

  scrivano evaluate pages numbers/ --pattern digits

The folder holds images, each with its true text NAME.txt beside it. Characters outside the model's
alphabet do not count, runs of white space are one blank. The last lines tell how many of the other
characters are wrong if the least sure are left to a person (blanks do not count).
"""
GLYPHS_EPILOG = """
Examples:

  scrivano evaluate glyphs letters.mat --json

  scrivano evaluate glyphs folder/ digits-images-idx3-ubyte.gz --model own.safetensors

  scrivano evaluate glyphs letters.parquet --split test --seed 0

  scrivano evaluate glyphs folder/ --report misread.html --out figures.parquet

The third measures on what `scrivano train --seed 0` held out of that set and never used.
"""

AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as JSON, for machines.")]
Out = Annotated[Path | None, typer.Option(help="Parquet file for all figures.")]


@app.command(epilog=PAGES_EPILOG)
def pages(
    folder: Annotated[Path, typer.Argument(help="Folder of pages.", show_default=False)],
    model: Model = None,
    alphabet: Alphabet = None,
    lexicon: Lexicon = None,
    pattern: Patterns = None,
    workers: Workers = 0,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Read pages and compare with their true texts: character and word error rates."""
    with plain_errors():
        settle_prefect()
        from flows.command_line.figures import page_figures, page_lines
        from schemas.settings import TranscribeSettings

        settings = TranscribeSettings.model_validate(
            {"pool": {"workers": workers}, "reading": pattern_settings(pattern)}
        )
        with shown(TranscriptionWatch):
            scores = _evaluate(
                pages=folder,
                model=model,
                alphabet=alphabet,
                lexicon=lexicon,
                settings=settings,
                out=out,
            ).pages
        assert scores is not None
    if as_json:
        typer.echo(json.dumps(page_figures(scores), indent=2))
        return
    for line in page_lines(scores):
        typer.echo(line)


@app.command(epilog=GLYPHS_EPILOG)
def glyphs(
    data: Annotated[
        list[str],
        typer.Argument(metavar="DATASET...", help="Data sets of labelled characters."),
    ],
    model: Model = None,
    alphabet: Alphabet = None,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(SPLITS),
            help="Only what training uses so of each set; all of it if not given.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the training whose split it is.")] = 0,
    report: Annotated[
        Path | None, typer.Option(help="HTML page for pictures of the misread characters.")
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Read single characters and compare with their labels."""
    with plain_errors():
        settle_prefect()
        from flows.command_line.figures import glyph_figures, glyph_lines
        from schemas.settings import TrainSettings

        training = TrainSettings(seed=seed)
        scores = _evaluate(
            data=data,
            model=model,
            alphabet=alphabet,
            split=split,
            training=training,
            report=report,
            out=out,
        ).glyphs
        assert scores is not None
    if as_json:
        typer.echo(json.dumps(glyph_figures(scores), indent=2))
        return
    for line in glyph_lines(scores):
        typer.echo(line)


def _evaluate(**parameters: Any) -> Evaluation:
    from flows.evaluate import evaluate_model

    evaluation: Evaluation = evaluate_model(**parameters)
    return evaluation

"""The commands `scrivano evaluate ...`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.command_line.progress import TranscriptionWatch, shown
from flows.command_line.surroundings import plain_errors, settle_prefect
from schemas.samples import SPLITS

if TYPE_CHECKING:
    from flows.evaluate import Evaluation
    from tasks.scoring.glyphs import GlyphScores
    from tasks.scoring.text import TextScores

app = typer.Typer(help="Measure readings against their truth.", no_args_is_help=True)

PAGES_EPILOG = """
Example:

  scrivano evaluate pages folder/ --json

The folder holds images, each with its true text NAME.txt beside it. Characters outside the model's
alphabet do not count, runs of white space are one blank.
"""
GLYPHS_EPILOG = """
Examples:

  scrivano evaluate glyphs letters.mat --json

  scrivano evaluate glyphs folder/ digits-images-idx3-ubyte.gz --model own.safetensors

  scrivano evaluate glyphs letters.parquet --split test --seed 0

The last measures on what `scrivano train --seed 0` held out of that set and never used.
"""

Model = Annotated[Path | None, typer.Option(help="Model file; the shipped one if not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as JSON, for machines.")]
Out = Annotated[Path | None, typer.Option(help="Parquet file for all figures.")]

#: Figures of these are shown to people; JSON has them all.
SHOWN_CONFUSIONS = 10


@app.command(epilog=PAGES_EPILOG)
def pages(
    folder: Annotated[Path, typer.Argument(help="Folder of pages.", show_default=False)],
    model: Model = None,
    lexicon: Annotated[
        str | None, typer.Option(metavar="FILE|none", show_default="English", help="Word list.")
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Worker processes; 0: one a core.")] = 0,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Read pages and compare with their true texts: character and word error rates."""
    with plain_errors():
        settle_prefect()
        from schemas.settings import PoolSettings, TranscribeSettings

        settings = TranscribeSettings(pool=PoolSettings(workers=workers))
        with shown(TranscriptionWatch):
            scores = _evaluate(
                pages=folder, model=model, lexicon=lexicon, settings=settings, out=out
            ).pages
        assert scores is not None
    if as_json:
        typer.echo(json.dumps(page_figures(scores), indent=2))
        return
    for page in scores.pages:
        typer.echo(f"{page.cer:7.2%} CER {page.wer:7.2%} WER  {page.errors:4} errors  {page.name}")
    typer.echo(f"{scores.cer:7.2%} CER {scores.wer:7.2%} WER  all pages together")


@app.command(epilog=GLYPHS_EPILOG)
def glyphs(
    data: Annotated[
        list[str],
        typer.Argument(metavar="DATASET...", help="Data sets of labelled characters."),
    ],
    model: Model = None,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(SPLITS),
            help="Only what training uses so of each set; all of it if not given.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the training whose split it is.")] = 0,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Read single characters and compare with their labels."""
    with plain_errors():
        settle_prefect()
        from schemas.settings import TrainSettings

        training = TrainSettings(seed=seed)
        scores = _evaluate(data=data, model=model, out=out, split=split, training=training).glyphs
        assert scores is not None
    if as_json:
        typer.echo(json.dumps(glyph_figures(scores), indent=2))
        return
    typer.echo(f"{scores.n} characters")
    typer.echo(f"{scores.accuracy:7.2%} read right")
    typer.echo(f"{scores.accuracy_within_kind:7.2%} if known to be letter, or digit")
    typer.echo(f"{scores.accuracy_merged:7.2%} with O = 0 and I = 1")
    typer.echo(f"{scores.ece:7.2%} expected calibration error")
    typer.echo("most confused:")
    for pair in scores.confusions[:SHOWN_CONFUSIONS]:
        typer.echo(f"  {pair['truth']} read as {pair['reading']}: {pair['count']}")


def page_figures(scores: TextScores) -> dict[str, Any]:
    """Return the figures of pages as JSON values."""
    return {
        "cer": scores.cer,
        "wer": scores.wer,
        "cer_no_space": scores.cer_no_space,
        "pages": [
            {
                "name": page.name,
                "cer": page.cer,
                "wer": page.wer,
                "cer_no_space": page.cer_no_space,
                "errors": page.errors,
                "chars": page.chars,
            }
            for page in scores.pages
        ],
    }


def glyph_figures(scores: GlyphScores) -> dict[str, Any]:
    """Return the figures of single characters as JSON values."""
    return {
        "n": scores.n,
        "accuracy": scores.accuracy,
        "accuracy_within_kind": scores.accuracy_within_kind,
        "accuracy_merged": scores.accuracy_merged,
        "ece": scores.ece,
        "per_class": scores.per_class,
        "confusions": scores.confusions,
        "reject_curve": scores.reject_curve,
    }


def _evaluate(**parameters: Any) -> Evaluation:
    from flows.evaluate import evaluate_model

    evaluation: Evaluation = evaluate_model(**parameters)
    return evaluation

"""The command `scrivano transcribe`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.progress import TranscriptionWatch, shown
from flows.command_line.surroundings import plain_errors, say, settle_prefect
from schemas.alphabet import DEFAULT_ALPHABET
from schemas.errors import UsageError
from schemas.settings import OnExisting
from schemas.summary import TranscriptionSummary
from tasks.output.atomic import place_name
from tasks.output.text import TEXT_FOLDER
from tasks.sources.names import as_address, is_utf8, printable, valid_name

EPILOG = """
Examples:

  scrivano transcribe scans/ --out texts

  scrivano transcribe form.pdf label.jpg --out texts --lexicon places.txt

  scrivano transcribe scans/ --out texts --lexicon none --workers 4 --json

  scrivano transcribe letters/ --out texts --alphabet full

  scrivano transcribe --samples --out out

Exit codes: 0 all pages read, 2 wrong usage, 3 some pages not read, 4 none read, 5 bad model file,
8 output cannot be written.
"""

#: Messages of unread pages shown on stderr; the tables hold them all.
SHOWN_FAILURES = 20


def transcribe(
    out: Annotated[Path, typer.Option(help="Output folder; made if missing.", show_default=False)],
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="INPUT...",
            help="Folders (searched at any depth) and files: JPEG, PNG, TIFF, PDF, WebP, BMP.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Model file; the shipped one if not given.")
    ] = None,
    alphabet: Annotated[
        str | None,
        typer.Option(
            metavar="capitals-digits|full",
            help="Characters to read; `full` adds lower case and signs.",
            show_default=DEFAULT_ALPHABET,
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Worker processes; 0: one a core.")] = 0,
    lexicon: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|none",
            help="Word list, one word a line, most frequent first; `none` reads without words.",
            show_default="English",
        ),
    ] = None,
    on_existing: Annotated[
        OnExisting,
        typer.Option(
            help="What becomes of results that stand in OUT: `overwrite` replaces them, `skip` "
            "leaves texts as they are, `abort` does not begin.",
        ),
    ] = OnExisting.OVERWRITE,
    samples: Annotated[
        bool, typer.Option("--samples", help="Transcribe the bundled sample pages.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON, for machines.")
    ] = False,
) -> None:
    """Transcribe folders and files of hand-printed pages.

    Writes OUT/text/<file>.txt, OUT/pages.parquet, OUT/rows.parquet, OUT/readings.parquet and
    OUT/report.html.
    """
    with plain_errors():
        folders = [*(inputs or []), *_sample_pages(wanted=samples)]
        if not folders:
            raise UsageError("name at least one folder or file, or say --samples")
        summary = run(folders, out, model, workers, lexicon, alphabet, on_existing)
        if as_json:
            typer.echo(summary.model_dump_json(indent=2))
        else:
            _tell(summary)
        for page in summary.unread[:SHOWN_FAILURES]:
            where = f"{printable(page.source)} page {page.frame + 1}"
            say(f"{page.status}: {where}: {printable(page.message)} [{page.reason}]")
        if len(summary.unread) > SHOWN_FAILURES:
            say(
                f"and {len(summary.unread) - SHOWN_FAILURES} more; see {place_name(summary.report)}"
            )
    raise typer.Exit(summary.exit_code)


def run(
    inputs: list[Path],
    out: Path,
    model: Path | None,
    workers: int,
    lexicon: str | None,
    alphabet: str | None = None,
    on_existing: OnExisting = OnExisting.OVERWRITE,
) -> TranscriptionSummary:
    """Run the flow and return how it ended."""
    for option, value in (("--out", out), ("--model", model), ("--lexicon", lexicon)):
        if not is_utf8(str(value)):
            raise UsageError(f"{option} {valid_name(str(value))} has to be UTF-8; rename it")
    settle_prefect()
    from flows.transcribe import transcribe_folder
    from schemas.settings import PoolSettings, TranscribeSettings

    settings = TranscribeSettings(pool=PoolSettings(workers=workers))
    with shown(TranscriptionWatch):
        state = transcribe_folder(
            inputs=[as_address(given) for given in inputs],
            out=out,
            model=model,
            lexicon=lexicon,
            settings=settings,
            alphabet=alphabet,
            on_existing=on_existing,
            return_state=True,
        )
    summary = state.result(raise_on_failure=False)
    if isinstance(summary, BaseException):
        raise summary
    return TranscriptionSummary.model_validate(summary)


def _sample_pages(*, wanted: bool) -> list[Path]:
    if not wanted:
        return []
    from data import SAMPLE_PAGES

    return [SAMPLE_PAGES]


def _tell(summary: TranscriptionSummary) -> None:
    read = summary.read + summary.blank
    typer.echo(
        f"{read} of {summary.pages} pages read, {summary.characters} characters, "
        f"mean confidence {summary.confidence:.1%}"
    )
    typer.echo(f"texts:  {place_name(summary.out / TEXT_FOLDER)}")
    typer.echo(f"report: {place_name(summary.report)}")

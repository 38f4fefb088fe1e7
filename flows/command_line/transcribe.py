"""The command `scrivano transcribe`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.options import Alphabet, Lexicon, Model, Workers, checked_by
from flows.command_line.patterns import Patterns, pattern_settings
from flows.command_line.progress import TranscriptionWatch, shown
from flows.command_line.surroundings import plain_errors, say, settle_prefect
from schemas.errors import UsageError
from schemas.settings import OnExisting, PoolSettings, RejectMark, TranscribeSettings
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

  scrivano transcribe forms/ --out texts --pattern 1=letters --pattern 2-5=AA-9999

  scrivano transcribe scans/ --out texts --reject-below 0.9 --reject-mark brackets

  scrivano transcribe scans/ --out texts --max-failures 1% --page-timeout 60 --page-memory 2GiB

  scrivano transcribe --samples --out out

Exit codes: 0 all pages read, 2 wrong usage, 3 some pages not read, 4 none read, 5 bad model file,
8 output cannot be written, 9 more pages not read than --max-failures, 10 no Prefect server.
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
    model: Model = None,
    alphabet: Alphabet = None,
    workers: Workers = 0,
    page_timeout: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            help="Time that a stage may work on a page before the page is given up; 0: any.",
            callback=checked_by(PoolSettings, "page_timeout"),
        ),
    ] = PoolSettings().page_timeout,
    page_memory: Annotated[
        str,
        typer.Option(
            metavar="SIZE",
            help="Memory of a worker process, such as 2GiB; a page that needs more is given up; "
            "0: any.",
            callback=checked_by(PoolSettings, "page_memory"),
        ),
    ] = PoolSettings().page_memory.human_readable(),
    max_failures: Annotated[
        str | None,
        typer.Option(
            metavar="N|P%",
            help="Pages that may be left unread before the run counts as failed (exit code 9); "
            "output is written all the same.",
            show_default="any number",
            callback=checked_by(TranscribeSettings, "max_failures"),
        ),
    ] = None,
    lexicon: Lexicon = None,
    pattern: Patterns = None,
    reject_below: Annotated[
        float,
        typer.Option(
            metavar="P",
            min=0,
            max=1,
            help="Characters less sure than this are left to a person: marked in the text, flagged "
            "in the tables.",
        ),
    ] = 0.0,
    reject_mark: Annotated[
        RejectMark,
        typer.Option(help="Mark of characters left to a person: `?`, or `⟦X⟧`."),
    ] = RejectMark.QUESTION,
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
        pool = {"workers": workers, "page_timeout": page_timeout, "page_memory": page_memory}
        reading = {"reject_below": reject_below, "reject_mark": reject_mark}
        settings = TranscribeSettings.model_validate(
            {
                "pool": pool,
                "max_failures": max_failures,
                "reading": reading | pattern_settings(pattern),
            }
        )
        summary = run(folders, out, model, settings, lexicon, alphabet, on_existing)
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
    settings: TranscribeSettings,
    lexicon: str | None,
    alphabet: str | None = None,
    on_existing: OnExisting = OnExisting.OVERWRITE,
) -> TranscriptionSummary:
    """Run the flow and return how it ended."""
    for option, value in (("--out", out), ("--model", model), ("--lexicon", lexicon)):
        if not is_utf8(str(value)):
            raise UsageError(f"{option} {valid_name(str(value))} has to be UTF-8; rename it")
    settle_prefect()
    from flows.command_line.server import attended_server
    from flows.transcribe import transcribe_folder

    with attended_server(), shown(TranscriptionWatch):
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
        + (f", {summary.rejected} left to a person" if summary.rejected else "")
    )
    typer.echo(f"texts:  {place_name(summary.out / TEXT_FOLDER)}")
    typer.echo(f"report: {place_name(summary.report)}")

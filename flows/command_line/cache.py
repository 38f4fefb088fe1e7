"""The commands `scrivano cache ...`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import BaseModel

from flows.command_line.surroundings import plain_errors, say
from schemas.environment import Environment
from schemas.storage import Amount, PruneSummary, StoreSummary, VerifySummary

app = typer.Typer(
    help="Look at what is kept between runs, clear it, and check it.", no_args_is_help=True
)

SHOW_EPILOG = """
Examples:

  scrivano cache show

  scrivano cache show --store file:///srv/scrivano --json
"""

PRUNE_EPILOG = """
Examples:

  scrivano cache prune --older-than 30d --dry-run

  scrivano cache prune --older-than 2024-05-31

What was used since then stays, and all that it refers to. Runs may go on meanwhile: what they may
need stays as well.
"""

VERIFY_EPILOG = """
Examples:

  scrivano cache verify

  scrivano cache verify --keep --json

Exit codes: 0 all is as it was written, 2 wrong usage, 6 damage was found, 8 damage cannot be
removed.
"""

#: Damaged files named on stderr; --json names them all.
SHOWN_PLACES = 20

_UNITS = ("bytes", "KiB", "MiB", "GiB")
_STEP = 1024

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        help="The store, any fsspec URL.",
        show_default="SCRIVANO_STORE, or ~/.cache/scrivano",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print as JSON, for machines.")]


@app.callback()
def cache() -> None:
    """Look at what is kept between runs, clear it, and check it."""


@app.command(epilog=SHOW_EPILOG)
def show(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Show where the store lies, how much is in it, and when it was used."""
    from tasks.artifacts import Store
    from tasks.storage.files import survey

    with plain_errors():
        summary = survey(Store(url=store or Environment().store))
    if as_json:
        _print(summary, total=summary.total)
        return
    typer.echo(f"store    {summary.store}")
    for line in _table(summary):
        typer.echo(line)
    if summary.oldest and summary.newest:
        typer.echo(f"used     {_moment(summary.oldest)} to {_moment(summary.newest)}")


@app.command(epilog=PRUNE_EPILOG)
def prune(
    older_than: Annotated[
        str,
        typer.Option(
            metavar="AGE|DATE",
            help="Time for which it was not used (30d, 12h, 2w), or date of last use (2024-05-31).",
            show_default=False,
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove what was not used for a while and what nothing refers to."""
    from tasks.artifacts import Store
    from tasks.storage.age import point_in_time
    from tasks.storage.prune import prune as clear

    with plain_errors():
        unused_since = point_in_time(older_than, datetime.now(UTC))
        shelf = Store(url=store or Environment().store)
        summary = clear(shelf, unused_since, dry_run=dry_run)
    if as_json:
        _print(summary, total=summary.total)
        return
    typer.echo(_told(summary))
    if summary.in_use_since:
        typer.echo(
            f"The store is in use: what was used since {_moment(summary.unused_since)} stayed."
        )


@app.command(epilog=VERIFY_EPILOG)
def verify(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave what is damaged where it is.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hash all that is kept again; what is damaged is named and removed, and made anew later."""
    from tasks.artifacts import Store
    from tasks.storage.verify import verify as check

    with plain_errors():
        summary = check(Store(url=store or Environment().store), keep=keep)
    if as_json:
        _print(summary)
    else:
        typer.echo(f"checked  {_amount(summary.checked)}")
        _name(summary)
    raise typer.Exit(summary.exit_code)


def _print(summary: BaseModel, **further: BaseModel) -> None:
    import json

    extended = summary.model_dump(mode="json")
    extended |= {name: value.model_dump(mode="json") for name, value in further.items()}
    typer.echo(json.dumps(extended, indent=2))


def _table(summary: StoreSummary) -> list[str]:
    lines = [
        *((kind, amount) for kind, amount in summary.artifacts.items()),
        ("records of pages' work", summary.records),
        ("results of tasks", summary.results),
        ("unfinished", summary.unfinished),
        ("all", summary.total),
    ]
    width = max(len(name) for name, _ in lines)
    return [f"  {name:<{width}}  {_amount(amount)}" for name, amount in lines]


def _told(summary: PruneSummary) -> str:
    would = "would be " if summary.dry_run else ""
    total = summary.total
    return (
        f"{total.files} files, {_size(total.size)}, {would}removed: "
        f"{summary.artifacts.files} artifacts, {summary.records.files} records, "
        f"{summary.results.files} results, {summary.unfinished.files} unfinished"
    )


def _name(summary: VerifySummary) -> None:
    for what, places in (
        ("damaged", summary.damaged),
        ("missing", summary.missing),
        ("unusable", summary.unusable),
    ):
        for place in places[:SHOWN_PLACES]:
            say(f"{what}: {place}")
        if len(places) > SHOWN_PLACES:
            say(f"and {len(places) - SHOWN_PLACES} more {what}; --json names them all")
    if summary.exit_code == 0:
        typer.echo("all is as it was written")
    elif summary.removed:
        say("what is damaged was removed, and is made anew by the runs that need it")


def _amount(amount: Amount) -> str:
    return f"{amount.files:>7} files  {_size(amount.size):>10}"


def _size(size: float) -> str:
    for unit in _UNITS[:-1]:
        if size < _STEP:
            return f"{size:.0f} {unit}" if unit == _UNITS[0] else f"{size:.1f} {unit}"
        size /= _STEP
    return f"{size:.1f} {_UNITS[-1]}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"

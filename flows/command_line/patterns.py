"""Patterns on the command line: for all lines, for single ones, or from a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from schemas.errors import UsageError

Patterns = Annotated[
    list[str] | None,
    typer.Option(
        "--pattern",
        metavar="[LINES=]PATTERN|@FILE",
        help="What every line has to be, or lines by number (`3=digits`, `4-9=AA-9999`): `digits`, "
        "`letters`, characters (`0-9A-F`), or a template: A letter, 9 digit, X either. Can be "
        "given several times; @FILE holds one a line.",
        show_default="anything",
    ),
]

#: Begins the name of a file of patterns.
FILE_MARK = "@"
#: Begins a line of such a file that is left out.
COMMENT = "#"
#: More lines than any page has.
MOST_LINES = 10_000

_NUMBERED = re.compile(r"(?P<first>\d{1,9})(-(?P<last>\d{1,9}))?=(?P<pattern>.*)", re.DOTALL)


def pattern_settings(given: Sequence[str] | None) -> dict[str, Any]:
    """Return settings of reading that ask for the patterns of the command line.

    Parameters
    ----------
    given : sequence of str or None
        What `--pattern` was given: patterns (`tasks.reading.patterns`), patterns of single lines by
        their numbers on the page, from 1, and names of files that hold these.

    Returns
    -------
    dict
        For `schemas.settings.ReadingSettings`.

    Raises
    ------
    UsageError
        If a line gets two patterns, or a file cannot be read.

    Examples
    --------
    >>> pattern_settings(["letters", "2-3=digits"])
    {'pattern': 'letters', 'line_patterns': {2: 'digits', 3: 'digits'}}
    """
    every: str | None = None
    lines: dict[int, str] = {}
    for text in _written_out(given or []):
        numbered = _NUMBERED.fullmatch(text)
        if numbered is None:
            if every is not None:
                raise UsageError(f"two patterns for every line: {every!r} and {text!r}")
            every = text
            continue
        first = int(numbered["first"])
        last = int(numbered["last"] or first)
        if not 1 <= first <= last <= MOST_LINES:
            raise UsageError(f"pattern {text!r}: lines are numbered from 1 to {MOST_LINES}")
        for number in range(first, last + 1):
            if number in lines:
                raise UsageError(
                    f"two patterns for line {number}: {lines[number]!r} and {numbered['pattern']!r}"
                )
            lines[number] = numbered["pattern"]
    return {"pattern": every, "line_patterns": lines}


def _written_out(given: Sequence[str]) -> Iterator[str]:
    """Put the lines of files in the place of their names."""
    for text in given:
        if not text.startswith(FILE_MARK):
            yield text
            continue
        path = Path(text.removeprefix(FILE_MARK))
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except OSError as error:
            raise UsageError(f"cannot read the patterns {path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise UsageError(
                f"the patterns {path} are not UTF-8 text. The file has to hold one pattern a line."
            ) from None
        yield from (line.strip() for line in lines if line.strip() and line[0] != COMMENT)

"""Options: what several commands take, and values checked as the settings that they become."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError

from schemas.alphabet import DEFAULT_ALPHABET
from schemas.settings import Settings

V = TypeVar("V")

#: Names of the alphabets as help shows them.
ALPHABET_NAMES = "capitals-digits|full"

Model = Annotated[Path | None, typer.Option(help="Model file; the shipped one if not given.")]
ModelArgument = Annotated[
    Path | None, typer.Argument(help="Model file; the shipped one if not given.")
]
Alphabet = Annotated[
    str | None,
    typer.Option(
        metavar=ALPHABET_NAMES,
        help="Characters to read; `full` adds lower case and signs.",
        show_default=DEFAULT_ALPHABET,
    ),
]
ShippedAlphabet = Annotated[
    str | None,
    typer.Option(metavar=ALPHABET_NAMES, help="The shipped model of this alphabet."),
]
Lexicon = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|none",
        help="Word list, one word a line, most frequent first; `none` reads without words.",
        show_default="English",
    ),
]
Workers = Annotated[int, typer.Option(min=0, help="Worker processes; 0: one a core.")]


def checked_by(settings: type[Settings], name: str) -> Callable[[V], V]:
    """Return a callback that refuses values which a setting does not take.

    Parameters
    ----------
    settings : type of Settings
        Settings that need no other value.
    name : str
        The setting.
    """

    def check(value: V) -> V:
        try:
            settings.model_validate({name: value})
        except ValidationError as error:
            about = settings.model_fields[name].description
            told = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise typer.BadParameter(f"{value!r}: {told} ({about})") from None
        return value

    return check

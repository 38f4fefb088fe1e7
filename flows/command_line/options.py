"""Options: values given on the command line, checked as the settings that they become."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import typer
from pydantic import ValidationError

from schemas.settings import Settings

V = TypeVar("V")


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

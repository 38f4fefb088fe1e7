"""Options are refused with the reason that their setting gives."""

import pytest
import typer

from flows.command_line.options import checked_by
from schemas.settings import PoolSettings, TranscribeSettings


@pytest.mark.parametrize(
    ("settings", "name", "value"),
    [
        (PoolSettings, "page_memory", "4GiB"),
        (PoolSettings, "page_memory", "0"),
        (PoolSettings, "page_timeout", 0.5),
        (TranscribeSettings, "max_failures", "5%"),
        (TranscribeSettings, "max_failures", None),
    ],
)
def test_what_the_setting_takes_passes_as_it_is(settings, name, value):
    assert checked_by(settings, name)(value) == value


@pytest.mark.parametrize(
    ("settings", "name", "value", "told"),
    [
        (PoolSettings, "page_memory", "lots", "byte string"),
        (PoolSettings, "page_memory", "2048", "at least 256MiB"),
        (PoolSettings, "page_timeout", -1.0, "greater than or equal to 0"),
        (TranscribeSettings, "max_failures", "101%", "at most 100%"),
        (TranscribeSettings, "max_failures", "many", "a share such as 5%"),
    ],
)
def test_what_it_does_not_take_is_refused_with_the_reason(settings, name, value, told):
    with pytest.raises(typer.BadParameter, match=told):
        checked_by(settings, name)(value)

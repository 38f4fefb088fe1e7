"""Patterns of the command line: for all lines, for some, and from files."""

import pytest

from flows.command_line.patterns import pattern_settings
from schemas.errors import UsageError
from schemas.settings import ReadingSettings


def test_nothing_given_asks_for_nothing():
    assert ReadingSettings(**pattern_settings(None)) == ReadingSettings()


def test_patterns_of_all_lines_and_of_some():
    given = ["1=letters", "AA-9999", "3-4=0-9A-F", "7=A=9"]
    assert pattern_settings(given) == {
        "pattern": "AA-9999",
        "line_patterns": {1: "letters", 3: "0-9A-F", 4: "0-9A-F", 7: "A=9"},
    }


def test_files_hold_one_a_line(tmp_path):
    path = tmp_path / "fields.txt"
    path.write_bytes("\ufeff# a form\r\nletters\r\n\r\n 2=digits \r\n".encode())
    assert pattern_settings([f"@{path}", "5=X"]) == {
        "pattern": "letters",
        "line_patterns": {2: "digits", 5: "X"},
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["digits", "letters"], "two patterns for every line: 'digits' and 'letters'"),
        (["2=9", "1-3=A"], "two patterns for line 2: '9' and 'A'"),
        (["0=9"], "numbered from 1"),
        (["3-2=9"], "numbered from 1"),
        (["1-99999=9"], "numbered from 1"),
        (["@no such file"], "no such file"),
    ],
)
def test_what_cannot_be_meant_is_told(given, told):
    with pytest.raises(UsageError, match=told):
        pattern_settings(given)


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "image").write_bytes(b"\xff\xd8")
    with pytest.raises(UsageError, match="image are not UTF-8"):
        pattern_settings([f"@{tmp_path / 'image'}"])

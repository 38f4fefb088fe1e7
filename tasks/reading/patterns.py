r"""Patterns: what a line of a page has to be, as a person writes it down.

A pattern is a name, a class, or a template:

=============== ===================================================================================
``digits``      digits only, any number of them
``letters``     letters only
``any``         anything: what a line is read as that has no pattern
``0-9A-F``      a class: single characters and ranges, each once, at least one range among them
``[0-9A-F]``    the same, in brackets, which it needs where it has no range (``[XY]``)
``AA-9999``     a template: the line, character by character
=============== ===================================================================================

Lines with a name or a class may be of any length and have any blanks. In a template stand

=============== ===================================================================================
``A``           for a letter
``9``           for a digit
``X``           for a letter or a digit
``[0-9A-F]``    for a character of that class
a blank         for the gap between two words
anything else   for itself; so do all of these behind a backslash: ``\A`` is an A
``{n}``         says how often what stands before it is repeated; also ``{n,m}`` and ``{n,}``
=============== ===================================================================================

Where the model reads no lower case, capitals are meant. A character that stands for itself and that
the model does not read at all is not missed, and where there is a mark in its place that is not too
tall for it, that is passed over: by ``AA-9999`` a model without signs reads ``AB1234``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.alphabet import CAPITALS, DIGITS, LOWER_CASE, kind_of
from schemas.errors import UsageError
from tasks.reading.placement import CAPITAL_PLACE, PLACES

Mask = npt.NDArray[np.bool_]

ANY = "any"
BLANK = " "
LETTERS = CAPITALS + LOWER_CASE
NAMES = {"digits": DIGITS, "letters": LETTERS}
PLACEHOLDERS = {"A": LETTERS, "9": DIGITS, "X": LETTERS + DIGITS}
#: Most characters that a repetition can ask for; longer lines do not go onto a page.
MOST_REPEATS = 200
#: How much taller than usual a mark may be, in heights of capitals.
HEIGHT_TOLERANCE = 0.25

_ITEM = re.compile(
    r"(?P<part>\[(?P<inner>(?:\\.|[^\]\\])*)\]|\\(?P<quoted>.)|(?P<plain>[^\[\]{}\\]))"
    r"(?P<repeat>\{(?P<least>\d+)(?P<comma>,(?P<most>\d+)?)?\})?"
)
#: What may be a class without brackets.
_LISTED = re.compile(r"(?:\\.|[^\[\]{} \\])+")
_MEMBER = re.compile(r"\\(?P<quoted>.)|(?P<low>[A-Za-z0-9])-(?P<high>[A-Za-z0-9])|(?P<plain>[^\\])")


@dataclass(frozen=True)
class Step:
    """One character of a template.

    Attributes
    ----------
    allowed : (K,) ndarray of bool
        The characters of the alphabet that it may be; none where it is a mark to be passed over.
    optional : bool
        Whether it may be missing.
    repeated : bool
        Whether any number of the same may follow.
    tallest : float
        Greatest height of a mark that is passed over, in typical heights of the row's spans.
    word : int
        Number of blanks before it in the template.
    unread : int
        Number of marks before it in the template that are passed over.
    """

    allowed: Mask
    optional: bool
    repeated: bool
    tallest: float
    word: int
    unread: int


@dataclass(frozen=True)
class Pattern:
    """What a line has to be.

    Attributes
    ----------
    allowed : (K,) ndarray of bool
        The characters of the alphabet that occur.
    template : tuple of Step
        The line, character by character; empty where it is of any length.
    """

    allowed: Mask
    template: tuple[Step, ...] = ()


@dataclass(frozen=True)
class LinePatterns:
    """The patterns of a page's lines.

    Attributes
    ----------
    every : Pattern or None
        That of every line without one of its own; None for anything.
    lines : mapping of int to (Pattern or None)
        Those of single lines, by their number from 1.
    """

    every: Pattern | None
    lines: Mapping[int, Pattern | None]

    def of_row(self, row: int) -> Pattern | None:
        """Return the pattern of a row, which are numbered from 0."""
        return self.lines.get(row + 1, self.every)


def line_patterns(every: str | None, lines: Mapping[int, str], alphabet: str) -> LinePatterns:
    """Read the patterns of a page's lines.

    Raises
    ------
    UsageError
        If one is no pattern, or can never be met by what a model of the alphabet reads.
    """
    return LinePatterns(
        every=parse_pattern(every, alphabet) if every is not None else None,
        lines={number: parse_pattern(text, alphabet) for number, text in sorted(lines.items())},
    )


def parse_pattern(text: str, alphabet: str) -> Pattern | None:
    r"""Read a pattern.

    Parameters
    ----------
    text : str
        The pattern, see above.
    alphabet : str
        The K characters that are told apart.

    Returns
    -------
    Pattern or None
        None for anything.

    Raises
    ------
    UsageError
        If it is no pattern, or can never be met by what a model of the alphabet reads.

    Examples
    --------
    >>> len(parse_pattern("AA-9999", "AB12-").template)
    7
    >>> "".join(np.array(list("AB12"))[parse_pattern("A-B", "AB12").allowed])
    'AB'
    """
    if text == ANY:
        return None
    members = NAMES.get(text) or _class_of(text)
    if members is not None:
        return Pattern(_mask(members, alphabet, text))
    template = tuple(_steps(text, alphabet))
    if not any(step.allowed.any() for step in template):
        raise UsageError(f"pattern {text!r}: it asks for no character that the model reads")
    return Pattern(np.any([step.allowed for step in template], axis=0), template)


def _class_of(text: str) -> str | None:
    """Return the characters of a pattern that is a class; None if it is something else."""
    whole = _ITEM.fullmatch(text)
    if whole and whole["inner"] is not None and not whole["repeat"]:
        return _members(whole["inner"], text)
    if not _LISTED.fullmatch(text):
        return None
    try:
        members = _members(text, text)
    except UsageError:
        return None
    has_range = any(member["low"] for member in _MEMBER.finditer(text))
    return members if has_range and len(set(members)) == len(members) else None


def _members(inner: str, pattern: str) -> str:
    """Write out the characters and ranges of a class."""
    members = ""
    for member in _MEMBER.finditer(inner):
        low, high = member["low"], member["high"]
        if low is None:
            members += member["quoted"] or member["plain"]
            continue
        kinds = {(kind_of(end), end.islower()) for end in (low, high)}
        if len(kinds) > 1 or low >= high:
            raise UsageError(f"pattern {pattern!r}: {low}-{high} is no range")
        members += "".join(map(chr, range(ord(low), ord(high) + 1)))
    if not members:
        raise UsageError(f"pattern {pattern!r}: a class has no characters")
    return members


def _steps(text: str, alphabet: str) -> Iterator[Step]:
    """Take a template apart."""
    word = unread = position = 0
    blank_before = True
    while position < len(text):
        item = _ITEM.match(text, position)
        if item is None or (item["plain"] == BLANK and item["repeat"]):
            raise UsageError(
                f"pattern {text!r}: {text[position]!r} (character {position + 1}) cannot stand "
                "there; a backslash before a character makes it stand for itself"
            )
        position = item.end()
        if item["plain"] == BLANK:
            word += not blank_before
            blank_before = True
            continue
        blank_before = False
        allowed = _allowed(item, alphabet, text)
        least, most = _repeats(item, text)
        for number in range(max(least, most or 1)):
            last = number + 1 == max(least, 1)
            yield Step(
                allowed=allowed,
                optional=number >= least or not allowed.any(),
                repeated=most is None and last,
                tallest=_tallest(item),
                word=word,
                unread=unread,
            )
        unread += not allowed.any()


def _allowed(item: re.Match[str], alphabet: str, pattern: str) -> Mask:
    """Say what a character of a template may be; nothing if it stands for itself and is unknown."""
    if item["inner"] is not None:
        return _mask(_members(item["inner"], pattern), alphabet, pattern)
    if item["plain"] in PLACEHOLDERS:
        return _mask(PLACEHOLDERS[item["plain"]], alphabet, pattern)
    itself = _cased(item["quoted"] or item["plain"], alphabet)
    return np.array([character == itself for character in alphabet])


def _tallest(item: re.Match[str]) -> float:
    """Return the greatest height of a character that stands for itself, in heights of capitals."""
    rise, drop, *_ = PLACES.get(item["quoted"] or item["plain"] or "", CAPITAL_PLACE)
    return rise + drop + HEIGHT_TOLERANCE


def _repeats(item: re.Match[str], pattern: str) -> tuple[int, int | None]:
    """Return how often a character of a template comes at least and at most; None for any."""
    if not item["repeat"]:
        return 1, 1
    least = int(item["least"])
    most = least if not item["comma"] else int(item["most"]) if item["most"] else None
    if max(least, most or 1) > MOST_REPEATS or (most is not None and most < max(least, 1)):
        raise UsageError(
            f"pattern {pattern!r}: {item['repeat']} is no repetition, which are {{n}}, {{n,m}} and "
            f"{{n,}} with n not above m, and m from 1 to {MOST_REPEATS}"
        )
    return least, most


def _mask(members: str, alphabet: str, pattern: str) -> Mask:
    """Say which characters of the alphabet are meant."""
    wanted = {_cased(member, alphabet) for member in members}
    mask = np.array([character in wanted for character in alphabet])
    if not mask.any():
        raise UsageError(
            f"pattern {pattern!r}: the model reads none of {members}; it reads {alphabet}"
        )
    return mask


def _cased(character: str, alphabet: str) -> str:
    return character if any(known.islower() for known in alphabet) else character.upper()

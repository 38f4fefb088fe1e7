"""Names of classes and of splits: what folders and labels call characters and their use."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.alphabet import ALPHABETS, CAPITALS, DIGITS, LOWER_CASE

#: What folders, columns and files call the parts of a data set.
SPLIT_NAMES = {
    "train": "train",
    "training": "train",
    "valid": "validation",
    "validation": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
}
CLASS_NAMES = (
    "the character itself, lower_a for a lower-case letter (upper_A for a capital), Sample001 to "
    "Sample062 as in Chars74K, or two hexadecimal digits of its code as in NIST SD19 (41 is A)"
)
INTEGER_RULE = (
    "0 to 9 are digits if no label is above 9, 0 to 25 are A to Z if none is above 25, and "
    "anything else needs labels as text"
)

_CASE = re.compile(r"(lower|upper)[_-]?([a-z])|([a-z])[_-](lower|upper)", re.IGNORECASE)
_CHARS74K = re.compile(r"sample(\d{3})", re.IGNORECASE)
_CODE = re.compile(r"[2-7][0-9a-f]", re.IGNORECASE)
_CHARS74K_ORDER = DIGITS + CAPITALS + LOWER_CASE


def class_character(name: str) -> str | None:
    """Return the character that a class's name stands for, or None.

    Examples
    --------
    >>> [class_character(name) for name in ("A", "lower_a", "Sample011", "4a", "cats")]
    ['A', 'a', 'A', 'J', None]
    """
    if len(name) == 1:
        return name if name in ALPHABETS["full"] else None
    if match := _CASE.fullmatch(name):
        case, letter = match[1] or match[4], match[2] or match[3]
        return letter.lower() if case.lower() == "lower" else letter.upper()
    if match := _CHARS74K.fullmatch(name):
        number = int(match[1])
        return _CHARS74K_ORDER[number - 1] if 1 <= number <= len(_CHARS74K_ORDER) else None
    if _CODE.fullmatch(name):
        character = chr(int(name, 16))
        return character if character in ALPHABETS["full"] else None
    return None


def integer_characters(labels: Sequence[int]) -> list[str] | None:
    """Return the characters that whole numbers stand for by `INTEGER_RULE`, or None.

    Examples
    --------
    >>> integer_characters([0, 9]), integer_characters([0, 25]), integer_characters([36])
    (['0', '9'], ['A', 'Z'], None)
    """
    if not labels or min(labels) < 0 or max(labels) >= len(CAPITALS):
        return None
    characters = DIGITS if max(labels) < len(DIGITS) else CAPITALS
    return [characters[label] for label in labels]

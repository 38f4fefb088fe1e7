"""Alphabets: which characters a model tells apart, and how a text is brought down to them."""

from __future__ import annotations

import re
import unicodedata

CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
LOWER_CASE = "abcdefghijklmnopqrstuvwxyz"
SIGNS = ".,-'&/()?!:+"

#: Alphabets by name; the order of characters is the order of a network's outputs.
ALPHABETS: dict[str, str] = {
    "capitals-digits": CAPITALS + DIGITS,
    "capitals": CAPITALS,
    "digits": DIGITS,
    "full": CAPITALS + DIGITS + LOWER_CASE + SIGNS,
}
DEFAULT_ALPHABET = "capitals-digits"

KINDS = ("letter", "digit", "sign")

#: Characters of one shape, that only their size or place in the row tells apart, if not the text:
#: a network is shown each glyph brought to one size. Letters print alike in both cases, the strokes
#: of I, l and 1, rings, and strokes that lean. What usually differs in shape too (y and Y) is not
#: among them.
SAME_SHAPES = ("Cc", "Il1", "Kk", "Oo0", "Pp", "Ss", "Uu", "Vv", "Ww", "Xx", "Zz", ",'/")
_WHITE_SPACE = re.compile(r"\s+")


def kind_of(character: str) -> str:
    """Return the kind of a character: ``"letter"``, ``"digit"`` or ``"sign"``.

    Examples
    --------
    >>> [kind_of(character) for character in "A7z!"]
    ['letter', 'digit', 'letter', 'sign']
    """
    if character in DIGITS:
        return "digit"
    if character in CAPITALS or character in LOWER_CASE:
        return "letter"
    return "sign"


def holds_signs(alphabet: str) -> bool:
    """Say whether an alphabet has signs, and so small marks are to be read.

    Examples
    --------
    >>> holds_signs(ALPHABETS["full"]), holds_signs(ALPHABETS["capitals-digits"])
    (True, False)
    """
    return any(character in SIGNS for character in alphabet)


def shape_of(character: str) -> str:
    """Return the character that stands for all of one shape, see `SAME_SHAPES`.

    Examples
    --------
    >>> [shape_of(character) for character in "cC0oA'"]
    ['C', 'C', 'O', 'O', 'A', ',']
    """
    return next((group[0] for group in SAME_SHAPES if character in group), character)


def normalise_text(text: str, alphabet: str) -> str:
    r"""Bring a text down to what an alphabet can say, for comparison with a reading.

    Upper-cased where the alphabet has no lower case, characters outside the alphabet dropped, runs
    of white space (line ends too) made one blank, so that empty lines vanish.

    Parameters
    ----------
    text : str
        Any text.
    alphabet : str
        The characters that stay.

    Examples
    --------
    >>> normalise_text("1. Make a\n\nto-do list", "ADEIKLMOST1")
    '1 MAKE A TODO LIST'
    """
    text = unicodedata.normalize("NFC", text)
    if not any(character.islower() for character in alphabet):
        text = text.upper()
    kept = "".join(c for c in text if c in alphabet or c.isspace())
    return _WHITE_SPACE.sub(" ", kept).strip()

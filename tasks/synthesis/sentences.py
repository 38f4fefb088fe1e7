"""Sentences: plausible things to print by hand: lists, labels, index cards, forms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_FIRST_NAMES = (
    *("ANNA", "BRUNO", "CARLA", "DMITRI", "ELENA", "FELIX", "GRETA", "HUGO", "IRIS", "JACOB"),
    *("KATYA", "LOUIS", "MARTA", "NORA", "OSCAR", "PAULA", "QUENTIN", "ROSA", "STEFAN", "TESSA"),
    *("URSULA", "VICTOR", "WANDA", "XAVER", "YVONNE", "ZENO"),
)
_LAST_NAMES = (
    *("ADLER", "BAXTER", "CONTI", "DUVAL", "EKBERG", "FABRI", "GRAY", "HOLZER", "IVANOV", "JENSEN"),
    *("KOWAL", "LINDQUIST", "MAZUR", "NGUYEN", "OKAFOR", "PEREZ", "QUIST", "RIZZO", "SATO"),
    *("TURNER", "UNGAR", "VAZQUEZ", "WEISS", "XU", "YOUNG", "ZIMMER"),
)
_GOODS = (
    *("MILK", "BREAD", "EGGS", "BUTTER", "RICE", "FLOUR", "JAM", "COFFEE", "ONIONS", "CARROTS"),
    *("LENTILS", "QUINCE", "SALT", "SUGAR", "TEA", "OLIVES", "FIGS", "HONEY", "YEAST", "VINEGAR"),
    *("WALNUTS", "PEPPER", "KALE", "ZUCCHINI", "JUICE", "MUSHROOMS"),
)
_UNITS = ("KG", "G", "L", "BOX", "JAR", "BAGS", "PCS", "CANS", "DOZEN")
_PARTS = (
    *("HEX BOLT", "WASHER", "WIRE SPOOL", "FUSE", "VALVE", "BRACKET", "QUARTZ LAMP", "JUNCTION"),
    *("GEARBOX", "PUMP SEAL", "COPPER PIPE", "BULB", "SWITCH", "RELAY", "KEY BLANK", "AXLE"),
)
_SUBJECTS = (
    *("MAP OF THE HARBOUR", "LETTERS TO HIS SISTER", "VIEW OF THE MILL", "PARISH ACCOUNTS"),
    *("SKETCHES OF BIRDS", "PLAN OF THE GARDEN", "FAMILY PAPERS", "WEATHER JOURNAL"),
    *("PHOTOGRAPH OF THE BRIDGE", "SHIP LOG", "TAX ROLL", "RECIPE BOOK", "QUARRY RECORDS"),
)
_PLACES = (
    *("NORTH ROOM", "CELLAR", "ATTIC", "SHELF 4", "DESK", "GARAGE", "BARN", "KITCHEN", "VAULT"),
    *("OXFORD", "TURIN", "LISBON", "ZAGREB", "QUEBEC", "KYOTO", "WARSAW", "FJORD HOUSE"),
)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_TASKS = (
    *("CALL THE PLUMBER", "WATER THE PLANTS", "RETURN LIBRARY BOOKS", "FIX THE GATE"),
    *("PAY THE RENT", "WASH THE VAN", "BUY A NEW LAMP", "FEED THE FOX AND THE OWL"),
    *("WRITE TO JOYCE", "QUIZ AT SIX", "PICK UP THE PARCEL", "PACK FOR THE TRIP"),
    *("BAKE BREAD", "CHECK THE ZIPPER", "ASK ABOUT THE JOB", "MOVE THE HEAVY BOX"),
)
_FIRST_YEAR, _YEARS = 1890, 150
_CODE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def draw_lines(count: int, rng: np.random.Generator, *, signs: bool = False) -> list[str]:
    """Make up a page of text in capitals and digits.

    Parameters
    ----------
    count : int
        How many lines.
    rng : numpy.random.Generator
        Where every choice comes from.
    signs : bool
        Whether signs (``.``, ``-``, ``/``, ...) are used; otherwise letters and digits only.

    Returns
    -------
    list of str
        Lines of one kind of page: a shopping list, inventory labels, index cards, a form or a
        list of tasks. Upper case, single blanks, no line empty.

    Examples
    --------
    >>> lines = draw_lines(3, np.random.default_rng(0))
    >>> len(lines), all(line == line.upper() and line for line in lines)
    (3, True)
    """
    make = _KINDS[int(rng.integers(len(_KINDS)))]
    lines = [make(number, rng) for number in range(count)]
    return lines if signs else [without_signs(line) for line in lines]


def without_signs(line: str) -> str:
    """Drop all but capitals, digits and blanks; signs between characters become blanks.

    Examples
    --------
    >>> without_signs("12/3, A-B: JO'S")
    '12 3 A B JO S'
    """
    return " ".join("".join(c if c.isalnum() else " " for c in line).split())


def draw_words(count: int, alphabet: str, rng: np.random.Generator) -> list[str]:
    """Make up words of 2 to 9 random characters, in which all characters are equally common.

    Parameters
    ----------
    count : int
        How many words.
    alphabet : str
        The characters.
    rng : numpy.random.Generator
        Where every choice comes from.
    """
    shortest, longest = 2, 9
    lengths = rng.integers(shortest, longest + 1, size=count)
    return ["".join(rng.choice(list(alphabet), size=length)) for length in lengths.tolist()]


def _pick(choices: tuple[str, ...], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]


def _name(rng: np.random.Generator) -> str:
    return f"{_pick(_FIRST_NAMES, rng)} {_pick(_LAST_NAMES, rng)}"


def _date(rng: np.random.Generator) -> str:
    day, month = int(rng.integers(1, 29)), int(rng.integers(12))
    year = _FIRST_YEAR + int(rng.integers(_YEARS))
    forms = (
        f"{day} {_MONTHS[month]} {year}",
        f"{day:02d}/{month + 1:02d}/{year}",
        f"{year}-{month + 1:02d}-{day:02d}",
    )
    return _pick(forms, rng)


def _code(rng: np.random.Generator) -> str:
    letters = "".join(_CODE_LETTERS[k] for k in rng.integers(26, size=2).tolist())
    return f"{letters}-{int(rng.integers(10_000)):04d}"


def _shopping_line(number: int, rng: np.random.Generator) -> str:
    amount = int(rng.integers(1, 50))
    return f"{amount} {_pick(_UNITS, rng)} {_pick(_GOODS, rng)}"


def _inventory_line(number: int, rng: np.random.Generator) -> str:
    return f"{_code(rng)} {_pick(_PARTS, rng)} QTY {int(rng.integers(1, 900))}"


def _card_line(number: int, rng: np.random.Generator) -> str:
    forms = (
        f"{_pick(_SUBJECTS, rng)}, {_FIRST_YEAR + int(rng.integers(_YEARS))}",
        f"{_pick(_LAST_NAMES, rng)}, {_pick(_FIRST_NAMES, rng)}",
        f"BOX {int(rng.integers(1, 99))} {_pick(_PLACES, rng)}",
        f"{_code(rng)} ({_date(rng)})",
    )
    return _pick(forms, rng)


def _form_line(number: int, rng: np.random.Generator) -> str:
    forms = (
        f"NAME: {_name(rng)}",
        f"DATE: {_date(rng)}",
        f"PLACE: {_pick(_PLACES, rng)}",
        f"PHONE: {int(rng.integers(100, 999))} {int(rng.integers(1000, 9999))}",
        f"REF: {_code(rng)}",
        f"SIGNED {_pick(_FIRST_NAMES, rng)[0]}. {_pick(_LAST_NAMES, rng)}",
    )
    return forms[number % len(forms)]


def _task_line(number: int, rng: np.random.Generator) -> str:
    return f"{number + 1}. {_pick(_TASKS, rng)}"


_KINDS: tuple[Callable[[int, np.random.Generator], str], ...] = (
    _shopping_line,
    _inventory_line,
    _card_line,
    _form_line,
    _task_line,
)

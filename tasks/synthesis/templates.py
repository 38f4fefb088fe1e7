"""Stroke templates: how each character is built of pen strokes, in the ways people print it.

A template is written as one line, ``"weight | stroke; stroke; ..."``. A stroke is a list of points
``x,y`` in hundredths of the cap height: x to the right, y downwards from the cap line (0) to the
baseline (100); small letters reach up to 40, descenders down to about 135. A blank between two
points draws a straight line, a ``~`` a smooth curve through the points. The weight says how common
the form is among the forms of its character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from tasks.synthesis.templates_capitals import CAPITAL_FORMS
from tasks.synthesis.templates_digits import DIGIT_FORMS
from tasks.synthesis.templates_lower import LOWER_FORMS
from tasks.synthesis.templates_signs import SIGN_FORMS

FORMS: dict[str, tuple[str, ...]] = {**CAPITAL_FORMS, **DIGIT_FORMS, **LOWER_FORMS, **SIGN_FORMS}

_UNITS_PER_CAP_HEIGHT = 100.0
_POINT = re.compile(r"(-?\d+),(-?\d+)")


@dataclass(frozen=True)
class Stroke:
    """One stroke of the pen.

    Attributes
    ----------
    points : numpy.ndarray
        (n, 2) float64, row and column in cap heights; row 0 is the cap line, row 1 the baseline.
    curved : tuple of bool
        For each of the n - 1 stretches between points, whether it is part of a smooth curve.
    """

    points: npt.NDArray[np.float64]
    curved: tuple[bool, ...]


@dataclass(frozen=True)
class Template:
    """One way to print a character: its strokes, and how common it is among the ways."""

    weight: float
    strokes: tuple[Stroke, ...]


def parse_template(line: str) -> Template:
    """Return the template that a line of the notation describes.

    Parameters
    ----------
    line : str
        ``"weight | stroke; stroke"``, see the module's description.

    Raises
    ------
    ValueError
        If the line is not of that form.

    Examples
    --------
    >>> template = parse_template("3 | 0,0 60,0; 30,0~34,50~30,100")
    >>> template.weight, [stroke.curved for stroke in template.strokes]
    (3.0, [(False,), (True, True)])
    """
    weight, bar, drawing = line.partition("|")
    if not bar:
        raise ValueError(f"template {line!r}: expected 'weight | stroke; stroke'")
    return Template(float(weight), tuple(_parse_stroke(text) for text in drawing.split(";")))


def _parse_stroke(text: str) -> Stroke:
    text = text.strip()
    parts = re.split(r"([ ~]+)", text)
    matches = [_POINT.fullmatch(part) for part in parts[0::2]]
    points = [(int(match[2]), int(match[1])) for match in matches if match]
    if len(points) != len(matches) or len(points) < 2:
        raise ValueError(
            f"stroke {text!r}: expected at least two points 'x,y' parted by ' ' or '~'"
        )
    curved = tuple("~" in joint for joint in parts[1::2])
    return Stroke(np.array(points, dtype=np.float64) / _UNITS_PER_CAP_HEIGHT, curved)


@cache
def templates_of(character: str) -> tuple[Template, ...]:
    """Return the templates of a character.

    Raises
    ------
    ValueError
        If there are none for this character.
    """
    if character not in FORMS:
        raise ValueError(f"no stroke templates for {character!r}")
    return tuple(parse_template(line) for line in FORMS[character])

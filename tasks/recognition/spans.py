"""Spans: which neighbouring atoms of a row may be one character, by geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.recognition.joining import Atom, united

#: Most glyphs of one character, each of which may be cut into many atoms.
MOST_GLYPHS = 4
#: Joins with worse odds (natural logarithm) are not looked at.
LEAST_JOINT = -5.0
#: Widest character, in text heights; how much wider costs (natural logarithm a text height).
WIDEST, USUAL_WIDEST, WIDTH_COST = 1.9, 1.2, 6.0
#: Lowest usual character where all are as tall as capitals, in text heights; how much each text
#: height less costs (natural logarithm). What is lower is rather part of a letter.
USUAL_LOWEST, LOW_COST = 0.75, 6.0


@dataclass(frozen=True)
class Span:
    """Neighbouring atoms that may be one character.

    Attributes
    ----------
    first, last : int
        Range of atoms in the row, the last one past the end.
    atom : Atom
        The atoms put together.
    odds : float
        What geometry says of them as one character.
    """

    first: int
    last: int
    atom: Atom
    odds: float


def spans_of(atoms: Sequence[Atom], text_height: float, *, signs: bool = False) -> list[Span]:
    """List all spans of a row that geometry allows, every single atom among them.

    Parameters
    ----------
    atoms : sequence of Atom
        The row's atoms, in reading order.
    text_height : float
        Typical height of its glyphs, level pixels.
    signs : bool
        Whether there are characters much lower than capitals.
    """
    low_cost = 0.0 if signs else LOW_COST
    spans = []
    for first in range(len(atoms)):
        joints = 0.0
        for last in range(first + 1, len(atoms) + 1):
            if len({atom.glyph for atom in atoms[first:last]}) > MOST_GLYPHS:
                break
            if last > first + 1:
                joint = atoms[last - 1].joint
                if joint < LEAST_JOINT:
                    break
                joints += joint
            atom = united(atoms[first:last])
            height = (atom.level[2] - atom.level[0]) / text_height
            # A letter taller than its row is as much wider.
            width = (atom.level[3] - atom.level[1]) / text_height / max(1.0, height)
            if last > first + 1 and width > WIDEST:
                break
            too_wide, too_low = max(0.0, width - USUAL_WIDEST), max(0.0, USUAL_LOWEST - height)
            odds = joints - WIDTH_COST * too_wide - low_cost * too_low
            spans.append(Span(first, last, atom, odds))
    return spans

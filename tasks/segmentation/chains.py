"""Chains: short lines that follow each other, such as the feet of boxes that stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tasks.segmentation.following import Ruling

#: Lines of one chain differ in length by so much, and are at most so far apart, as a share of it.
ALIKE, APART = 0.2, 0.4
#: A line goes on where the last one ends, but for so many pixels and this share of its length.
OFF, OFF_SHARE = 2.0, 0.03
#: Fewer lines than this are no chain.
LEAST_LINES = 3


def chained(lines: Sequence[Ruling]) -> list[Ruling]:
    """Put lines that follow each other together.

    Parameters
    ----------
    lines : sequence of Ruling
        Of any order.

    Returns
    -------
    list of Ruling
        One for each chain, from the start of its first line to the end of its last one.

    Examples
    --------
    >>> feet = [Ruling(10 + 40 * n, np.full(30, 7.0), 2.0, 0.0) for n in range(4)]
    >>> [(chain.start, chain.stop) for chain in chained(feet)]
    [(10, 160)]
    """
    chains: list[list[Ruling]] = []
    for line in sorted(lines, key=lambda one: (one.start, float(one.middle[0]))):
        for chain in chains:
            if _follows(chain[-1], line):
                chain.append(line)
                break
        else:
            chains.append([line])
    return [_whole(chain) for chain in chains if len(chain) >= LEAST_LINES]


def _follows(before: Ruling, line: Ruling) -> bool:
    longer, shorter = sorted((before.middle.size, line.middle.size), reverse=True)
    white = line.start - before.stop
    off = abs(float(line.middle[0]) - float(before.middle[-1]))
    near = 0 <= white <= APART * longer and off <= OFF + OFF_SHARE * longer
    return near and longer - shorter <= ALIKE * longer


def _whole(chain: Sequence[Ruling]) -> Ruling:
    """Put the lines of a chain together; between two it runs straight."""
    middles = [chain[0].middle]
    for before, line in pairwise(chain):
        white = line.start - before.stop
        middles.append(np.linspace(before.middle[-1], line.middle[0], white + 2)[1:-1])
        middles.append(line.middle)
    thickness = float(np.median([line.thickness for line in chain]))
    return Ruling(chain[0].start, np.concatenate(middles), thickness, 0.0)

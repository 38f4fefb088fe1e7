"""Non-characters: what wrong joins and wrong cuts of letters look like.

A network that has seen characters only takes anything for one. Shown pairs and halves of letters
that belong to no class, it learns to be unsure of them, which is what tells right cuts from wrong
ones when touching or broken letters are read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

Picture = npt.NDArray[np.uint8]

#: Shares of two letters side by side, of a letter with half of another, and of half a letter. Few
#: of these, for many halves are letters: half an M is an N or an I.
KINDS = {"pair": 0.6, "letter and half": 0.32, "half": 0.08}
#: Height to which letters are brought before they are put together, pixels.
HEIGHT = 48
#: White between neighbours, relative to their height; below 0 they overlap.
LEAST_GAP, MOST_GAP = -0.12, 0.18
#: Where letters are cut, relative to their width.
LEAST_CUT, MOST_CUT = 0.3, 0.7
#: Neighbours differ in height by so much, at most.
HEIGHT_RANGE = (0.8, 1.25)
#: Letters narrower than this, relative to their height, are strokes: nothing is left to cut.
NARROW = 0.4
INK = 64


def draw_noncharacters(
    pictures: Sequence[Picture], sources: Sequence[str], count: int, rng: np.random.Generator
) -> list[Picture]:
    """Draw pictures that are no character from pictures that are.

    Parameters
    ----------
    pictures : sequence of (H, W) ndarray of uint8
        Characters, 255 ink on 0 paper.
    sources : sequence of str
        Where each comes from; neighbours come from one source, as on a page.
    count : int
        How many to draw.
    rng : numpy.random.Generator
        Source of all draws.

    Returns
    -------
    list of (H, W) ndarray of uint8
    """
    names = np.asarray(sources)
    members = {name: np.flatnonzero(names == name) for name in np.unique(names)}
    kinds = rng.choice(list(KINDS), size=count, p=list(KINDS.values()))
    drawn = []
    for kind in kinds:
        first = int(rng.integers(len(pictures)))
        own = members[names[first]]
        second = int(own[rng.integers(len(own))])
        letter = brought_to(pictures[first], HEIGHT)
        if kind == "half":
            drawn.append(_half(letter, rng))
            continue
        other = brought_to(pictures[second], round(HEIGHT * rng.uniform(*HEIGHT_RANGE)))
        if kind == "letter and half":
            other = _half(other, rng)
        pair = (letter, other) if rng.random() < 0.5 else (other, letter)
        drawn.append(beside(*pair, gap=round(HEIGHT * rng.uniform(LEAST_GAP, MOST_GAP))))
    return drawn


def beside(left: Picture, right: Picture, *, gap: int) -> Picture:
    """Put two pictures side by side on one baseline.

    Parameters
    ----------
    left, right : (H, W) ndarray of uint8
        255 ink on 0 paper.
    gap : int
        White columns between them; below 0 they overlap.

    Examples
    --------
    >>> bar = np.full((3, 1), 255, np.uint8)
    >>> beside(bar, bar, gap=1).tolist()
    [[255, 0, 255], [255, 0, 255], [255, 0, 255]]
    """
    start = max(0, left.shape[1] + gap)
    height = max(left.shape[0], right.shape[0])
    canvas = np.zeros((height, max(left.shape[1], start + right.shape[1])), np.uint8)
    canvas[height - left.shape[0] :, : left.shape[1]] = left
    window = canvas[height - right.shape[0] :, start : start + right.shape[1]]
    np.maximum(window, right, out=window)
    return canvas


def _half(letter: Picture, rng: np.random.Generator) -> Picture:
    height, width = letter.shape
    if width < NARROW * height:
        return beside(letter, letter, gap=round(HEIGHT * rng.uniform(LEAST_GAP, MOST_GAP)))
    cut = max(1, round(width * rng.uniform(LEAST_CUT, MOST_CUT)))
    half = letter[:, :cut] if rng.random() < 0.5 else letter[:, cut:]
    return _trimmed(half)


def brought_to(picture: Picture, height: int) -> Picture:
    """Trim a picture to its ink and scale it to a height in pixels; at most thrice as wide."""
    trimmed = _trimmed(picture)
    width = max(1, round(trimmed.shape[1] * height / trimmed.shape[0]))
    # A fallen stroke, wide and flat, would become enormous.
    width = min(width, 3 * height)
    resized = Image.fromarray(trimmed).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(resized)


def _trimmed(picture: Picture) -> Picture:
    rows = np.flatnonzero((picture > INK).any(axis=1))
    columns = np.flatnonzero((picture > INK).any(axis=0))
    if not rows.size:
        return picture
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]

"""Turning: by how many quarter turns a page has to be turned for its glyphs to be read best."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Probabilities = Callable[[Sequence[Picture]], npt.NDArray[np.float32]]

QUARTERS = 4
#: Glyphs looked at first, which settles nearly every page, and then at most.
FIRST_GLYPHS = 32
MOST_GLYPHS = 128
#: Fewer glyphs are no evidence: NO, SOS or 609 can be read upside down just as well.
LEAST_GLYPHS = 8
#: A glyph says no more against a turn than this probability of its best character.
LEAST_PROBABILITY = 0.05
#: One turn is believed over another if glyphs gain on average so many standard errors. Pages are
#: nearly always upright, but where glyphs speak as clearly as this against it they are not.
CLEARLY = 2.0
#: Spread of the gain, in nats, that is taken for granted, so that few glyphs that happen to agree
#: are not taken for certain.
LEAST_SPREAD = 0.1


def quarter_turns(pictures: Sequence[Picture], probabilities: Probabilities) -> int:
    """Find the quarter turns after which glyphs look most like characters.

    Letters upside down or on their side still look like some characters (H, N, O, 6 and 9), but
    fewer of them do so clearly. Glyphs can be turned one by one, so the page need not be segmented
    again to find out.

    Parameters
    ----------
    pictures : sequence of (rows, columns) uint8 ndarray
        Glyphs as segmented, 255 ink.
    probabilities : callable
        From pictures to the (N, K) probabilities of characters.

    Returns
    -------
    int
        0 to 3: quarter turns clockwise that set the page upright; 0 where that is not clear.
    """
    if len(pictures) < LEAST_GLYPHS:
        return 0
    clearness = np.empty((QUARTERS, 0))
    for count in (FIRST_GLYPHS, MOST_GLYPHS):
        clearness = _clearness(_spread(pictures, count), probabilities)
        best = int(clearness.mean(axis=1).argmax())
        if all(gain(clearness[best], clearness[k]) > CLEARLY for k in range(QUARTERS) if k != best):
            return best
    return best if gain(clearness[best], clearness[0]) > CLEARLY else 0


def gain(clearness: Floats, other: Floats) -> float:
    """Return how much clearer glyphs are than otherwise, in standard errors."""
    difference = clearness - other
    error = (difference.std() + LEAST_SPREAD) / np.sqrt(len(difference))
    return float(difference.mean() / error)


def mean_clearness(pictures: Sequence[Picture], probabilities: Probabilities) -> float:
    """Return how clearly glyphs look like characters as they stand: at most 0, in nats."""
    found = probabilities(_spread(pictures, MOST_GLYPHS)).max(axis=1)
    return float(np.log(np.maximum(found, LEAST_PROBABILITY)).mean())


def _clearness(pictures: Sequence[Picture], probabilities: Probabilities) -> Floats:
    """Return the logarithm of the best character's probability, (4, N), by quarter turns."""
    turned = [np.ascontiguousarray(np.rot90(p, -k)) for k in range(QUARTERS) for p in pictures]
    best = probabilities(turned).max(axis=1).astype(np.float64)
    clearness: Floats = np.log(np.maximum(best, LEAST_PROBABILITY))
    return clearness.reshape(QUARTERS, len(pictures))


def _spread(pictures: Sequence[Picture], count: int) -> list[Picture]:
    """Choose glyphs from all over the page."""
    if len(pictures) <= count:
        return list(pictures)
    return [pictures[i] for i in np.linspace(0, len(pictures) - 1, count).round().astype(int)]

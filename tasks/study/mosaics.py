"""Mosaics: what a study shows as pictures: characters, weights, and the confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm

from tasks.datasets.samples import Picture, pictures
from tasks.study.drawing import picture
from tasks.study.numbers import Numbers
from tasks.study.rates import CONFUSION
from tasks.study.reference import WEIGHTS
from tasks.study.samples import INK, SIDE, part_of, study_picture

Floats = npt.NDArray[np.float64]

#: Empty pixels between tiles.
GAP = 2
#: Tiles side by side: of characters, and of weights.
CHARACTERS_WIDE, UNITS_WIDE = 12, 8
#: Weights beyond this share of all, by size, are shown in the strongest colour.
STRONGEST = 0.995
#: Below 1, few mistakes show beside many right readings.
GAMMA = 0.4


def characters_mosaic(samples: pa.Table, alphabet: str) -> str:
    """Show the first training sample of each character, as a data URI."""
    train = part_of(samples, "train")
    labels = train["label"].to_pylist()
    present = [character for character in alphabet if character in labels]
    first = train.take([labels.index(character) for character in present])
    framed: list[Picture] = [study_picture(one) for one in pictures(first)]
    tiles = [1 - one / INK for one in framed]

    def draw(panels: Sequence[Axes]) -> None:
        shown = tiled(tiles, CHARACTERS_WIDE, outside=1.0)
        panels[0].imshow(shown, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        panels[0].set_axis_off()

    rows = -(-len(tiles) // CHARACTERS_WIDE)
    return picture(draw, size=(9.0, 0.78 * rows))


def weights_mosaic(numbers: Numbers, *subjects: str) -> str:
    """Show the weights of hidden units, one panel a subject, as a data URI.

    White is 0, blue positive and red negative, each panel on a scale of its own.
    """
    found = {subject: _units(numbers, subject) for subject in subjects}

    def draw(panels: Sequence[Axes]) -> None:
        for axes, (subject, units) in zip(panels, found.items(), strict=True):
            limit = float(np.quantile(np.abs(units), STRONGEST)) or 1.0
            shown = tiled(list(units.reshape(-1, SIDE, SIDE)), UNITS_WIDE, outside=0.0)
            image = axes.imshow(
                shown, cmap="RdBu", vmin=-limit, vmax=limit, interpolation="nearest"
            )
            axes.set_axis_off()
            if len(found) > 1:
                axes.set_title(subject.capitalize())
                axes.figure.colorbar(image, ax=axes, shrink=0.8, format="%.2g")

    return picture(draw, size=(9.0, 4.3) if len(found) > 1 else (9.0, 1.1), panels=len(found))


def confusion_mosaic(numbers: Numbers) -> str:
    """Show which share of each character was read as what, as a data URI."""
    alphabet = "".join(numbers.subjects(CONFUSION))
    shares = confusion_shares(numbers, alphabet)

    def draw(panels: Sequence[Axes]) -> None:
        axes = panels[0]
        image = axes.imshow(shares, cmap="Blues", norm=PowerNorm(GAMMA, 0, 1))
        axes.set_xticks(range(len(alphabet)), list(alphabet))
        axes.set_yticks(range(len(alphabet)), list(alphabet))
        axes.tick_params(labelsize=7, length=0)
        axes.set_xlabel("read as")
        axes.set_ylabel("is")
        axes.grid(visible=False)
        axes.figure.colorbar(image, ax=axes, shrink=0.8, label="share of the character's samples")

    return picture(draw, size=(7.2, 6.2))


def confusion_shares(numbers: Numbers, alphabet: str) -> Floats:
    """Return which share of each character was read as each, (is, read as)."""
    counts = np.zeros((len(alphabet), len(alphabet)))
    for row, truth in enumerate(alphabet):
        for reading in numbers.series(CONFUSION, truth):
            if reading in alphabet:
                column = alphabet.index(reading)
                counts[row, column] = numbers.value(CONFUSION, truth, reading)
    return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))


def tiled(tiles: Sequence[npt.NDArray[np.floating]], wide: int, *, outside: float) -> Floats:
    """Put tiles of one size side by side and below each other, gaps between.

    Examples
    --------
    >>> tiled([np.ones((4, 4))] * 3, 2, outside=0.0).shape
    (10, 10)
    """
    height, width = tiles[0].shape
    rows = -(-len(tiles) // wide)
    shown = np.full((rows * (height + GAP) - GAP, wide * (width + GAP) - GAP), outside)
    for place, tile in enumerate(tiles):
        top, left = place // wide * (height + GAP), place % wide * (width + GAP)
        shown[top : top + height, left : left + width] = tile
    return shown


def _units(numbers: Numbers, subject: str) -> Floats:
    names = numbers.series(WEIGHTS, subject)
    return np.stack([numbers.curve(WEIGHTS, subject, name)[1] for name in names])

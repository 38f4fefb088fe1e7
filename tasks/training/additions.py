"""Additions: what a network learns from beside the samples, so that it can read what is cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from model.losses import NO_CLASS
from model.recipes import Recipe
from tasks.datasets.samples import pictures
from tasks.training.noncharacters import draw_noncharacters
from tasks.training.touching import draw_cut_pieces

Picture = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.intp]
Weights = npt.NDArray[np.float64]

#: Of what is no character, the share that is cut out of touching ones where characters are, too;
#: the rest is put together from letters and halves of letters.
CUT_NONCHARACTERS = 0.6


@dataclass(frozen=True)
class Additions:
    """Pictures that are learned from beside the samples.

    Attributes
    ----------
    pictures : list of (H, W) ndarray of uint8
        255 ink on 0 paper.
    origins : (N,) ndarray of intp
        Which sample each has the label of; -1 for none.
    weights : (N,) ndarray of float64
        How often each is to be drawn.
    remaining : float
        Share of all draws that is left for the samples.
    """

    pictures: list[Picture]
    origins: Labels
    weights: Weights
    remaining: float

    def labels_from(self, labels: Labels) -> Labels:
        """Return the class of each picture, or `model.losses.NO_CLASS`, given the samples'."""
        return np.where(self.origins < 0, NO_CLASS, labels[self.origins])


def draw_additions(
    train: pa.Table, weights: Weights, recipe: Recipe, rng: np.random.Generator
) -> Additions:
    """Draw what a recipe adds to the training samples.

    There are as many of each sort as its share and the recipe's variety say.

    Parameters
    ----------
    train : pyarrow.Table
        Schema `Samples`.
    weights : (N,) ndarray of float64
        How often each of these is drawn, sum 1; cut characters follow it.
    recipe : model.recipes.Recipe
        Its shares `noncharacters` and `cut`, and its `variety`.
    rng : numpy.random.Generator
        Source of all draws.
    """
    remaining = 1 - recipe.noncharacters - recipe.cut
    a_share = len(train) * recipe.variety / remaining
    shown, sources = pictures(train), train["source"].to_pylist()
    characters: list[Picture] = []
    origins: list[int] = []
    wrong: list[Picture] = []
    if recipe.cut:
        count = round(a_share * recipe.cut)
        pieces = draw_cut_pieces(shown, sources, weights, count, rng)
        characters, origins, wrong = pieces.characters, pieces.origins, pieces.noncharacters
    count = round(a_share * recipe.noncharacters)
    wrong = wrong[: round(count * CUT_NONCHARACTERS)]
    wrong += draw_noncharacters(shown, sources, count - len(wrong), rng)
    return Additions(
        pictures=characters + wrong,
        origins=np.array(origins + [-1] * len(wrong), dtype=np.intp),
        weights=np.concatenate(
            [_even(recipe.cut, len(characters)), _even(recipe.noncharacters, len(wrong))]
        ),
        remaining=remaining,
    )


def _even(share: float, count: int) -> Weights:
    return np.full(count, share / max(count, 1))

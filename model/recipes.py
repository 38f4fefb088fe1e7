"""Recipes: an architecture and how to train it, by preset."""

from __future__ import annotations

from dataclasses import dataclass

from model.training import FitSettings


@dataclass(frozen=True)
class Recipe:
    """A preset.

    Attributes
    ----------
    architecture : str
        A name of `model.architectures.ARCHITECTURES`.
    augmented : bool
        Whether training samples are varied.
    noncharacters : float
        Share of what is learned from that is no character, such as wrong cuts; 0: none.
    cut : float
        Share of what is learned from that are characters cut out of touching ones; 0: none.
    variety : float
        How many pictures are added for these two, in relation to their shares: at 1 each is seen as
        often as a sample, at 4 a quarter as often.
    members : int
        Networks that are trained from draws of their own and answer together.
    fit : model.training.FitSettings
        How to train.
    """

    architecture: str
    augmented: bool
    noncharacters: float
    fit: FitSettings
    members: int = 1
    cut: float = 0.0
    variety: float = 1.0


#: Presets by name. "reference" trains as the study did: plain stochastic gradient descent at a
#: fixed rate, on pictures as they are.
RECIPES: dict[str, Recipe] = {
    "default": Recipe(
        "default",
        augmented=True,
        noncharacters=0.17,
        cut=0.18,
        variety=4.0,
        fit=FitSettings(epochs=12, learning_rate=4e-3),
        members=2,
    ),
    "quick": Recipe(
        "small", augmented=True, noncharacters=0.1, fit=FitSettings(epochs=8, learning_rate=4e-3)
    ),
    "reference": Recipe(
        "reference",
        augmented=False,
        noncharacters=0.0,
        fit=FitSettings(
            epochs=50,
            batch_size=32,
            optimiser="sgd",
            learning_rate=0.3,
            schedule="constant",
            decay=0.0,
            smoothing=0.0,
            average=0.0,
            clip_norm=None,
        ),
    ),
}

"""The recogniser: a trained network with all that turns glyphs into probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.losses import softmax
from model.network import Network
from model.preprocess import Preprocessing, normalise_glyphs
from schemas.alphabet import ALPHABETS

#: Glyphs prepared at a time, so that memory does not grow with their number.
GLYPHS_AT_ONCE = 1024


@dataclass(frozen=True)
class Recogniser:
    """A trained network, the characters it tells apart, and how its input is prepared.

    Attributes
    ----------
    network : model.network.Network
        Gives one logit a character.
    alphabet : str
        The characters, in the order of the network's outputs.
    preprocessing : model.preprocess.Preprocessing
        How glyphs are prepared, in training as in use.
    temperature : float
        What the logits are divided by (see `model.calibration`).
    card : mapping
        What is known of the model (see `model.card`), JSON values only.

    Raises
    ------
    ValueError
        If the parts do not go together.
    """

    network: Network
    alphabet: str
    preprocessing: Preprocessing
    temperature: float = 1.0
    card: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        strange = sorted(set(self.alphabet) - set(ALPHABETS["full"]))
        if strange:
            raise ValueError(f"no alphabet of Scrivano has the characters {strange}")
        if len(set(self.alphabet)) != len(self.alphabet):
            raise ValueError(f"alphabet {self.alphabet!r} names a character twice")
        if len(self.alphabet) != self.network.classes:
            raise ValueError(
                f"an alphabet of {len(self.alphabet)} characters does not go with a network of "
                f"{self.network.classes} outputs"
            )
        side = self.preprocessing.side
        if self.network.input_shape != (1, side, side):
            raise ValueError(
                f"glyphs prepared to {side} x {side} do not go with a network that takes "
                f"{self.network.input_shape}"
            )
        if not (np.isfinite(self.temperature) and self.temperature > 0):
            raise ValueError(f"a temperature is above 0, not {self.temperature}")

    def logits(self, glyphs: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Return the network's logits of glyphs, (N, K) float32, before the temperature."""
        result = np.empty((len(glyphs), len(self.alphabet)), np.float32)
        for start in range(0, len(glyphs), GLYPHS_AT_ONCE):
            part = glyphs[start : start + GLYPHS_AT_ONCE]
            samples = normalise_glyphs(part, self.preprocessing)
            result[start : start + len(part)] = self.network.predict(samples)
        return result

    def probabilities(self, glyphs: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Return the probability of each character for each glyph.

        Parameters
        ----------
        glyphs : sequence of numpy.ndarray
            Pictures (rows, columns) uint8, 255 ink on 0 paper, of any size.

        Returns
        -------
        numpy.ndarray
            (N, K) float32, each row of sum 1, columns in the alphabet's order; (0, K) for no glyph.
        """
        probabilities: NDArray[np.float32] = softmax(
            self.logits(glyphs) / np.float32(self.temperature)
        )
        return probabilities

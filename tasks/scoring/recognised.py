"""Recognised samples: labelled characters beside what a network makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from model.preprocess import Preprocessing
from model.recogniser import Recogniser
from tasks.datasets.samples import pictures
from tasks.scoring.glyphs import GlyphScores, score_sets


@dataclass(frozen=True)
class RecognisedSamples:
    """Samples and the probabilities that a network gives each character.

    Attributes
    ----------
    samples : pyarrow.Table
        Schema `schemas.samples.Samples`.
    probabilities : (N, K) ndarray of float32
        In the alphabet's order.
    alphabet : str
        The K characters.
    preprocessing : Preprocessing
        How pictures became the network's inputs.
    """

    samples: pa.Table
    probabilities: npt.NDArray[np.float32]
    alphabet: str
    preprocessing: Preprocessing

    def scores(self) -> GlyphScores:
        """Return all figures, of all data sets together and of each."""
        labels, sources = (self.samples[name].to_pylist() for name in ("label", "source"))
        return score_sets(self.probabilities, labels, sources, self.alphabet)


def recognised_by(recogniser: Recogniser, samples: pa.Table) -> RecognisedSamples:
    """Show samples of a recogniser's characters to it.

    Parameters
    ----------
    recogniser : Recogniser
        The network with its alphabet and preprocessing.
    samples : pyarrow.Table
        Schema `Samples`.
    """
    probabilities = recogniser.probabilities(pictures(samples))
    return RecognisedSamples(samples, probabilities, recogniser.alphabet, recogniser.preprocessing)

"""Turning is found from glyphs that are turned by known quarters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from data import DEFAULT_MODEL
from model.recogniser import Recogniser
from model.storage import load_recogniser
from tasks.datasets.samples import pictures
from tasks.orientation.turning import LEAST_GLYPHS, gain, mean_clearness, quarter_turns
from tasks.synthesis.glyph import draw_samples

Picture = npt.NDArray[np.uint8]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return load_recogniser(DEFAULT_MODEL)


@pytest.fixture(scope="module")
def capitals() -> list[Picture]:
    letters = "ABCDEFGJKLMPQRTUVWY"
    return pictures(draw_samples(5 * len(letters), letters, np.random.default_rng(3)))


@pytest.mark.parametrize("turned", range(4))
def test_glyphs_are_set_upright(
    turned: int, capitals: list[Picture], recogniser: Recogniser
) -> None:
    lying = [np.ascontiguousarray(np.rot90(picture, turned)) for picture in capitals]
    assert quarter_turns(lying, recogniser.probabilities) == turned


def test_few_glyphs_stay_as_they_are(capitals: list[Picture], recogniser: Recogniser) -> None:
    lying = [np.rot90(picture) for picture in capitals[: LEAST_GLYPHS - 1]]
    assert quarter_turns(lying, recogniser.probabilities) == 0


def test_what_looks_like_nothing_stays_as_it_is() -> None:
    rng = np.random.default_rng(0)

    def guessing(glyphs: Sequence[Picture]) -> npt.NDArray[np.float32]:
        return rng.dirichlet(np.ones(36), len(glyphs)).astype(np.float32)

    noise = [np.zeros((9, 9), np.uint8)] * 60
    turns = [quarter_turns(noise, guessing) for _ in range(50)]
    assert turns.count(0) > 40


def test_glyphs_are_clearer_upright(capitals: list[Picture], recogniser: Recogniser) -> None:
    lying = [np.ascontiguousarray(np.rot90(picture)) for picture in capitals]
    upright = mean_clearness(capitals, recogniser.probabilities)
    assert mean_clearness(lying, recogniser.probabilities) < upright <= 0


def test_gain_grows_with_the_number_of_glyphs() -> None:
    clear, dim = np.full(16, -0.1), np.full(16, -0.3)
    assert gain(clear, dim) == pytest.approx(0.2 / (0.1 / 4))
    assert gain(np.tile(clear, 4), np.tile(dim, 4)) == pytest.approx(2 * gain(clear, dim))

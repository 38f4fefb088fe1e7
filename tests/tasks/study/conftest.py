"""What tests of the study share: a few letters that can be learned quickly, and what they give."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from schemas.settings import LearnSettings, StudySettings
from schemas.study import Study
from schemas.validation import table_of
from tasks.study.numbers import Numbers
from tasks.study.samples import divided
from tasks.synthesis.glyph import draw_samples

#: Letters of quite different shapes, small batches: a few epochs are enough.
LETTERS = "ACEHLOTX"
LEARN = LearnSettings(epochs=14, batch_size=8)


@pytest.fixture(scope="session")
def letters() -> pa.Table:
    """Drawn letters, divided."""
    drawn = draw_samples(400, LETTERS, np.random.default_rng(0))
    return divided([drawn], StudySettings())


@pytest.fixture(scope="session")
def learn_settings() -> LearnSettings:
    """Settings with which the reference network learns the letters."""
    return LEARN


@pytest.fixture(scope="session")
def numbers_of() -> Callable[[list[dict[str, Any]]], Numbers]:
    """A function that checks rows against the schema and makes them fit to be looked up."""
    return lambda rows: Numbers.of(table_of(Study, rows))


@pytest.fixture(scope="session")
def depth_rows() -> list[dict[str, Any]]:
    """Numbers of the experiments in depth."""
    from tasks.study.depth import depth_numbers

    return depth_numbers(0)


@pytest.fixture(scope="session")
def symmetry_rows(letters) -> list[dict[str, Any]]:
    """Numbers of the experiment on zero weights."""
    from tasks.study.symmetry import symmetry_numbers

    return symmetry_numbers(letters, LEARN, 0)


@pytest.fixture(scope="session")
def rate_rows(letters) -> list[dict[str, Any]]:
    """Numbers of the learning rates."""
    from tasks.study.rates import rate_numbers

    return rate_numbers(letters, LEARN, 0)


@pytest.fixture(scope="session")
def comparison_rows(letters, small_recogniser) -> list[dict[str, Any]]:
    """Numbers of networks that have hardly learned anything, beside the reference network."""
    from tasks.study.comparison import shipped_numbers, trained_numbers

    return [*trained_numbers(letters, 1, 0), *shipped_numbers(letters, small_recogniser)]


@pytest.fixture(scope="session")
def small_recogniser():
    """A recogniser of the letters, and one more, that has learned nothing."""
    from model.architectures import build
    from model.preprocess import Preprocessing
    from model.recogniser import Recogniser

    alphabet = LETTERS + "Z"
    network = build("small", len(alphabet)).initialise(np.random.default_rng(0))
    return Recogniser(network, alphabet, Preprocessing())


@pytest.fixture(scope="session")
def study(depth_rows, symmetry_rows, rate_rows, comparison_rows) -> pa.Table:
    """All numbers of a small study."""
    from tasks.study.identities import identity_numbers

    rows = [*identity_numbers(0), *depth_rows, *symmetry_rows, *rate_rows, *comparison_rows]
    return table_of(Study, rows)

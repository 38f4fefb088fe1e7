"""Architectures: sizes that were asked for, and any alphabet."""

import numpy as np
import pytest

from model.architectures import ARCHITECTURES, build

SIZES = {"reference": (67_940, 67_940), "default": (450_000, 650_000), "small": (60_000, 100_000)}


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_parameters_are_within_their_bounds(name):
    least, most = SIZES[name]
    assert least <= build(name, 36).parameter_count() <= most


@pytest.mark.parametrize("name", ARCHITECTURES)
@pytest.mark.parametrize("classes", [10, 74])
def test_every_alphabet_has_its_outputs(name, classes):
    network = build(name, classes).initialise(np.random.default_rng(0))
    logits = network.predict(np.ones((1, 1, 32, 32), np.float32))
    assert logits.shape == (1, classes)
    assert np.isfinite(logits).all()


def test_the_reference_is_that_of_the_study():
    assert [spec["kind"] for spec in build("reference", 36).to_spec()["layers"]] == [
        "flatten",
        "linear",
        "sigmoid",
        "linear",
    ]


def test_unknown_names_and_sides_are_refused():
    with pytest.raises(ValueError, match="no architecture 'huge'"):
        build("huge", 36)
    with pytest.raises(ValueError, match="multiple of 2"):
        build("default", 36, side=30)

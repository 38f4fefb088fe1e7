"""Specifications of synthetic sets."""

import pytest

from schemas.errors import DatasetError
from tasks.datasets.synthetic import USUAL_COUNT, load_synthetic, synthetic_count


def test_counts_and_other_specifications():
    assert synthetic_count("synthetic") == USUAL_COUNT
    assert synthetic_count("synthetic:12") == 12
    assert synthetic_count("synthetic.mat") is None
    assert synthetic_count("data/synthetic") is None


@pytest.mark.parametrize("spec", ["synthetic:", "synthetic:0", "synthetic:-3", "synthetic:many"])
def test_other_numbers_are_refused(spec):
    with pytest.raises(DatasetError, match="no number of samples"):
        synthetic_count(spec)


def test_seed_decides_the_drawing():
    one = load_synthetic(4, "AB", seed=1)
    assert one.num_rows == 4
    assert set(one["label"].to_pylist()) <= {"A", "B"}
    assert one.equals(load_synthetic(4, "AB", seed=1))
    assert not one.equals(load_synthetic(4, "AB", seed=2))

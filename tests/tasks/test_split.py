"""Stage split: goes by the samples' content, the share and the seed."""

import numpy as np
import pytest

from schemas.samples import Samples
from tasks.artifacts import Store, read_table
from tasks.datasets.samples import build_samples
from tasks.split import split_samples


@pytest.fixture
def data_sets(store):
    """Two data sets of 20 samples, of the same name."""
    sets = (np.full((20, 2, 2), shade, np.uint8) for shade in (0, 255))
    return [store.put(build_samples("set", own, list("AB" * 10)), Samples) for own in sets]


@pytest.fixture
def key(key_of, store):
    def of(data_sets, share=0.2, seed=0, store=store):
        return key_of(split_samples, data_sets=data_sets, share=share, seed=seed, store=store)

    return of


def test_key_holds_samples_share_and_seed_but_no_place(key, data_sets):
    keys = {
        key(data_sets),
        key(data_sets[:1]),
        key(data_sets[::-1]),
        key(data_sets, share=0.25),
        key(data_sets, seed=1),
    }
    assert len(keys) == 5
    assert key(data_sets, store=Store(url="memory://other")) in keys


def test_a_share_of_every_class_of_every_set_is_held_out(data_sets, store):
    samples = read_table(split_samples.fn(data_sets, 0.2, 0, store), Samples)
    held = samples.filter(np.array(samples["split"].to_pylist()) == "validation")
    assert samples.num_rows == 40
    pairs = list(zip(held["source"].to_pylist(), held["label"].to_pylist(), strict=True))
    assert (
        sorted(pairs)
        == [("set", "A")] * 2 + [("set", "B")] * 2 + [("set 2", "A")] * 2 + [("set 2", "B")] * 2
    )


def test_the_seed_draws_who_is_held_out(data_sets, store):
    first, again, other = (split_samples.fn(data_sets, 0.2, seed, store) for seed in (0, 0, 1))
    assert first == again != other

"""Stage split: goes by the samples' content, the alphabet, the shares and the seed."""

from collections import Counter

import numpy as np
import pytest

from schemas.samples import Samples
from schemas.settings import TrainSettings
from tasks.artifacts import Store, read_table
from tasks.datasets.samples import build_samples
from tasks.split import split_samples

SHARES = {"test_share": 0.1, "validation_share": 0.2}


@pytest.fixture
def data_sets(store):
    """Two data sets of 40 samples, of the same name."""
    drawn = np.random.default_rng(0).integers(0, 256, (2, 40, 2, 2)).astype(np.uint8)
    return [store.put(build_samples("set", own, list("ABCD" * 10)), Samples) for own in drawn]


@pytest.fixture
def key(key_of, store):
    def of(data_sets, alphabet="AB", store=store, **changes):
        settings = TrainSettings(**(SHARES | changes))
        return key_of(
            split_samples, data_sets=data_sets, alphabet=alphabet, settings=settings, store=store
        )

    return of


def test_key_holds_samples_alphabet_shares_and_seed_but_no_place(key, data_sets):
    keys = {
        key(data_sets),
        key(data_sets[:1]),
        key(data_sets[::-1]),
        key(data_sets, alphabet="A"),
        key(data_sets, test_share=0.25),
        key(data_sets, validation_share=0.25),
        key(data_sets, seed=1),
    }
    assert len(keys) == 7
    assert key(data_sets, store=Store(url="memory://other")) in keys
    assert key(data_sets, epochs=3, preset="quick") in keys


def test_shares_of_every_class_of_every_set_are_held_out(data_sets, store):
    outcome = split_samples.fn(data_sets, "AB", TrainSettings(**SHARES), store)
    rows = read_table(outcome, Samples).select(["source", "label", "split"]).to_pylist()
    assert len(rows) == 40
    assert Counter(tuple(row.values()) for row in rows) == {
        (source, label, split): count
        for source in ("set", "set 2")
        for label in "AB"
        for split, count in (("train", 7), ("validation", 2), ("test", 1))
    }


def test_the_seed_decides_who_is_held_out(data_sets, store):
    first, again, other = (
        split_samples.fn(data_sets, "AB", TrainSettings(seed=seed, **SHARES), store)
        for seed in (0, 0, 1)
    )
    assert first == again != other

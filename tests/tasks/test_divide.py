"""Stage divide: goes by the samples' content, the shares and the seed."""

import numpy as np
import pytest

from schemas.samples import Samples
from schemas.settings import LearnSettings, StudySettings
from tasks.artifacts import Store, read_table
from tasks.datasets.samples import build_samples
from tasks.divide import divide_samples

SETTINGS = StudySettings()


@pytest.fixture
def data_sets(store):
    """Two data sets of 40 samples of noise."""
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (2, 40, 5, 5)).astype(np.uint8)
    return [store.put(build_samples("set", own, list("AB" * 20)), Samples) for own in pictures]


@pytest.fixture
def key(key_of, store):
    def of(data_sets, store=store, **changes):
        settings = SETTINGS.model_copy(update=changes)
        return key_of(divide_samples, data_sets=data_sets, settings=settings, store=store)

    return of


def test_key_holds_samples_shares_and_seed_but_nothing_else(key, data_sets):
    keys = {
        key(data_sets),
        key(data_sets[:1]),
        key(data_sets, test_share=0.2),
        key(data_sets, validation_share=0.2),
        key(data_sets, seed=1),
    }
    assert len(keys) == 5
    assert key(data_sets, store=Store(url="memory://other")) in keys
    assert key(data_sets, learn=LearnSettings(epochs=1), default_epochs=1) in keys


def test_sets_are_put_together_and_divided(data_sets, store):
    divided = divide_samples.fn(data_sets, SETTINGS, store)
    samples = read_table(divided, Samples)
    assert samples.num_rows == divided.rows == 80
    assert samples["split"].to_pylist().count("test") == 8
    assert samples["split"].to_pylist().count("validation") == 8
    assert divide_samples.fn(data_sets, SETTINGS, store) == divided

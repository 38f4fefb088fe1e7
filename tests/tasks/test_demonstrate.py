"""Stage demonstrate: mathematics goes by the seed alone, and what is trained by samples too."""

from dataclasses import replace

import pytest

from schemas.samples import Samples
from schemas.settings import LearnSettings
from schemas.study import Study
from tasks import demonstrate
from tasks.artifacts import Store, read_table
from tasks.demonstrate import demonstrate_depth, demonstrate_identities, demonstrate_symmetry
from tasks.study.numbers import number

LEARN = LearnSettings(epochs=1)


@pytest.mark.parametrize("stage", [demonstrate_identities, demonstrate_depth])
def test_what_needs_no_data_goes_by_the_seed(stage, key_of, store):
    elsewhere = Store(url="memory://other")
    keys = [
        key_of(stage, seed=seed, store=at) for seed, at in ((0, store), (1, store), (0, elsewhere))
    ]
    assert keys[0] == keys[2] != keys[1]


def test_stages_do_not_share_keys(key_of, store):
    stages = (demonstrate_identities, demonstrate_depth)
    assert len({key_of(stage, seed=0, store=store) for stage in stages}) == 2


def test_what_is_trained_goes_by_samples_settings_and_seed(key_of, one_sample, store):
    def key(samples=one_sample, settings=LEARN, seed=0):
        return key_of(
            demonstrate_symmetry, samples=samples, settings=settings, seed=seed, store=store
        )

    other = replace(one_sample, digest="f" * 64)
    longer = LEARN.model_copy(update={"epochs": 2})
    assert len({key(), key(other), key(settings=longer), key(seed=1)}) == 4
    assert key(replace(one_sample, location="memory://elsewhere")) == key()


@pytest.mark.parametrize(
    ("stage", "function", "claim"),
    [
        (demonstrate_identities, "identity_numbers", "softmax"),
        (demonstrate_depth, "depth_numbers", "variance"),
    ],
)
def test_numbers_are_stored_as_a_table(stage, function, claim, store, monkeypatch):
    monkeypatch.setattr(demonstrate, function, lambda seed: [number(claim, "a", "b", seed)])
    table = read_table(stage.fn(7, store), Study)
    assert table.to_pylist() == [number(claim, "a", "b", 7)]


def test_numbers_of_training_are_stored_as_a_table(one_sample, store, monkeypatch):
    def numbers(samples, settings, seed):
        return [number("symmetry", samples["label"][0].as_py(), "b", settings.epochs, seed)]

    monkeypatch.setattr(demonstrate, "symmetry_numbers", numbers)
    found = demonstrate_symmetry.fn(one_sample, LEARN, 7, store)
    assert read_table(found, Study).to_pylist() == [number("symmetry", "A", "b", 1, 7)]
    assert read_table(one_sample, Samples).num_rows == 1

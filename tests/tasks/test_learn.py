"""Stage learn: goes by samples, settings and seed, and leads to a table of numbers."""

from dataclasses import replace

from schemas.settings import LearnSettings
from schemas.study import Study
from tasks import learn
from tasks.artifacts import Store, read_table
from tasks.learn import learn_by_rate
from tasks.study.numbers import number

LEARN = LearnSettings(epochs=1)


def test_key_holds_samples_settings_and_seed_but_no_place(key_of, one_sample, store):
    def key(samples=one_sample, settings=LEARN, seed=0, store=store):
        return key_of(learn_by_rate, samples=samples, settings=settings, seed=seed, store=store)

    changes = [{"epochs": 2}, {"rates": (0.5,)}, {"batch_size": 7}]
    keys = {key(), key(replace(one_sample, digest="f" * 64)), key(seed=1)}
    keys |= {key(settings=LEARN.model_copy(update=change)) for change in changes}
    assert len(keys) == 3 + len(changes)
    moved = replace(one_sample, location="memory://elsewhere")
    assert key(moved, store=Store(url="memory://other")) == key()


def test_numbers_are_stored_as_a_table(one_sample, store, monkeypatch):
    def numbers(samples, settings, seed):
        return [number("learning rate", samples["label"][0].as_py(), "b", settings.epochs, seed)]

    monkeypatch.setattr(learn, "rate_numbers", numbers)
    found = read_table(learn_by_rate.fn(one_sample, LEARN, 7, store), Study)
    assert found.to_pylist() == [number("learning rate", "A", "b", 1, 7)]

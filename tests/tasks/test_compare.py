"""Stage compare: goes by samples, and by epochs and seed or by the model."""

from dataclasses import replace

from schemas.study import Study
from tasks import compare
from tasks.artifacts import Store, read_table
from tasks.compare import compare_shipped, compare_trained
from tasks.study.numbers import number


def test_training_goes_by_samples_epochs_and_seed(key_of, one_sample, store):
    def key(samples=one_sample, epochs=None, seed=0, store=store):
        return key_of(compare_trained, samples=samples, epochs=epochs, seed=seed, store=store)

    other = replace(one_sample, digest="f" * 64)
    assert len({key(), key(other), key(epochs=1), key(seed=1)}) == 4
    assert key(store=Store(url="memory://other")) == key()


def test_reading_goes_by_samples_and_model(key_of, one_sample, small_model, store, tmp_path):
    def key(samples=one_sample, model=small_model):
        return key_of(compare_shipped, samples=samples, model=model, store=store)

    other = replace(one_sample, digest="f" * 64)
    another = small_model.model_copy(update={"digest": "e" * 64})
    assert len({key(), key(other), key(model=another)}) == 3
    assert key(model=small_model.model_copy(update={"path": tmp_path})) == key()


def test_training_is_stored_as_a_table(one_sample, store, monkeypatch):
    def numbers(samples, epochs, seed):
        return [number("comparison", samples["label"][0].as_py(), "b", epochs, seed)]

    monkeypatch.setattr(compare, "trained_numbers", numbers)
    found = read_table(compare_trained.fn(one_sample, 3, 7, store), Study)
    assert found.to_pylist() == [number("comparison", "A", "b", 3, 7)]


def test_a_model_is_read_from_its_file(one_sample, small_model, store, monkeypatch):
    def numbers(samples, recogniser):
        return [number("comparison", recogniser.alphabet, "b", samples.num_rows)]

    monkeypatch.setattr(compare, "shipped_numbers", numbers)
    found = read_table(compare_shipped.fn(one_sample, small_model, store), Study)
    assert found.to_pylist() == [number("comparison", small_model.alphabet, "b", 1)]

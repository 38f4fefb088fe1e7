"""Stage load: a data set goes by its content, and is loaded whole."""

import shutil

import numpy as np
import pytest
from PIL import Image

from schemas.errors import DatasetError
from schemas.samples import Samples
from tasks.artifacts import Store, read_table
from tasks.load import load_samples


@pytest.fixture
def data_set(tmp_path):
    """A folder of pictures: two of A, one of 7."""
    picture = np.full((8, 8), 255, np.uint8)
    for place, name in enumerate(("A/0", "A/1", "7/0")):
        path = tmp_path / "set" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture[2:6, place + 1] = 0
        Image.fromarray(picture).save(path)
    return tmp_path / "set"


@pytest.fixture
def key(key_of, store):
    def of(spec, alphabet="A7", seed=0, store=store):
        return key_of(load_samples, spec=str(spec), alphabet=alphabet, seed=seed, store=store)

    return of


def test_key_holds_content_and_seed_and_what_is_drawn(key, data_set, tmp_path):
    keys = {key(data_set), key(data_set, seed=1), key("synthetic:9"), key("synthetic:9", "A")}
    assert len(keys | {key("synthetic:8")}) == 5
    assert key(data_set, "A") in keys
    shutil.copytree(data_set, tmp_path / "moved" / "set")
    assert key(tmp_path / "moved" / "set", store=Store(url="memory://other")) in keys
    (data_set / "A" / "1.png").unlink()
    assert key(data_set) not in keys


def test_samples_outside_the_alphabet_are_there_all_the_same(data_set, store):
    samples = read_table(load_samples.fn(str(data_set), "A", 0, store), Samples)
    assert samples["label"].to_pylist() == ["7", "A", "A"]
    assert set(samples["source"].to_pylist()) == {"set"}


def test_synthetic_samples_depend_on_the_seed_alone(store):
    drawn = [load_samples.fn("synthetic:4", "AB", seed, store).digest for seed in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_what_is_not_there_is_named(key, store):
    with pytest.raises(DatasetError, match="gone"):
        load_samples.fn("gone", "A", 0, store)
    with pytest.raises(DatasetError, match="gone"):
        key("gone")

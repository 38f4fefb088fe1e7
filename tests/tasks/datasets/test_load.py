"""Specifications: each form is recognised, hashed by content, and the development sets load."""

import gzip
import json
import shutil
import struct

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from schemas.errors import DatasetError
from tasks.datasets.load import dataset_digest, load_dataset
from tasks.datasets.samples import describe


@pytest.fixture
def sets(tmp_path):
    """A small data set of every form, by the folder `tmp_path / "sets"`."""
    base = tmp_path / "sets"
    (base / "pics" / "A").mkdir(parents=True)
    bar = np.full((8, 8), 255, np.uint8)
    bar[1:7, 3] = 0
    Image.fromarray(bar).save(base / "pics" / "A" / "0.png")
    savemat(base / "n.mat", {"test_data": np.ones((1, 1024)), "test_labels": np.eye(36)[:1]})
    for what, shape in (("images-idx3", (1, 2, 2)), ("labels-idx1", (1,))):
        content = bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)
        content += b"\1" * int(np.prod(shape))
        (base / f"m-{what}-ubyte.gz").write_bytes(gzip.compress(content, mtime=0))
    (base / "pens.json").write_text(json.dumps({"L": [[[[0, 0], [0, 9], [5, 9]]]]}))
    (base / "list.csv").write_text("image,label\npics/A/0.png,A\n")
    return base


SPECS = ["pics", "n.mat", "m", "m-images-idx3-ubyte.gz", "pens.json", "list.csv"]


@pytest.mark.parametrize(("spec", "label"), list(zip(SPECS, "AA11LA", strict=True)))
def test_every_form_is_recognised(sets, spec, label):
    assert load_dataset(str(sets / spec))["label"].to_pylist() == [label]


def test_synthetic_sets_are_drawn_of_the_alphabet():
    table = load_dataset("synthetic:6", seed=3, alphabet="XY")
    assert table.num_rows == 6
    assert set(table["label"].to_pylist()) == {"X", "Y"}


def test_seed_reaches_the_drawn_forms(sets):
    spec = str(sets / "pens.json")
    assert not load_dataset(spec, seed=1).equals(load_dataset(spec, seed=2))


def test_missing_and_unknown_files_are_named(tmp_path):
    with pytest.raises(DatasetError, match=r"gone\.mat: no such file or folder"):
        load_dataset(str(tmp_path / "gone.mat"))
    (tmp_path / "notes.txt").write_text("no data")
    with pytest.raises(DatasetError, match=r"notes\.txt: of no known form"):
        load_dataset(str(tmp_path / "notes.txt"))


@pytest.mark.parametrize("spec", SPECS)
def test_digest_is_that_of_the_content_wherever_it_lies(sets, tmp_path, spec):
    moved = tmp_path / "elsewhere"
    shutil.copytree(sets, moved)
    assert dataset_digest(str(sets / spec)) == dataset_digest(str(moved / spec))
    assert len(dataset_digest(str(sets / spec))) == 64


@pytest.mark.parametrize(
    ("spec", "changed"),
    [
        ("pics", "pics/A/0.png"),
        ("list.csv", "pics/A/0.png"),
        ("m", "m-labels-idx1-ubyte.gz"),
        ("pens.json", "pens.json"),
    ],
)
def test_digest_changes_with_any_file_of_the_set(sets, spec, changed):
    before = dataset_digest(str(sets / spec))
    content = bytearray((sets / changed).read_bytes())
    content[-1] ^= 1
    (sets / changed).write_bytes(bytes(content))
    assert dataset_digest(str(sets / spec)) != before


def test_digest_changes_when_a_class_is_renamed(sets):
    before = dataset_digest(str(sets / "pics"))
    (sets / "pics" / "A").rename(sets / "pics" / "B")
    assert dataset_digest(str(sets / "pics")) != before


def test_digest_of_missing_and_synthetic_sets(tmp_path):
    assert dataset_digest("synthetic:5") != dataset_digest("synthetic:6")
    with pytest.raises(DatasetError, match="no such file"):
        dataset_digest(str(tmp_path / "gone.mat"))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "samples", "classes", "writers", "split"),
    [
        ("az_nist.parquet", 5909, 26, 0, "train"),
        ("mnist_dev", 8000, 10, 0, "train"),
        ("photo62", 3985, 62, 0, "train"),
        ("chars74k_strokes.json", 3410, 62, 55, "train"),
        ("nist26_dev.mat", 650, 26, 0, "validation"),
        ("alumno_caps.parquet", 6439, 26, 25, "train"),
    ],
)
def test_development_sets_load_whole(shared_data, name, samples, classes, writers, split):
    held = describe(load_dataset(str(shared_data / "glyphs" / name)))
    assert held["samples"] == samples
    assert len(held["classes"]) == classes
    assert held["writers"] == writers
    assert held["splits"] == {split: samples}


def test_names_that_no_file_can_have_are_told(tmp_path):
    path = tmp_path / "set.csv"
    path.write_bytes(b"label,image\nA,\x00.png\n")
    with pytest.raises(DatasetError, match="no file has such a name"):
        dataset_digest(str(path))

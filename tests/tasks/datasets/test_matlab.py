"""MATLAB files: arrays that are not what they say are refused before they are read."""

import io
import struct
import zlib

import numpy as np
import pytest
from scipy.io import savemat

from tasks.datasets.matlab import expect_numbers

NUMBERS = {"train_data": np.arange(6.0).reshape(2, 3), "train_labels": np.eye(2, dtype=np.uint8)}


def saved(content, *, packed=False, form="5"):
    file = io.BytesIO()
    savemat(file, content, format=form, do_compression=packed)
    return file.getvalue()


def expect(path, content, names=("train_data", "train_labels")):
    path.write_bytes(content)
    expect_numbers(path, names)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "set.mat"


@pytest.mark.parametrize("packed", [True, False])
def test_arrays_of_numbers_are_expected(path, packed):
    expect(path, saved(NUMBERS, packed=packed))
    expect(path, saved(NUMBERS | {"x": np.int16([[5]]), "note": "text"}, packed=packed))
    expect(path, saved({"train_data": np.zeros((0, 5), np.float32)}, packed=packed))


def test_files_of_level_4_are_not_looked_at(path):
    expect(path, saved(NUMBERS, form="4"))


@pytest.mark.parametrize(
    "other", ["text", np.array([1j]), {"a": 1.0}, np.array(["a", 1], dtype=object)]
)
def test_other_arrays_are_refused_if_they_are_asked_for(path, other):
    content = saved({"train_data": other})
    expect(path, content, names=["train_labels"])
    with pytest.raises(ValueError, match="train_data"):
        expect(path, content)


@pytest.mark.parametrize("kind", [0, 8, 14, 77])
def test_numbers_of_no_known_type_are_refused(path, kind):
    """SciPy would end the process on these."""
    content = saved({"train_data": NUMBERS["train_data"]})
    numbers = struct.pack("<II", 9, 48)
    assert content.count(numbers) == 1
    with pytest.raises(ValueError, match="does not hold the numbers"):
        expect(path, content.replace(numbers, struct.pack("<II", kind, 48)))


@pytest.mark.parametrize("kept", [150, 180, 200])
def test_arrays_that_are_cut_off_are_refused(path, kept):
    with pytest.raises(ValueError, match="longer than the file"):
        expect(path, saved({"train_data": NUMBERS["train_data"]})[:kept])


def test_what_is_packed_has_to_be_an_array(path):
    head = saved(NUMBERS)[:128]
    body = zlib.compress(struct.pack("<II", 9, 8) + bytes(8))
    with pytest.raises(ValueError, match="type 9"):
        expect(path, head + struct.pack("<II", 15, len(body)) + body)

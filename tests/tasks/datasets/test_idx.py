"""IDX files, of MNIST and of EMNIST's divisions."""

import gzip
import struct

import numpy as np
import pytest

from schemas.alphabet import CAPITALS, DIGITS, LOWER_CASE
from schemas.errors import DatasetError
from tasks.datasets.idx import find_idx, load_idx
from tasks.datasets.samples import pictures

IMAGES = np.random.default_rng(0).integers(0, 256, (3, 5, 4), np.uint8)


def packed(array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(np.uint8).tobytes()


def write_pair(folder, prefix, images, labels, suffix=".gz"):
    for what, array in (("images-idx3", images), ("labels-idx1", np.array(labels))):
        path = folder / f"{prefix}-{what}-ubyte{suffix}"
        content = packed(array)
        path.write_bytes(gzip.compress(content) if suffix else content)
    return folder / f"{prefix}-images-idx3-ubyte{suffix}"


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_mnist_pair_by_file_and_by_prefix(tmp_path, suffix):
    path = write_pair(tmp_path, "train", IMAGES, [7, 0, 9], suffix)
    table = load_idx(path)
    assert table["label"].to_pylist() == ["7", "0", "9"]
    assert set(table["split"].to_pylist()) == {"train"}
    assert set(table["source"].to_pylist()) == {"train"}
    np.testing.assert_array_equal(pictures(table), IMAGES)
    assert load_idx(tmp_path / "train").equals(table)


def test_packed_images_may_stand_beside_plain_labels(tmp_path):
    path = write_pair(tmp_path, "train", IMAGES, [1, 2, 3], ".gz")
    labels = tmp_path / "train-labels-idx1-ubyte.gz"
    labels.with_suffix("").write_bytes(gzip.decompress(labels.read_bytes()))
    labels.unlink()
    assert load_idx(path)["label"].to_pylist() == ["1", "2", "3"]


def test_test_halves_are_for_testing(tmp_path):
    write_pair(tmp_path, "t10k", IMAGES, [1, 2, 3])
    assert set(load_idx(tmp_path / "t10k")["split"].to_pylist()) == {"test"}


def test_common_prefix_loads_both_halves_of_emnist_upright(tmp_path):
    stored = IMAGES.transpose(0, 2, 1)
    write_pair(tmp_path, "emnist-letters-train", stored, [1, 26, 2])
    write_pair(tmp_path, "emnist-letters-test", stored, [3, 3, 3])
    table = load_idx(tmp_path / "emnist-letters")
    assert table["label"].to_pylist() == ["C", "C", "C", "A", "Z", "B"]
    assert table["split"].to_pylist() == ["test"] * 3 + ["train"] * 3
    assert set(table["source"].to_pylist()) == {"emnist-letters"}
    np.testing.assert_array_equal(pictures(table), np.concatenate([IMAGES, IMAGES]))


MERGED = DIGITS + CAPITALS + "abdefghnqrt"


@pytest.mark.parametrize(
    ("division", "first", "characters"),
    [
        ("digits", 0, DIGITS),
        ("mnist", 0, DIGITS),
        ("letters", 1, CAPITALS),
        ("balanced", 0, MERGED),
        ("bymerge", 0, MERGED),
        ("byclass", 0, DIGITS + CAPITALS + LOWER_CASE),
    ],
)
def test_labels_of_emnist_divisions(tmp_path, division, first, characters):
    numbers = np.arange(first, first + len(characters))
    images = np.zeros((len(numbers), 2, 2), np.uint8)
    path = write_pair(tmp_path, f"emnist-{division}-train", images, numbers)
    assert "".join(load_idx(path)["label"].to_pylist()) == characters
    beyond = write_pair(tmp_path, f"emnist-{division}-test", images, numbers + 1)
    with pytest.raises(DatasetError, match="stands for no character"):
        load_idx(beyond)


def test_emnist_without_division_has_no_meaning(tmp_path):
    path = write_pair(tmp_path, "emnist-train", IMAGES, [1, 2, 3])
    with pytest.raises(DatasetError, match="does not say which"):
        load_idx(path)


def test_labels_of_mnist_are_digits(tmp_path):
    path = write_pair(tmp_path, "train", IMAGES, [1, 2, 10])
    with pytest.raises(DatasetError, match="label 10 stands for no character"):
        load_idx(path)


def test_missing_labels_are_named(tmp_path):
    path = write_pair(tmp_path, "train", IMAGES, [1, 2, 3])
    (tmp_path / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DatasetError, match=r"its labels, train-labels-idx1-ubyte\.gz, are not"):
        load_idx(path)


def test_counts_must_agree(tmp_path):
    path = write_pair(tmp_path, "train", IMAGES, [1, 2])
    with pytest.raises(DatasetError, match=r"3 images but .* 2 labels"):
        load_idx(path)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda content: content[:-1], "fewer bytes"),
        (lambda content: content + b"x", "more bytes"),
        (lambda content: content[:9], "ends within its header"),
        (lambda content: b"\x00\x00\x0d\x03" + content[4:], "begins with 00 00 0d 03"),
        (lambda content: b"", "begins with"),
        (lambda content: content[:4] + b"\xff" * 12, "declares"),
        (lambda content: content[:4] + b"\0" * 12, "which is empty"),
    ],
)
def test_damaged_files_are_named(tmp_path, damage, message):
    path = write_pair(tmp_path, "train", IMAGES, [1, 2, 3], "")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DatasetError, match=rf"train-images-idx3-ubyte.*{message}"):
        load_idx(path)


def test_truncated_and_false_gzip_are_named(tmp_path):
    path = write_pair(tmp_path, "train", IMAGES, [1, 2, 3])
    whole = path.read_bytes()
    for content in (whole[:-12], b"no gzip at all", whole[:30] + b"\0\0\0" + whole[33:]):
        path.write_bytes(content)
        with pytest.raises(DatasetError, match=r"train-images-idx3-ubyte\.gz"):
            load_idx(path)


def test_nothing_found(tmp_path):
    assert find_idx(tmp_path / "gone") == []
    assert find_idx(tmp_path) == []
    with pytest.raises(DatasetError, match="no such files"):
        load_idx(tmp_path / "gone")

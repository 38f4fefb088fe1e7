"""MATLAB files of NIST characters."""

import numpy as np
import pytest
from scipy.io import savemat

from schemas.errors import DatasetError
from tasks.datasets.mat import load_mat
from tasks.datasets.samples import pictures

RNG = np.random.default_rng(0)


def part(numbers, columns):
    """Pictures with a black dot at row 3, column = the class's number."""
    images = np.ones((len(numbers), 32, 32))
    for image, number in zip(images, numbers, strict=True):
        image[3, number % 32] = 0
    data = np.stack([image.reshape(-1, order="F") for image in images])
    return data, np.eye(columns, dtype=np.uint8)[numbers]


def written(path, **content):
    savemat(path, content)
    return path


def test_all_parts_become_splits(tmp_path):
    content = {}
    for name, numbers in {"train": [0, 35], "valid": [26], "test": [25]}.items():
        content[f"{name}_data"], content[f"{name}_labels"] = part(numbers, 36)
    table = load_mat(written(tmp_path / "nist36.mat", **content))
    assert table["label"].to_pylist() == ["A", "9", "0", "Z"]
    assert table["split"].to_pylist() == ["train", "train", "validation", "test"]
    assert table["kind"].to_pylist() == ["letter", "digit", "digit", "letter"]
    assert set(table["source"].to_pylist()) == {"nist36"}
    for picture, number in zip(pictures(table), [0, 35, 26, 25], strict=True):
        assert picture.shape == (32, 32)
        assert np.argwhere(picture == 255).tolist() == [[3, number % 32]]
        assert picture.sum() == 255


def test_one_part_of_26_classes_with_overshooting_greys(tmp_path):
    data, labels = part([4], 26)
    data[0, 0], data[0, 1] = 1.3, -0.2
    table = load_mat(written(tmp_path / "n.mat", valid_data=data, valid_labels=labels))
    assert table["label"].to_pylist() == ["E"]
    picture = pictures(table)[0]
    assert (picture[0, 0], picture[1, 0]) == (0, 255)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"train_labels": None}, "labels are missing"),
        ({"train_data": None}, "data are missing"),
        ({"train_data": np.ones((2, 1000))}, r"data of shape \(2, 1000\)"),
        ({"train_labels": np.eye(30, dtype=np.uint8)[:2]}, r"labels of shape \(2, 30\)"),
        ({"train_labels": np.eye(26, dtype=np.uint8)[:1]}, "for 2 pictures"),
        ({"train_labels": np.ones((2, 26), np.uint8)}, "not one-hot"),
        ({"train_data": None, "train_labels": None, "other": RNG.random(3)}, "holds none of"),
    ],
)
def test_wrong_content_is_named(tmp_path, change, message):
    data, labels = part([1, 2], 26)
    content = {"train_data": data, "train_labels": labels} | change
    path = written(tmp_path / "n.mat", **{k: v for k, v in content.items() if v is not None})
    with pytest.raises(DatasetError, match=message):
        load_mat(path)


def test_damaged_file_is_named(tmp_path):
    path = tmp_path / "n.mat"
    path.write_bytes(b"MATLAB 5.0 MAT-file, but not really" * 9)
    with pytest.raises(DatasetError, match=r"n\.mat: cannot be read.*expected"):
        load_mat(path)

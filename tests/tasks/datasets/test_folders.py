"""Folders of images, a folder a class."""

import numpy as np
import pytest
from PIL import Image

from schemas.errors import DatasetError
from tasks.datasets.folders import image_files, load_folders
from tasks.datasets.samples import pictures


def draw(path, *, column=4, white_paper=True, size=12):
    pixels = np.zeros((size, size), np.uint8)
    pixels[2:-2, column] = 255
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(255 - pixels if white_paper else pixels).save(path)
    return pixels


def test_classes_of_all_names_and_both_polarities(tmp_path):
    data = tmp_path / "hands"
    expected = [
        draw(data / "A" / "0.png", column=3),
        draw(data / "A" / "1.png", column=4, white_paper=False, size=20),
        draw(data / "Sample012" / "x.bmp", column=5),
        draw(data / "lower_b" / "deep" / "x.png", column=6),
    ]
    table = load_folders(data)
    assert table["label"].to_pylist() == ["A", "A", "B", "b"]
    assert set(table["source"].to_pylist()) == {"hands"}
    for picture, drawn in zip(pictures(table), expected, strict=True):
        np.testing.assert_array_equal(picture, drawn)


def test_folders_of_splits_around_those_of_classes(tmp_path):
    draw(tmp_path / "train" / "A" / "0.png")
    draw(tmp_path / "val" / "B" / "0.png")
    draw(tmp_path / "Test" / "B" / "0.png")
    table = load_folders(tmp_path)
    by_split = dict(zip(table["split"].to_pylist(), table["label"].to_pylist(), strict=True))
    assert by_split == {"train": "A", "validation": "B", "test": "B"}


def test_hidden_and_other_files_are_left_out(tmp_path):
    draw(tmp_path / "A" / "0.png")
    draw(tmp_path / ".cache" / "0.png")
    draw(tmp_path / "__MACOSX" / "A" / "0.png")
    draw(tmp_path / "A" / ".0.png")
    (tmp_path / "A" / "notes.txt").write_text("no image")
    assert image_files(tmp_path) == [tmp_path / "A" / "0.png"]
    assert load_folders(tmp_path).num_rows == 1


@pytest.mark.parametrize("name", ["cats/0.png", "0.png", "train/0.png", "train/cats/0.png"])
def test_folder_that_names_no_class_is_named(tmp_path, name):
    draw(tmp_path / name)
    with pytest.raises(DatasetError, match=f"{name.removesuffix('/0.png')}: names no class"):
        load_folders(tmp_path)


def test_damaged_image_is_named(tmp_path):
    draw(tmp_path / "A" / "0.png")
    (tmp_path / "A" / "1.png").write_bytes(b"broken")
    with pytest.raises(DatasetError, match=r"A/1\.png: cannot be decoded"):
        load_folders(tmp_path)


def test_empty_folder_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="no images found"):
        load_folders(tmp_path)

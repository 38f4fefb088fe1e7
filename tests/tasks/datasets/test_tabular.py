"""Parquet and CSV tables of characters."""

import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from schemas.errors import DatasetError
from tasks.datasets.samples import pictures
from tasks.datasets.tabular import csv_images, load_csv, load_parquet


def drawn(column=4, size=12):
    pixels = np.zeros((size, size), np.uint8)
    pixels[2:-2, column] = 255
    return pixels


def png(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def write_parquet(path, columns, metadata=None):
    pq.write_table(pa.table(columns).replace_schema_metadata(metadata), path)
    return path


IMAGES = [png(drawn(3)), png(255 - drawn(5, 16)), png(drawn(6))]


def test_parquet_with_bytes_texts_and_writers(tmp_path):
    path = write_parquet(
        tmp_path / "caps.parquet",
        {"image": IMAGES, "label": ["A", "lower_b", "7"], "writer": ["ann", "bob", None]},
    )
    table = load_parquet(path)
    assert table["label"].to_pylist() == ["A", "b", "7"]
    assert table["writer"].to_pylist() == ["ann", "bob", ""]
    assert set(table["source"].to_pylist()) == {"caps"}
    for picture, expected in zip(pictures(table), [drawn(3), drawn(5, 16), drawn(6)], strict=True):
        np.testing.assert_array_equal(picture, expected)


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary()])
def test_parquet_as_hugging_face_stores_it(tmp_path, kind):
    image = pa.array(
        [{"bytes": content, "path": None} for content in IMAGES],
        pa.struct([("bytes", kind), ("path", pa.string())]),
    )
    names = {"info": {"features": {"label": {"names": ["0", "X", "lower_y"]}}}}
    path = write_parquet(
        tmp_path / "hf.parquet",
        {"image": image, "label": [1, 0, 2], "split": ["train", "test", "Validation"]},
        {"huggingface": json.dumps(names)},
    )
    table = load_parquet(path)
    assert table["label"].to_pylist() == ["X", "0", "y"]
    assert table["split"].to_pylist() == ["train", "test", "validation"]


@pytest.mark.parametrize(
    ("labels", "characters"),
    [
        ([0, 9, 1], "091"),
        ([0, 10, 25], "AKZ"),
        (["5", "A", "z"], "5Az"),
        (pa.array(["5", "A", "z"]).dictionary_encode(), "5Az"),
    ],
)
def test_rules_for_labels(tmp_path, labels, characters):
    path = write_parquet(tmp_path / "x.parquet", {"image": IMAGES, "label": labels})
    assert "".join(load_parquet(path)["label"].to_pylist()) == characters


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"image": IMAGES, "name": ["a"] * 3}, "has the columns image, name"),
        ({"image": IMAGES, "label": [0, 3, 40]}, "labels from 0 to 40"),
        ({"image": IMAGES, "label": ["A", None, "B"]}, "1 labels are missing"),
        ({"image": IMAGES, "label": ["A", "cat", "B"]}, "label 'cat' names no class"),
        ({"image": [1, 2, 3], "label": ["A"] * 3}, "column image is of type int64"),
        ({"image": [IMAGES[0], None], "label": ["A"] * 2}, "column image has gaps"),
        ({"image": [IMAGES[0], b"x"], "label": ["A"] * 2}, "row 1: cannot be decoded"),
        ({"image": IMAGES, "label": ["A"] * 3, "split": ["train", "odd", "test"]}, "split 'odd'"),
        ({"image": pa.array([], pa.binary()), "label": pa.array([], pa.string())}, "no samples"),
    ],
)
def test_wrong_parquet_is_named(tmp_path, columns, message):
    path = write_parquet(tmp_path / "x.parquet", columns)
    with pytest.raises(DatasetError, match=message):
        load_parquet(path)


def test_stored_names_must_cover_the_labels(tmp_path):
    names = {"info": {"features": {"label": {"names": ["A", "B"]}}}}
    path = write_parquet(
        tmp_path / "x.parquet",
        {"image": IMAGES, "label": [0, 1, 2]},
        {"huggingface": json.dumps(names)},
    )
    with pytest.raises(DatasetError, match="without a name"):
        load_parquet(path)


def test_damaged_parquet_is_named(tmp_path):
    path = write_parquet(tmp_path / "x.parquet", {"image": IMAGES, "label": list("ABC")})
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DatasetError, match=r"x\.parquet: cannot be read"):
        load_parquet(path)


def flat_csv(path, images, labels, *, header):
    lines = [f"{label}," + ",".join(map(str, image.ravel())) for image, label in
             zip(images, labels, strict=True)]  # fmt: skip
    if header:
        lines.insert(0, "label," + ",".join(f"pixel{n}" for n in range(images[0].size)))
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("white", [True, False])
def test_csv_of_pixels_with_and_without_names(tmp_path, header, white):
    images = [drawn(column) for column in (3, 5, 7)]
    stored = [255 - image if white else image for image in images]
    path = flat_csv(tmp_path / "az.csv", stored, [0, 25, 3], header=header)
    table = load_csv(path)
    assert table["label"].to_pylist() == ["A", "Z", "D"]
    np.testing.assert_array_equal(pictures(table), images)
    assert csv_images(path) == []


def test_csv_of_paths_and_texts(tmp_path):
    (tmp_path / "pics").mkdir()
    for name, column in (("1.png", 3), ("2.png", 6)):
        (tmp_path / "pics" / name).write_bytes(png(255 - drawn(column)))
    path = tmp_path / "list.csv"
    path.write_text('"Image","Label",writer\npics/1.png,A,7\npics/2.png,lower_q,8\n')
    table = load_csv(path)
    assert table["label"].to_pylist() == ["A", "q"]
    assert table["writer"].to_pylist() == ["7", "8"]
    np.testing.assert_array_equal(pictures(table), [drawn(3), drawn(6)])
    assert csv_images(path) == [tmp_path / "pics" / "1.png", tmp_path / "pics" / "2.png"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("image,label\ngone.png,A\n", r"x\.csv, gone\.png: cannot be read"),
        ("label,a,b\nA,1,2\n", "2 columns beside the label make no square"),
        ("label,p\nA,1,2\n", "cannot be read"),
        ("", "cannot be read"),
        ("label," + ",".join(f"p{n}" for n in range(64)) + "\nA" + ",300" * 64, "column p0"),
        ("label," + ",".join(f"p{n}" for n in range(64)) + "\nA" + ",x" * 64, "column p0"),
        ("label," + ",".join(f"p{n}" for n in range(64)) + "\nA," + ",1" * 63, "column p0"),
        ("label," + ",".join(f"p{n}" for n in range(64)) + "\n?!" + ",1" * 64, r"label '\?!'"),
    ],
)
def test_wrong_csv_is_named(tmp_path, text, message):
    path = tmp_path / "x.csv"
    path.write_text(text)
    with pytest.raises(DatasetError, match=message):
        load_csv(path)

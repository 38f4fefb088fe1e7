"""Pen strokes, drawn."""

import json

import numpy as np
import pytest

from model.preprocess import stroke_widths
from schemas.errors import DatasetError
from tasks.datasets.strokes import draw_strokes, load_strokes

UPRIGHT = [[[100, 0], [100, 200]]]
CORNER = [[[0, 0], [0, 100]], [[0, 100], [60, 100]]]


def write(path, content):
    path.write_text(json.dumps(content))
    return path


def test_labels_writers_and_order(tmp_path):
    path = write(tmp_path / "pens.json", {"b": [UPRIGHT], "L": [CORNER, None, CORNER], "1": [[]]})
    table = load_strokes(path)
    assert table["label"].to_pylist() == ["L", "L", "b"]
    assert table["writer"].to_pylist() == ["001", "003", "001"]
    assert set(table["source"].to_pylist()) == {"pens"}


def test_seed_decides_pens(tmp_path):
    path = write(tmp_path / "pens.json", {"L": [CORNER] * 5})
    one = load_strokes(path, seed=1)
    assert one.equals(load_strokes(path, seed=1))
    assert not one.equals(load_strokes(path, seed=2))
    assert len(set(one["height"].to_pylist())) > 1


def test_strokes_are_drawn_upright_and_in_place():
    picture = draw_strokes([np.array(stroke, float) for stroke in CORNER], side=40, pen=4)
    assert picture.dtype == np.uint8
    assert picture.max() == 255
    assert not picture[0].any()
    assert not picture[:, 0].any()
    rows, columns = np.nonzero(picture > 127)
    assert np.ptp(rows) + 1 == pytest.approx(44, abs=1)
    assert np.ptp(columns) + 1 == pytest.approx(28, abs=1)
    middle = picture[picture.shape[0] // 2]
    assert middle[: len(middle) // 2].any()
    assert not middle[len(middle) // 2 :].any()


@pytest.mark.parametrize("pen", [2, 4, 7])
def test_pen_has_its_width(pen):
    picture = draw_strokes([np.array(UPRIGHT[0], float)], side=60, pen=pen) / np.float32(255)
    assert stroke_widths(np.pad(picture, 1)[None])[0] == pytest.approx(pen, rel=0.15)


def test_a_dot_is_drawn():
    picture = draw_strokes([np.array([[5.0, 5.0]])], side=30, pen=4)
    assert (picture > 127).sum() == pytest.approx(np.pi * 4, rel=0.3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([1, 2], "no object with keys"),
        ({}, "no object with keys"),
        ({"Sample999": [CORNER]}, "key 'Sample999'"),
        ({"A": 3}, "key 'A'"),
        ({"A": [CORNER], "upper_A": [CORNER]}, "key 'upper_A'"),
        ({"A": [[[1, 2]]]}, "'A' of writer 1: is no list"),
        ({"A": [CORNER, [[[1, 2], [3]]]]}, "'A' of writer 2: is no list"),
        ({"A": [[[["x", "y"]]]]}, "is no list"),
        ({"A": [7]}, "is no list"),
        ({"A": [None]}, "no samples"),
    ],
)
def test_wrong_content_is_named(tmp_path, content, message):
    with pytest.raises(DatasetError, match=message):
        load_strokes(write(tmp_path / "pens.json", content))


def test_infinite_points_and_broken_json_are_named(tmp_path):
    path = tmp_path / "pens.json"
    for content in ('{"A": [[[[1e999, 0], [0, 0]]]]}', '{"A": ', "[" * 100_000):
        path.write_text(content)
        with pytest.raises(DatasetError, match=r"pens\.json"):
            load_strokes(path)

"""Rows: glyph tables become rows, words and baselines."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.glyphs import Glyphs
from schemas.rows import Rows
from schemas.settings import RowSettings
from schemas.validation import empty_table, table_of, validated
from tasks.layout.rows import cluster_rows, row_height, white_between

PAGE = "f" * 32


def table(boxes):
    """A glyph table of level boxes, which are page boxes too."""
    size = np.ceil(np.array(boxes).max(axis=0))[2:].astype(int) + 5
    return table_of(
        Glyphs,
        [
            {
                "page_id": PAGE,
                "glyph": number,
                "top": int(top),
                "left": int(left),
                "bottom": int(np.ceil(bottom)),
                "right": int(np.ceil(right)),
                "page_height": int(size[0]),
                "page_width": int(size[1]),
                "level_top": float(top),
                "level_left": float(left),
                "level_bottom": float(bottom),
                "level_right": float(right),
                "ink": 10.0,
                "height": 1,
                "width": 1,
                "pixels": [255],
            }
            for number, (top, left, bottom, right) in enumerate(boxes)
        ],
    )


def line(text, top=100.0, height=40.0, left=20.0):
    """Boxes for a line of text: letters 0.6 wide, 0.2 apart, words 1.0 apart, in heights."""
    boxes = []
    for character in text:
        if character == " ":
            left += 0.8 * height
        else:
            boxes.append((top, left, top + height, left + 0.6 * height))
            left += 0.8 * height
    return boxes


def rows_of(boxes, **changes):
    return cluster_rows(table(boxes), RowSettings(**changes))


def test_rows_words_and_order():
    boxes = line("TO DO LIST", 20.0) + line("NAP", 180.0) + line("MAKE IT", 100.0)
    rows = rows_of(boxes)
    assert [np.bincount(words).tolist() for words in rows["words"].to_pylist()] == [
        [2, 2, 4],
        [4, 2],
        [3],
    ]
    assert rows["glyphs"].to_pylist() == [list(range(8)), list(range(11, 17)), [8, 9, 10]]
    assert rows["baseline"].to_pylist() == pytest.approx([60.0, 140.0, 220.0])
    assert rows["slope"].to_pylist() == pytest.approx([0.0] * 3)
    assert rows["text_height"].to_pylist() == pytest.approx([40.0] * 3)


def test_boxes_surround_the_row():
    row = rows_of(line("AB", 50.0))
    assert [row[side][0].as_py() for side in ("top", "left", "bottom", "right")] == [50, 20, 90, 76]


def test_specks_stand_in_no_row():
    boxes = [*line("MAKE IT", 100.0), (136.0, 205.0, 141.0, 210.0)]
    rows = rows_of(boxes)
    assert rows["glyphs"].to_pylist() == [list(range(6))]


def test_letters_much_smaller_than_their_row_stand_in_it():
    boxes = [*line("MAKE IT", 100.0), (127.0, 244.0, 140.0, 254.0)]
    assert rows_of(boxes)["glyphs"].to_pylist() == [list(range(7))]


def test_no_glyphs_no_rows():
    rows = cluster_rows(empty_table(Glyphs), RowSettings())
    assert rows.num_rows == 0
    assert rows.schema.names == list(Rows.to_schema().columns)


def test_the_setting_joins_words():
    boxes = line("TO DO LIST")
    assert max(rows_of(boxes)["words"][0].as_py()) == 2
    assert max(rows_of(boxes, word_gap=2.5)["words"][0].as_py()) == 0


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 40), st.integers(0, 2**32 - 1), st.sampled_from([0.5, 2.0, 4.0]))
def test_any_boxes_give_valid_rows_whatever_the_scale(count, seed, scale):
    rng = np.random.default_rng(seed)
    corner = rng.uniform(0, 400, (count, 2)).round()
    boxes = np.concatenate([corner, corner + rng.uniform(2, 60, (count, 2)).round()], axis=1)
    rows = validated(rows_of(boxes), Rows)
    members = [glyph for glyphs in rows["glyphs"].to_pylist() for glyph in glyphs]
    assert len(members) == len(set(members))
    larger = rows_of(boxes * scale)
    assert larger["glyphs"].to_pylist() == rows["glyphs"].to_pylist()
    assert larger["words"].to_pylist() == rows["words"].to_pylist()


def test_the_order_of_the_table_does_not_matter():
    glyphs = table(line("TO DO", 20.0) + line("NAP", 100.0))
    shuffled = glyphs.take(pa.array([5, 1, 6, 0, 3, 2, 4]))
    assert cluster_rows(shuffled, RowSettings()).equals(cluster_rows(glyphs, RowSettings()))


def test_height_is_that_of_the_taller_glyphs():
    boxes = np.array([(0.0, 0.0, h, 10.0) for h in (40, 41, 39, 40, 20, 22)])
    assert 38 < row_height(boxes) <= 41


def test_white_is_measured_in_heights_around_it():
    small, large = line("AB", 100.0, 20.0), line("AB", 80.0, 40.0, left=400.0)
    assert white_between(np.array(small)) == pytest.approx([0.2])
    assert white_between(np.array(large)) == pytest.approx([0.2])


def marked(boxes, marks, **changes):
    rows = rows_of(boxes + marks, small_marks=True, **changes)
    return rows["glyphs"].to_pylist(), rows["words"].to_pylist(), rows


def test_marks_stand_in_their_words():
    boxes = line("NO GO", 20.0)
    comma = (55.0, 46.0 + 33, 66.0, 50.0 + 33)
    hyphen = (38.0, 0.0, 42.0, 8.0)
    glyphs, words, rows = marked(boxes, [comma, hyphen])
    assert glyphs == [[5, 0, 1, 4, 2, 3]]
    assert words == [[0, 0, 0, 0, 1, 1]]
    assert rows["baseline"].to_pylist() == pytest.approx([60.0])
    assert rows["text_height"].to_pylist() == [40.0]
    assert rows["left"].to_pylist() == [0]
    assert rows_of([*boxes, comma, hyphen])["glyphs"].to_pylist() == [[0, 1, 2, 3]]


def test_the_baseline_is_given_where_the_row_begins_be_that_a_mark():
    boxes = [(100.0 + 4 * i, 50.0 * i, 140.0 + 4 * i, 50.0 * i + 30) for i in range(12)]
    plain = rows_of([(top, left + 40, bottom, right + 40) for top, left, bottom, right in boxes])
    with_mark = [(top, left + 40, bottom, right + 40) for top, left, bottom, right in boxes]
    _, _, rows = marked(with_mark, [(118.0, 0.0, 122.0, 16.0)])
    slope = rows["slope"][0].as_py()
    assert slope == plain["slope"][0].as_py() > 0.05
    expected = plain["baseline"][0].as_py() - 40 * slope
    assert rows["baseline"][0].as_py() == pytest.approx(expected, abs=0.01)


def test_a_large_comma_joins_its_row_and_a_letter_of_another_row_does_not():
    boxes = line("MAKE IT", 20.0) + line("A", 100.0)
    glyphs, _, _ = marked(boxes, [(50.0, 260.0, 76.0, 272.0)])
    assert glyphs == [[0, 1, 2, 3, 4, 5, 7], [6]]

"""Small marks are kept where they are asked for, and belong to what they are the dots of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.settings import SegmentSettings
from tasks.segmentation.components import label_ink, measure
from tasks.segmentation.marks import colons, find_marks, is_mark, join_marks, owners
from tasks.segmentation.page import segment_page
from tasks.synthesis.page import CLEAN_STYLE, PageStyle, draw_page
from tasks.synthesis.writer import Writer

HEIGHT = 40.0
#: Top, left, bottom, right about a row whose cap line is 100 and whose baseline is 140.
STEM = (116.0, 200.0, 140.0, 206.0)
WIDE = (116.0, 200.0, 140.0, 224.0)
TALL = (100.0, 200.0, 128.0, 206.0)


def owner(mark, glyph):
    found = owners(np.array([mark]), np.array([glyph]), np.array([HEIGHT]))
    return int(found[0])


@pytest.mark.parametrize(
    ("mark", "glyph", "belongs"),
    [
        ((104.0, 201.0, 109.0, 206.0), STEM, True),  # the dot of an i
        ((104.0, 208.0, 109.0, 213.0), STEM, True),  # of one that leans
        ((104.0, 222.0, 109.0, 227.0), STEM, False),  # of another one
        ((80.0, 201.0, 85.0, 206.0), STEM, False),  # of the row above
        ((100.0, 220.0, 110.0, 224.0), WIDE, False),  # an apostrophe behind an n
        ((135.0, 201.0, 140.0, 206.0), TALL, True),  # the dot of a !
        ((135.0, 212.0, 140.0, 217.0), STEM, False),  # a full stop behind an i
        ((135.0, 228.0, 148.0, 232.0), WIDE, False),  # a comma
        ((120.0, 210.0, 126.0, 214.0), WIDE, True),  # broken ink within a letter
    ],
)
def test_dots_belong_to_what_stands_below_or_above_them(mark, glyph, belongs):
    assert owner(mark, glyph) == (0 if belongs else -1)


def test_no_glyphs_own_nothing():
    assert owners(np.array([STEM]), np.zeros((0, 4)), np.array([HEIGHT])).tolist() == [-1]


def test_two_dots_above_each_other_are_a_colon():
    dots = np.array(
        [
            (116.0, 200.0, 120.0, 204.0),
            (136.0, 201.0, 140.0, 205.0),
            (136.0, 260.0, 140.0, 264.0),
            (118.0, 300.0, 121.0, 320.0),  # a hyphen ...
            (136.0, 308.0, 140.0, 312.0),  # ... is no dot
        ]
    )
    group = colons(dots, np.full(5, HEIGHT))
    assert group[0] == group[1]
    assert len(set(group.tolist())) == 4


@given(st.integers(0, 12), st.integers(0, 2**32 - 1))
def test_groups_are_numbered_from_0_whatever_the_marks(count, seed):
    rng = np.random.default_rng(seed)
    corner = rng.uniform(0, 100, size=(count, 2))
    marks = np.concatenate([corner, corner + rng.uniform(1, 20, size=(count, 2))], axis=1)
    group = colons(marks, np.full(count, HEIGHT))
    assert sorted(set(group.tolist())) == list(range(len(set(group.tolist()))))
    assert np.bincount(group, minlength=1).max(initial=0) <= 2


def test_dots_and_hyphens_have_the_size_of_marks_and_letters_do_not():
    letters = [(100.0, 30.0 * i, 140.0, 30.0 * i + 20) for i in range(12)]
    marks = [(136.0, 365.0, 141.0, 370.0), (118.0, 370.0, 122.0, 390.0)]
    assert is_mark(np.array(letters + marks), HEIGHT).tolist() == [False] * 12 + [True, True]


def test_dirt_is_no_mark():
    ink = np.zeros((60, 200), np.float32)
    for left in range(10, 130, 20):
        ink[10:50, left : left + 5] = 0.8
    ink[46:50, 150:154] = 0.8  # a dot of the pen
    ink[30:31, 160:161] = 0.8  # finer than the pen
    ink[46:50, 170:174] = 0.2  # paler than the letters
    labels = label_ink(ink > 0.1)
    every = measure(labels, ink)
    letters = every.chosen(every.height > 5)
    left, marks = find_marks(every, letters, 40.0, 5.0)
    assert len(left) == 6
    assert marks.left.tolist() == [150]
    joined = join_marks(labels, labels, marks, left, 40.0)
    assert joined[48, 152] > labels.max()
    np.testing.assert_array_equal(joined[:, :140], labels[:, :140])


def glyphs_of(text, **changes):
    style = CLEAN_STYLE.model_copy(update={"writer": Writer("plain", seed=3, fidelity=1.0)})
    page = draw_page([text], PageStyle(**style.model_dump()), np.random.default_rng(1))
    found = segment_page(page.pixels, "0" * 32, SegmentSettings(**changes)).glyphs
    return page, found


@pytest.mark.parametrize("text", ["Hat, Hat.", "up-on it!", "Why? it's", "at: 12"])
def test_every_character_of_a_clean_page_is_a_glyph(text):
    page, found = glyphs_of(text, small_marks=True)
    assert found.num_rows == len(text.replace(" ", ""))
    centres = (np.array(found["left"]) + np.array(found["right"])) / 2
    expected = [(box.left + box.right) / 2 for box in page.boxes]
    np.testing.assert_allclose(np.sort(centres), np.sort(expected), atol=3)


def test_without_being_asked_for_marks_are_left_out():
    _, left_open = glyphs_of("Hat, Hat.")
    _, refused = glyphs_of("Hat, Hat.", small_marks=False)
    assert left_open.num_rows == 6
    assert left_open.equals(refused)

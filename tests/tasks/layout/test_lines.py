"""Lines: boxes gather to lines that bend, climb and step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.layout.lines import group_lines, line_slope


def text(lines=4, letters=10, spacing=1.8, course=lambda x: 0.0, seed=0):
    """Boxes of letters 40 high, jittered, and the line of each; a line's course in heights."""
    rng = np.random.default_rng(seed)
    boxes, line_of = [], []
    for line in range(lines):
        for col in range(letters):
            top = line * spacing + course(col) + rng.normal(0, 0.05)
            tall = rng.uniform(0.85, 1.1)
            boxes.append((top, 0.9 * col, top + tall, 0.9 * col + rng.uniform(0.3, 0.7)))
            line_of.append(line)
    return 40.0 * np.array(boxes), np.array(line_of)


def as_sets(groups):
    return [frozenset(group.tolist()) for group in groups]


def expected(line_of):
    return [
        frozenset(np.flatnonzero(line_of == line).tolist()) for line in range(line_of.max() + 1)
    ]


@pytest.mark.parametrize(
    "course",
    [
        pytest.param(lambda x: 0.0, id="straight"),
        pytest.param(lambda x: 0.08 * x, id="falling"),
        pytest.param(lambda x: -0.08 * x, id="climbing"),
        pytest.param(lambda x: 0.03 * (x - 5) ** 2, id="bent"),
        pytest.param(lambda x: 0.3 * np.sin(x), id="dancing"),
        pytest.param(lambda x: 0.35 * (x > 4), id="stepping"),
        pytest.param(lambda x: 0.5 * np.sin(0.8 * x), id="waving"),
    ],
)
def test_lines_are_followed(course):
    boxes, line_of = text(course=course)
    assert as_sets(group_lines(boxes, 40.0)) == expected(line_of)


def test_lines_of_different_length_and_indent():
    boxes, line_of = text(lines=4, letters=12)
    kept = np.ones(48, dtype=bool)
    kept[12:14] = kept[27:36] = kept[40:48] = False
    boxes, line_of = boxes[kept], line_of[kept]
    assert as_sets(group_lines(boxes, 40.0)) == expected(line_of)


def test_a_title_stands_over_small_text():
    title = np.array([(0.0, 130.0 * col, 100.0, 130.0 * col + 70.0) for col in range(4)])
    boxes, line_of = text(lines=3, letters=14)
    boxes[:, [0, 2]] += 130
    both = np.concatenate([title, boxes])
    lines = expected(np.concatenate([np.zeros(4, int), line_of + 1]))
    assert as_sets(group_lines(both, 40.0)) == lines


def test_a_number_a_little_lower_belongs_to_its_item():
    boxes, line_of = text(lines=3, letters=8)
    boxes[[0, 8, 16]] += np.array([16.0, -60.0, 16.0, -60.0])
    assert as_sets(group_lines(boxes, 40.0)) == expected(line_of)


def test_pieces_of_a_line_join_across_a_wide_gap():
    boxes, line_of = text(lines=2, letters=14)
    kept = np.tile((np.arange(14) < 5) | (np.arange(14) > 9), 2)
    assert as_sets(group_lines(boxes[kept], 40.0)) == expected(line_of[kept])


def test_glyphs_run_from_left_to_right():
    boxes, _ = text()
    for line in group_lines(boxes[::-1], 40.0):
        assert (np.diff(boxes[::-1][line, 1]) > 0).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-1e4, 1e4), st.sampled_from([0.25, 0.5, 2.0, 8.0]))
def test_place_and_scale_do_not_matter(seed, shift, scale):
    rng = np.random.default_rng(seed)
    corner = rng.uniform(0, 400, (30, 2)).round()
    boxes = np.concatenate([corner, corner + rng.uniform(20, 50, (30, 2)).round()], axis=1)
    plain = as_sets(group_lines(boxes, 40.0))
    assert as_sets(group_lines((boxes + round(shift)) * scale, 40.0 * scale)) == plain


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(0, 2**32 - 1))
def test_every_box_stands_in_exactly_one_line(count, seed):
    rng = np.random.default_rng(seed)
    corner = rng.uniform(0, 400, (count, 2))
    boxes = np.concatenate([corner, corner + rng.uniform(1, 80, (count, 2))], axis=1)
    members = [index for line in group_lines(boxes, 40.0) for index in line]
    assert sorted(members) == list(range(count))


def test_slope_of_few_glyphs_is_held_back():
    x = np.arange(30.0)
    assert line_slope(x, 0.1 * x) == pytest.approx(0.1, rel=0.05)
    assert abs(line_slope(x[:3], 0.1 * x[:3])) < 0.02


def test_small_letters_stay_with_the_tall_ones_that_they_stand_beside():
    # Tall letters of the next line have their middles nearer to small ones than their own line has.
    rows = ((100.0, [100.0, 100.0, 100.0, 24.0, 24.0]), (170.0, [110.0, 110.0, 110.0]))
    boxes = np.array(
        [
            (foot - height, 60.0 * i, foot, 60.0 * i + 30)
            for foot, heights in rows
            for i, height in enumerate(heights)
        ]
    )
    lines = group_lines(boxes, 60.0)
    assert [sorted(line.tolist()) for line in lines] == [[0, 1, 2, 3, 4], [5, 6, 7]]


def test_half_a_broken_letter_stands_in_the_line_between_whose_letters_it_is():
    boxes, _ = text(lines=2)
    boxes[5, 0] -= 36.0
    arm = boxes[4] + np.array([-28.0, 30.0, -46.0, 24.0])
    groups = group_lines(np.array([*boxes, arm]), 40.0)
    assert sorted(len(group) for group in groups) == [10, 11]
    assert len(boxes) in groups[0]


def test_a_letter_alone_below_the_others_is_a_line_of_its_own():
    boxes, _ = text(lines=1)
    alone = boxes[4] + np.array([64.0, 0.0, 64.0, 0.0])
    assert sorted(len(group) for group in group_lines(np.array([*boxes, alone]), 40.0)) == [1, 10]

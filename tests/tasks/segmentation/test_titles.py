"""Titles: large letters in a row are told from drawings and from the text around them."""

import numpy as np
import pytest

from tasks.segmentation.titles import MOST_LETTERS, title_rows

BODY = [(140.0, 20.0 * col, 160.0, 20.0 * col + 14.0) for col in range(20)]
TITLE = [(10.0, 90.0 * col, 110.0, 90.0 * col + 60.0) for col in range(4)]


def rows_of(boxes):
    return title_rows(np.array(boxes, dtype=float), 20.0).tolist()


def test_a_title_is_one_row_and_the_text_none():
    assert rows_of(BODY + TITLE) == [0] * len(BODY) + [1] * len(TITLE)


def test_a_stroke_beside_the_letters_is_of_the_title():
    bar = (50.0, 130.0, 60.0, 145.0)
    assert rows_of([*BODY, *TITLE, bar])[-1] == 1


def test_a_tail_that_reaches_into_the_text_does_not_bring_it_along():
    tailed = [*TITLE[:3], (10.0, 270.0, 155.0, 330.0)]
    assert rows_of(BODY + tailed) == [0] * len(BODY) + [1] * len(TITLE)


def test_two_titles_are_two_rows():
    below = [(top + 300, left, bottom + 300, right) for top, left, bottom, right in TITLE]
    assert rows_of(BODY + TITLE + below)[len(BODY) :] == [1] * 4 + [2] * 4


@pytest.mark.parametrize(
    "large",
    [
        TITLE[:2],
        [(10.0, 400.0 * col, 110.0, 400.0 * col + 60.0) for col in range(4)],
        [(10.0 + 80 * at, 90.0 * at, 110.0 + 80 * at, 90.0 * at + 60) for at in range(4)],
        [(10.0, 40.0 * col, 110.0, 40.0 * col + 30.0) for col in range(MOST_LETTERS + 1)],
    ],
    ids=["few", "far apart", "stairs", "very many"],
)
def test_other_large_pieces_are_no_title(large):
    assert not any(rows_of(BODY + large))


def test_a_page_without_ink_has_none():
    assert title_rows(np.zeros((0, 4)), 20.0).size == 0

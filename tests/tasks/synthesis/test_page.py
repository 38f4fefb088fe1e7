"""Synthetic pages: the truth is exact."""

import numpy as np
import pytest
from scipy.ndimage import label

from schemas.errors import UsageError
from tasks.synthesis.page import CLEAN_STYLE, PageStyle, draw_page
from tasks.synthesis.paper import PaperStyle
from tasks.synthesis.writer import Writer

LINES = ["TO DO LIST", "1 MAKE A LIST", "2 QUIZ VEX JAB"]
WHOLE = Writer("whole", seed=5, overshoot=0.03)
EIGHT_WAYS = np.ones((3, 3))


def clean(lines=LINES, seed=0, **changes):
    return draw_page(lines, CLEAN_STYLE.model_copy(update=changes), np.random.default_rng(seed))


def ink_of(page):
    return page.pixels.min(axis=2) < 255


def test_text_and_boxes_equal_the_lines():
    page = clean()
    assert page.text == "TO DO LIST\n1 MAKE A LIST\n2 QUIZ VEX JAB"
    for number, line in enumerate(LINES):
        boxes = [box for box in page.boxes if box.line == number]
        words = [
            "".join(b.character for b in boxes if b.word == k) for k in range(boxes[-1].word + 1)
        ]
        assert words == line.split()


@pytest.mark.parametrize("skew", [0.0, 6.0, -11.0])
def test_boxes_hold_all_ink_and_are_cut_to_it(skew):
    page = clean(skew=skew)
    ink = ink_of(page)
    covered = np.zeros_like(ink)
    for box in page.boxes:
        cut = ink[box.top : box.bottom, box.left : box.right]
        # Each side of a box holds ink, so that no smaller box would do.
        assert cut[0].any() and cut[-1].any() and cut[:, 0].any() and cut[:, -1].any()
        covered[box.top : box.bottom, box.left : box.right] = True
    assert not (ink & ~covered).any()


def test_characters_are_drawn_in_their_boxes():
    page = clean(["M I"], skew=5.0)
    wide, narrow = page.boxes
    assert (wide.right - wide.left) > 1.5 * (narrow.right - narrow.left)


@pytest.mark.parametrize("skew", [-15.0, -3.0, 0.0, 8.0])
def test_skew_is_honoured(skew):
    page = clean(["HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH"], skew=skew)
    rows = np.array([(box.top + box.bottom) / 2 for box in page.boxes])
    cols = np.array([(box.left + box.right) / 2 for box in page.boxes])
    fall = np.degrees(np.arctan(np.polyfit(cols, rows, 1)[0]))
    assert fall == pytest.approx(skew, abs=0.3)
    assert page.skew == skew


def shared_components(page):
    """Return how many connected pieces of ink no single character's box holds."""
    pieces, count = label(ink_of(page), EIGHT_WAYS)
    boxes = [(b.top, b.left, b.bottom, b.right) for b in page.boxes]
    alone = 0
    for number in range(1, count + 1):
        rows, cols = np.nonzero(pieces == number)
        piece = (rows.min(), cols.min(), rows.max() + 1, cols.max() + 1)
        alone += any(
            box[0] <= piece[0] and box[1] <= piece[1] and piece[2] <= box[2] and piece[3] <= box[3]
            for box in boxes
        )
    return count - alone


@pytest.mark.parametrize("skew", [0.0, 7.0])
@pytest.mark.parametrize("seed", range(4))
def test_without_touching_every_piece_of_ink_belongs_to_one_character(skew, seed):
    assert shared_components(clean(skew=skew, seed=seed, writer=WHOLE)) == 0


def test_with_touching_words_hang_together():
    lines = ["HAMLET", "XYLEM"]
    page = clean(lines, touching_rate=1.0, writer=WHOLE)
    assert shared_components(page) == label(ink_of(page), EIGHT_WAYS)[1] == 2


def test_same_seed_same_bytes():
    style = PageStyle(skew=3.0, specks=50.0, bleed=0.2, paper=PaperStyle(ruling="squares"))
    pages = [draw_page(LINES, style, np.random.default_rng(4)) for _ in range(2)]
    assert pages[0].pixels.tobytes() == pages[1].pixels.tobytes()
    assert pages[0].boxes == pages[1].boxes
    other = draw_page(LINES, style, np.random.default_rng(5))
    assert other.pixels.tobytes() != pages[0].pixels.tobytes()


def test_the_default_page_shows_ink_on_light_paper():
    page = draw_page(LINES, PageStyle(), np.random.default_rng(0))
    assert page.pixels.dtype == np.uint8 and page.pixels.shape[2] == 3
    grey = page.pixels.mean(axis=2)
    assert 150 < np.median(grey) < 250
    for box in page.boxes:
        assert np.median(grey) - grey[box.top : box.bottom, box.left : box.right].min() > 50


def test_a_page_size_is_kept_and_must_hold_the_text():
    page = clean(height=900, width=800)
    assert page.pixels.shape == (900, 800, 3)
    with pytest.raises(UsageError, match="does not fit a page of 50 x 60"):
        clean(height=50, width=60)


def test_an_empty_page_is_paper():
    page = clean([])
    assert page.text == "" and page.boxes == ()
    assert (page.pixels == 255).all()


def test_bleeding_and_grain_change_paper_and_ink_only_where_they_should():
    plain = clean()
    bled = clean(bleed=0.3)
    ink = ink_of(plain)
    assert (bled.pixels <= plain.pixels).all() and (bled.pixels[~ink] < 255).any()
    grainy = clean(ink_grain=0.5)
    assert (grainy.pixels[~ink] == 255).all() and (grainy.pixels > plain.pixels).any()

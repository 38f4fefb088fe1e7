"""Size and place in the row settle what shape leaves open, and nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.alphabet import ALPHABETS, CAPITALS, DIGITS
from tasks.reading.placement import PLACES, PlacedRow, has_places, weigh_places

FULL = ALPHABETS["full"]
#: Characters that look alike once they are brought to one size.
LOOKALIKES = ["cC", "oO0", "sS", "xX", "zZ", "vV", "wW", "pP", "l1I/", ".-", ",'"]


def row_of(text, height=40.0, *, baseline=100.0, slope=0.0, text_height=None):
    """A row of glyphs in their places, of which a network knows the shape only."""
    boxes, probabilities = [], []
    for i, character in enumerate(text):
        rise, drop, _, _ = PLACES[character]
        foot = baseline + slope * (30.0 * i + 10)
        boxes.append([foot - rise * height, 30.0 * i, foot + drop * height, 30.0 * i + 20])
        alike = next((group for group in LOOKALIKES if character in group), character)
        probabilities.append([1.0 if c in alike else 1e-4 for c in FULL])
    shares = np.array(probabilities)
    boxes = np.array(boxes)
    return PlacedRow(
        boxes=boxes,
        plain=np.ones(len(text), dtype=bool),
        probabilities=shares / shares.sum(axis=1, keepdims=True),
        baseline=baseline,
        slope=slope,
        left=0.0,
        text_height=text_height or float(np.percentile(boxes[:, 2] - boxes[:, 0], 60)),
    )


def read(rows):
    return [
        "".join(FULL[place] for place in weighed.argmax(axis=1))
        for weighed in weigh_places(rows, FULL)
    ]


@pytest.mark.parametrize("height", [12.0, 40.0, 300.0])
@pytest.mark.parametrize(
    "text", ["Cocoa", "SoS.sosx", "Sax,wax'box-C", "pupPy", "TELEX-BOX", "Wow.Zoo's"]
)
def test_case_and_small_marks_are_told_apart(text, height):
    alike = read([row_of(text, height)])[0].replace("0", "O").replace("1", "I")
    assert alike == text


def test_it_works_on_sloping_rows():
    assert read([row_of("Cocoa.sox", slope=0.1)]) == ["Cocoa.sox"]


def test_rows_that_tell_nothing_of_their_height_learn_it_from_the_page():
    page = [row_of("the dog"[:3]), row_of("bad"), row_of("xwvs"), row_of("XWVS")]
    assert read(page)[2:] == ["xwvs", "XWVS"]


def test_a_title_may_be_taller_than_its_page():
    assert read([row_of("SoapBox", 80.0), row_of("the"), row_of("xsoap")])[0] == "SoapBox"


def test_the_baseline_may_be_fitted_a_little_off():
    row = row_of("Cocoa.dog's")
    off = PlacedRow(**{**vars(row), "baseline": row.baseline + 5.0})
    assert read([off]) == ["Cocoa.dog's"]


def test_a_plain_shape_is_believed_in_any_place():
    row = row_of("hat")
    boxes = row.boxes.copy()
    boxes[1, [0, 2]] -= 60.0  # far above the row
    assert read([PlacedRow(**{**vars(row), "boxes": boxes})]) == ["hat"]


def test_alphabets_of_one_place_get_back_what_they_gave():
    rng = np.random.default_rng(0)
    alphabet = CAPITALS + DIGITS
    shares = rng.dirichlet(np.ones(36), size=5).astype(np.float32)
    row = PlacedRow(**{**vars(row_of("abcde")), "probabilities": shares})
    np.testing.assert_array_equal(weigh_places([row], alphabet)[0], shares)
    assert not has_places(alphabet)
    assert has_places(FULL)


def test_every_character_has_a_place():
    assert set(PLACES) == set(FULL)


@given(st.lists(st.text(FULL, min_size=1, max_size=6), max_size=3), st.floats(5, 200), st.data())
@settings(max_examples=15, deadline=None)
def test_probabilities_stay_such_whatever_the_boxes(texts, height, data):
    rows = []
    for text in texts:
        row = row_of(text, height)
        shift = data.draw(st.floats(-500, 500))
        rows.append(PlacedRow(**{**vars(row), "boxes": row.boxes + shift}))
    weighed = weigh_places(rows, FULL)
    assert [shares.shape for shares in weighed] == [(len(text), len(FULL)) for text in texts]
    for shares in weighed:
        np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-5)
        assert (shares >= 0).all()

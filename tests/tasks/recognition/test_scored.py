"""Scored spans: what may be a character, where it stands, and what a network makes of it."""

import numpy as np
import pyarrow as pa
import pytest

from schemas.glyphs import Glyphs
from schemas.rows import Rows
from schemas.spans import Spans
from schemas.validation import table_of, validated
from tasks.artifacts import read_table
from tasks.recognition.atoms import atoms_of
from tasks.recognition.scored import SIDES, VIEW_POWER, score_spans
from tasks.recognition.spans import spans_of

PAGE = "a" * 32


@pytest.fixture
def page(outcomes):
    """Glyphs and rows of a page: two rows of slim glyphs so close that they may be joined."""
    glyphs = read_table(outcomes.segmented(PAGE, glyphs=5)[1], Glyphs)
    rows = read_table(outcomes.clustered(PAGE, "XX X", "XX")[0], Rows)
    tall = [row | {"text_height": 24.0} for row in rows.to_pylist()]
    return glyphs, table_of(Rows, tall)


def by_size(pictures):
    """A network that tells pictures apart by their number of pixels."""
    shares = np.array([[picture.size, 60.0] for picture in pictures], np.float32).reshape(-1, 2)
    return shares / shares.sum(axis=1, keepdims=True)


def test_spans_are_those_of_each_row_in_its_order(page):
    glyphs, rows = page
    spans = validated(score_spans(glyphs, rows, by_size, "AB"), Spans)
    listed = glyphs.to_pylist()
    expected = []
    for row in rows.to_pylist():
        own = [listed[number] for number in row["glyphs"]]
        for span in spans_of(atoms_of(own, row["words"], row["text_height"]), row["text_height"]):
            expected.append((row["row"], span))
    assert spans.num_rows == len(expected) > glyphs.num_rows
    probabilities = by_size([span.atom.picture for _, span in expected])
    for found, (row, span), shown in zip(spans.to_pylist(), expected, probabilities, strict=True):
        place = (found["row"], found["first"], found["last"], found["word"], found["glyph"])
        assert place == (row, span.first, span.last, span.atom.word, span.atom.glyph)
        assert tuple(found[side] for side in SIDES) == span.atom.box
        assert tuple(found[f"level_{side}"] for side in SIDES) == span.atom.level
        assert found["odds"] == span.odds
        np.testing.assert_allclose(found["probabilities"], shown, rtol=1e-6)


@pytest.mark.parametrize(
    ("confidence", "other", "alphabet", "is_cut"),
    [
        (0.99, 0.9, "ABC", False),
        (0.99, 0.4, "ABC", True),
        (0.999, 0.4, "ABC", False),
        (0.99, 0.4, "AB.", False),
        (0.9, 0.9, "ABC", True),
    ],
)
def test_glyphs_have_to_be_surer_where_others_look_like_no_character(
    page, glyph, crossed, confidence, other, alphabet, is_cut
):
    listed = [page[0].to_pylist()[0] | glyph(number, 60 * number, crossed) for number in range(2)]
    both = {"glyphs": [0, 1], "words": [0, 0], "partings": [20.0, -20.0], "text_height": 40.0}
    row = pa.Table.from_pylist([page[1].to_pylist()[0] | both], page[1].schema)

    def last_is_other(pictures):
        first = np.array([confidence] * (len(pictures) - 1) + [other])
        rest = (1 - first) / 2
        return np.stack([first, rest, rest], axis=1).astype(np.float32)

    found = score_spans(pa.Table.from_pylist(listed, page[0].schema), row, last_is_other, alphabet)
    atoms = [span for span in found.to_pylist() if span["last"] == span["first"] + 1]
    assert (sum(atom["glyph"] == 0 for atom in atoms) > 1) == is_cut


def test_views_of_what_is_cut_count_by_how_sure_they_are(page, glyph, crossed):
    one = pa.Table.from_pylist([page[0].to_pylist()[0] | glyph(0, 0, crossed)], page[0].schema)
    only = {"glyphs": [0], "words": [0], "partings": [20.0], "text_height": 40.0}
    row = pa.Table.from_pylist([page[1].to_pylist()[0] | only], page[1].schema)

    def slim_is_sure(pictures):
        sure = 1 / (1 + np.array([picture.shape[1] for picture in pictures]) / 60)
        return np.stack([sure, 1 - sure], axis=1).astype(np.float32)

    seen = 0
    found = score_spans(one, row, slim_is_sure, "AB").to_pylist()
    atoms = atoms_of(one.to_pylist(), [0], 40.0)
    for scored, span in zip(found, spans_of(atoms, 40.0), strict=True):
        if span.last - span.first == len(atoms):
            continue  # The whole glyph, seen before it was cut.
        plain = span.atom.picture
        others = [view.picture for view in span.atom.views]
        pictures = [plain, *(other for other in others if not np.array_equal(other, plain))]
        each = slim_is_sure(pictures)
        weights = each.max(axis=1) ** VIEW_POWER
        mean = (each * weights[:, None]).sum(axis=0) / weights.sum()
        np.testing.assert_allclose(scored["probabilities"], mean, rtol=1e-5)
        seen = max(seen, len(pictures))
    assert seen == 3


def test_where_there_are_signs_low_glyphs_are_no_worse_alone(page):
    def odds_alone(alphabet):
        spans = score_spans(*page, by_size, alphabet).to_pylist()
        return [span["odds"] for span in spans if span["last"] == span["first"] + 1]

    plain, with_signs = odds_alone("AB"), odds_alone("A,")
    assert max(with_signs) <= 0
    assert np.less(plain, with_signs).any()
    assert np.less_equal(plain, with_signs).all()


def test_a_page_without_rows_has_no_spans(page):
    glyphs, rows = page
    assert score_spans(glyphs, rows.slice(0, 0), by_size, "AB").num_rows == 0


def test_a_ring_beyond_doubt_is_not_cut_though_it_is_o_or_0(page):
    def rings(pictures):
        return np.full((len(pictures), 2), 0.5, np.float32)

    rows, columns = np.ogrid[:24, :24]
    ring = np.abs(np.hypot(rows - 11.5, columns - 11.5) - 9) < 2
    place = {"top": 0, "left": 0, "bottom": 24, "right": 24}
    level = {f"level_{side}": float(value) for side, value in place.items()}
    pixels = {"height": 24, "width": 24, "pixels": (255 * ring).ravel().tolist()}
    glyphs = pa.Table.from_pylist(
        [page[0].to_pylist()[0] | place | level | pixels], schema=page[0].schema
    )
    row = page[1].to_pylist()[0] | {"glyphs": [0], "words": [0], "partings": [20.0]}
    line = pa.Table.from_pylist([row | {"text_height": 24.0}], schema=page[1].schema)
    assert score_spans(glyphs, line, rings, "O0").num_rows == 1
    assert score_spans(glyphs, line, rings, "AB").num_rows > 1

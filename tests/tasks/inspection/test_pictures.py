"""Pictures of the stages: each shows what it says, the same each time."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

from tasks.inspection.level_view import level_view
from tasks.inspection.pictures import (
    BACKGROUND_FILE,
    BINARY_FILE,
    BLUE,
    CUTS_FILE,
    DARKNESS_FILE,
    GREEN,
    GREY,
    LIGHT_BLUE,
    LINES_REMOVED_FILE,
    ORANGE,
    PAGE_FILE,
    PICTURE_FILES,
    RED,
    ROWS_FILE,
    doubt_colour,
    draw_cuts,
    draw_pictures,
    draw_reading,
    row_colour,
)
from tasks.inspection.stages import read_stages
from tasks.segmentation.observing import GLYPHS, INK, RULINGS


@pytest.fixture(scope="module")
def pictures(drawn, stages):
    return draw_pictures(drawn.pixels, stages)


@pytest.fixture(scope="module")
def view(drawn, stages):
    return level_view(drawn.pixels, stages.segmented.skew, stages.segmented.text_height)


def count(picture, colour):
    return int((picture == colour).all(axis=2).sum())


def altered(stages, name, values):
    """The stages with one column of their readings replaced."""
    table = stages.readings
    place = table.column_names.index(name)
    column = pa.array(values, type=table.schema.field(name).type)
    return replace(stages, readings=table.set_column(place, table.schema.field(name), column))


def test_all_pictures_are_there_in_order(pictures):
    assert tuple(pictures) == PICTURE_FILES == tuple(sorted(PICTURE_FILES))
    for picture in pictures.values():
        assert picture.dtype == np.uint8 and picture.ndim == 3 and picture.shape[2] == 3


def test_the_same_page_gives_the_same_pictures(drawn, stages, pictures):
    again = draw_pictures(drawn.pixels, stages)
    assert all((again[name] == pictures[name]).all() for name in PICTURE_FILES)


def test_the_page_is_shown_as_it_is_and_its_background_without_ink(drawn, pictures):
    assert (pictures[PAGE_FILE] == drawn.pixels).all()
    assert pictures[BACKGROUND_FILE].min() > drawn.pixels.min() + 50
    assert pictures[BACKGROUND_FILE].mean() == pytest.approx(drawn.pixels.mean(), abs=15)


def test_dark_is_ink(stages, pictures):
    ink = stages.seen[INK]
    assert (pictures[BINARY_FILE][ink] == 0).all() and (pictures[BINARY_FILE][~ink] == 255).all()
    assert pictures[DARKNESS_FILE][ink].mean() < pictures[DARKNESS_FILE][~ink].mean() - 60


def test_rows_have_colours_of_their_own(stages, pictures):
    numbers = range(stages.rows.num_rows)
    assert all(count(pictures[ROWS_FILE], row_colour(number)) > 100 for number in numbers)
    for first, second in combinations(range(8), 2):
        apart = np.abs(np.subtract(row_colour(first), row_colour(second))).sum()
        assert apart > 50


def test_what_is_left_out_is_orange_and_rulings_blue(drawn, stages):
    ink, glyphs = stages.seen[INK], stages.seen[GLYPHS].copy()
    rulings = np.zeros_like(ink)
    rulings[2] = ~ink[2]
    rows, cols = np.nonzero(glyphs)
    glyphs[rows[0], cols[0]] = False
    changed = replace(stages, seen=stages.seen | {GLYPHS: glyphs, RULINGS: rulings})
    picture = draw_pictures(drawn.pixels, changed)[LINES_REMOVED_FILE]
    assert count(picture, LIGHT_BLUE) == rulings.sum()
    assert count(picture, ORANGE) == (ink & ~glyphs).sum() > 0
    assert count(picture, (0, 0, 0)) == (ink & glyphs).sum()


def test_glyphs_that_are_characters_are_light_blue(pictures):
    whole = pictures[CUTS_FILE]
    assert count(whole, LIGHT_BLUE)
    assert not count(whole, RED) and not count(whole, GREEN)


def test_cuts_that_might_be_made_are_grey_and_those_that_were_red(drawn, reading):
    # A network that is sure of nothing leaves glyphs to be cut.
    recogniser, *others = reading
    doubtful = replace(recogniser, temperature=5 * recogniser.temperature)
    stages = read_stages(drawn.pixels, doubtful, *others, watched=True)
    view = level_view(drawn.pixels, stages.segmented.skew, stages.segmented.text_height)
    whole = draw_cuts(view, stages)
    assert count(whole, GREY)
    # Were a part other than the first of a glyph that is read whole read alone, it would be cut.
    listed = stages.readings.to_pylist()
    sides = ("row", "glyph", "top", "left", "bottom", "right")
    read = {tuple(reading[name] for name in sides) for reading in listed}
    spans = stages.spans.to_pylist()
    atoms = [span for span in spans if span["last"] == span["first"] + 1]
    places = {(atom["row"], atom["glyph"], atom["first"]) for atom in atoms}
    atoms = [a for a in atoms if (a["row"], a["glyph"], a["first"] - 1) in places]
    could_be = [
        (atom, number)
        for number, reading in enumerate(listed)
        for atom in atoms
        if (atom["row"], atom["glyph"]) == (reading["row"], reading["glyph"])
        and tuple(atom[name] for name in sides) not in read
    ]
    assert could_be

    def red_if_read(atom, number):
        changed = listed.copy()
        changed[number] = listed[number] | {name: atom[name] for name in sides}
        table = pa.Table.from_pylist(changed, schema=stages.readings.schema)
        return count(draw_cuts(view, replace(stages, readings=table)), RED)

    # Cuts that nearly meet hide each other, but not all of them do.
    assert max(red_if_read(*one) for one in could_be) > count(whole, RED)


def test_doubt_and_change_are_marked(stages, view):
    number = stages.readings.num_rows
    sure = altered(stages, "confidence", [0.99] * number)
    sure = altered(sure, "isolated", sure.readings["character"].to_pylist())
    plain = draw_reading(view, sure)
    assert count(plain, GREEN) and not count(plain, ORANGE) and not count(plain, BLUE)
    doubtful = draw_reading(view, altered(sure, "confidence", [0.6] + [0.99] * (number - 1)))
    assert count(doubtful, ORANGE) and not count(doubtful, RED)
    very = draw_reading(view, altered(sure, "confidence", [0.3] + [0.99] * (number - 1)))
    assert count(very, RED) and not count(very, ORANGE)
    others = ["X", *sure.readings["character"].to_pylist()[1:]]
    assert count(draw_reading(view, altered(sure, "isolated", others)), BLUE)


def test_doubt_has_the_reports_bounds():
    assert [doubt_colour(p) for p in (0.49, 0.5, 0.79, 0.8)] == [RED, ORANGE, ORANGE, GREEN]


def test_blank_pages_have_pictures_too(reading):
    blank = np.full((80, 90, 3), 250, np.uint8)
    pictures = draw_pictures(blank, read_stages(blank, *reading, watched=True))
    assert tuple(pictures) == PICTURE_FILES
    assert (pictures[BINARY_FILE] == 255).all()

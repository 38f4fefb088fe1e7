"""Stages in one go: they read what the flow's stages read."""

import numpy as np

from schemas.readings import Readings
from schemas.rows import Rows
from schemas.spans import Spans
from schemas.validation import validated
from tasks.inspection.stages import read_stages
from tasks.segmentation.observing import BACKGROUND, DARKNESS, GLYPHS, INK


def test_a_page_is_read(drawn, stages):
    assert stages.text == drawn.text
    for table, schema in ((stages.rows, Rows), (stages.spans, Spans), (stages.readings, Readings)):
        validated(table, schema)
    assert stages.readings.num_rows == len(drawn.boxes)


def test_watching_changes_nothing(drawn, stages, reading):
    unwatched = read_stages(drawn.pixels, *reading)
    assert unwatched.seen == {}
    assert unwatched.readings.equals(stages.readings)
    assert unwatched.segmented.glyphs.equals(stages.segmented.glyphs)


def test_pictures_on_the_way_are_kept(drawn, stages):
    assert {BACKGROUND, DARKNESS, INK, GLYPHS} <= set(stages.seen)
    assert stages.seen[BACKGROUND].dtype == np.uint8
    ink = stages.seen[INK]
    assert ink.shape == stages.seen[DARKNESS].shape == stages.seen[GLYPHS].shape
    assert not (stages.seen[GLYPHS] & ~ink).any()
    assert stages.seen[DARKNESS][ink].mean() > 5 * np.abs(stages.seen[DARKNESS][~ink]).mean()


def test_a_blank_page_has_no_text(reading):
    blank = read_stages(np.full((80, 90, 3), 250, np.uint8), *reading, watched=True)
    assert blank.text == ""
    assert GLYPHS not in blank.seen and not blank.seen[INK].any()

"""Observing: pictures are made only for whoever wants them, the last of a stage counting."""

import numpy as np

from schemas.settings import SegmentSettings
from tasks.segmentation.observing import BACKGROUND, DARKNESS, GLYPHS, INK, unobserved
from tasks.segmentation.page import segment_page


def test_unobserved_makes_nothing():
    def fail():
        raise AssertionError

    unobserved(INK, fail)


def test_stages_come_in_order_and_change_nothing(draw_lines):
    pixels = draw_lines(["HAT", "COT"])
    seen = []

    def observe(stage, picture):
        seen.append((stage, picture()))

    observed = segment_page(pixels, "0" * 32, SegmentSettings(), observe)
    plain = segment_page(pixels, "0" * 32, SegmentSettings())
    assert observed.glyphs.equals(plain.glyphs)
    last = {stage: number for number, (stage, _) in enumerate(seen)}
    assert sorted(last, key=last.__getitem__)[:4] == [BACKGROUND, DARKNESS, INK, GLYPHS]
    ink, glyphs = seen[last[INK]][1], seen[last[GLYPHS]][1]
    assert glyphs.dtype == ink.dtype == np.bool_
    # Nothing but letters is on this page.
    assert (glyphs == ink).mean() > 0.999 and glyphs.any()

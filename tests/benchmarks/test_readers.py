"""Readers: Scrivano's is the stages' own; peers are asked as they expect, or not at all."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
import readers
from readers import OURS, in_lines, missing, read_by_rapidocr, read_by_tesseract, reader_of

from tasks.synthesis.page import PageStyle, draw_page

PIXELS = np.full((30, 40, 3), (10, 20, 30), np.uint8)


def box(top, left, height=10.0, width=30.0):
    """Corners as RapidOCR gives them: column before row, clockwise from the top left."""
    return np.array(
        [[left, top], [left + width, top], [left + width, top + height], [left, top + height]]
    )


def test_scrivano_reads():
    page = draw_page(["NAME HELENA"], PageStyle(), np.random.default_rng(1))
    assert reader_of(OURS, None, None, words=True)(page.pixels) == page.text


def test_boxes_are_put_in_lines():
    found = [(box(2, 50), "B"), (box(30, 0), "C"), (box(0, 0), "A"), (box(31, 90), "D")]
    assert in_lines(found) == "A B\nC D"
    assert in_lines([]) == ""


def test_lines_of_a_tilted_page_are_told_along_the_tilt():
    turn = np.deg2rad(10.0)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    found = [(box(0, 0), "A"), (box(0, 200), "B"), (box(25, 0), "C"), (box(25, 200), "D")]
    assert in_lines([(corners @ matrix, text) for corners, text in found]) == "A B\nC D"


def test_rapidocr_is_given_blue_green_red_and_both_its_answers_are_understood():
    given = []

    def engine(pixels):
        given.append(pixels)
        return SimpleNamespace(boxes=np.array([box(0, 0)]), txts=("AB",))

    assert read_by_rapidocr(engine, PIXELS) == "AB"
    assert given[0][0, 0].tolist() == [30, 20, 10]
    assert read_by_rapidocr(lambda _: SimpleNamespace(boxes=None, txts=None), PIXELS) == ""
    assert read_by_rapidocr(lambda _: ([[box(0, 0).tolist(), "AB", 0.9]], [0.1]), PIXELS) == "AB"
    assert read_by_rapidocr(lambda _: (None, None), PIXELS) == ""


def test_tesseract_is_given_a_picture_and_its_output_taken(monkeypatch):
    program = "import sys; print(sys.stdin.buffer.read(8) == b'\\x89PNG\\r\\n\\x1a\\n')"
    monkeypatch.setattr(readers, "TESSERACT", (sys.executable, "-c", program))
    assert read_by_tesseract(PIXELS) == "True\n"


@pytest.mark.parametrize(("name", "advice"), [("tesseract", "apt-get"), ("rapidocr", "pip")])
def test_what_is_not_installed_is_said(name, advice, monkeypatch):
    monkeypatch.setattr(readers, "TESSERACT", ("no-such-program",))
    monkeypatch.setattr(readers, "RAPID_MODULES", ("no_such_module",))
    assert advice in missing(name)

"""Pages with known text: drawn ones repeat, real ones come with their texts."""

from types import SimpleNamespace

import numpy as np
import pytest
import true_pages
from degradations import Condition
from PIL import Image
from true_pages import WRITERS, DrawnSource, RealSource, real_sources

from schemas.errors import UsageError


@pytest.fixture(autouse=True)
def short_pages(monkeypatch):
    monkeypatch.setattr(true_pages, "LINES_A_PAGE", 1)


def test_drawn_pages_repeat_and_differ():
    first, again, other = (DrawnSource(number).under(Condition()) for number in (0, 0, 1))
    assert first[0].tobytes() == again[0].tobytes() and first[1] == again[1]
    assert first[1] != other[1]


def test_writers_come_again_every_ten_pages():
    writers = [DrawnSource(number).writer for number in range(2 * WRITERS)]
    assert writers[:WRITERS] == writers[WRITERS:]
    assert len({writer.seed for writer in writers}) == WRITERS


def test_a_harder_page_keeps_its_text_and_its_hand():
    source = DrawnSource(3)
    clean, text = source.under(Condition())
    touching, same = source.under(Condition({"touching": 0.3}))
    assert text == same
    assert touching.shape != clean.shape or (touching != clean).any()


def test_signs_are_there_if_asked(monkeypatch):
    def write(lines, style, rng):
        return SimpleNamespace(pixels=np.zeros((1, 1, 3), np.uint8), text="".join(lines))

    monkeypatch.setattr(true_pages, "draw_page", write)
    monkeypatch.setattr(true_pages, "LINES_A_PAGE", 6)
    for signs in (False, True):
        texts = [DrawnSource(number, signs).under(Condition())[1] for number in range(6)]
        assert any(not (c.isalnum() or c == " ") for text in texts for c in text) == signs


def test_real_pages_are_those_with_a_text(tmp_path):
    pixels, text = DrawnSource(0).under(Condition())
    for name in ("b.png", "a.jpg", "without.png"):
        Image.fromarray(pixels).save(tmp_path / name)
    for name in ("a.txt", "b.txt", "alone.txt"):
        (tmp_path / name).write_text(text)
    sources = real_sources(tmp_path)
    assert [source.name for source in sources] == ["a", "b"]
    same, read = sources[1].under(Condition())
    assert read == text and (same == pixels).all()


def test_lengths_are_measured_on_the_page(tmp_path):
    pixels, text = DrawnSource(0).under(Condition())
    twice = Image.fromarray(pixels).resize((pixels.shape[1] * 2, pixels.shape[0] * 2))
    twice.save(tmp_path / "large.png")
    (tmp_path / "large.txt").write_text(text)
    _, surface = true_pages._opened(tmp_path / "large.png")
    assert surface.unit == pytest.approx(2.0, rel=0.2)
    assert abs(surface.skew) < 2


def test_no_pages_is_said(tmp_path):
    for folder in (tmp_path, tmp_path / "gone"):
        with pytest.raises(UsageError, match="true text"):
            real_sources(folder)


def test_conditions_reach_real_pages(tmp_path):
    Image.fromarray(np.full((50, 60, 3), 200, np.uint8)).save(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text("")
    smaller, _ = RealSource(tmp_path / "a.png").under(Condition({"scale": 0.5}))
    assert smaller.shape == (25, 30, 3)

"""`scrivano inspect`: pictures by name, figures on stdout, plain errors."""

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from flows.command_line.app import app
from tasks.inspection.pictures import PICTURE_FILES
from tasks.synthesis.page import PageStyle, draw_page
from tasks.synthesis.writer import Writer


@pytest.fixture
def page(tmp_path):
    style = PageStyle(writer=Writer("steady", seed=3), text_height=32.0)
    drawn = draw_page(["TOWN HALL"], style, np.random.default_rng(1))
    blank = Image.fromarray(np.full_like(drawn.pixels, 250))
    path = tmp_path / "page.tiff"
    blank.save(path, save_all=True, append_images=[Image.fromarray(drawn.pixels)])
    return path


def scrivano(*words):
    return CliRunner().invoke(app, ["inspect", *(str(word) for word in words)])


def test_a_frame_is_inspected(page, tmp_path):
    result = scrivano(page, "--frame", 1, "--out", tmp_path / "out", "--lexicon", "none")
    assert result.exit_code == 0, result.stderr
    figures, *files = result.stdout.splitlines()
    assert "1 rows, 8 characters" in figures
    assert files == [str(tmp_path / "out" / name) for name in PICTURE_FILES]
    assert all((tmp_path / "out" / name).is_file() for name in PICTURE_FILES)


def test_wrong_words_are_told(page, tmp_path):
    out = ("--out", tmp_path / "out")
    for words, said in (
        ((tmp_path / "gone.png", *out), "gone.png"),
        ((page, "--frame", 2, *out), "has 2 pages"),
        ((page, "--alphabet", "greek", *out), "greek"),
    ):
        result = scrivano(*words)
        assert result.exit_code == 2 and said in result.stderr
    assert not (tmp_path / "out").exists()

"""Pages drawn with straight strokes, whose truth is known exactly."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

#: Strokes of letters in a box one high, as (col, row) points.
LETTERS = {
    "A": [[(0.0, 1.0), (0.3, 0.0), (0.6, 1.0)], [(0.12, 0.6), (0.48, 0.6)]],
    "C": [[(0.6, 0.05), (0.2, 0.0), (0.0, 0.5), (0.2, 1.0), (0.6, 0.95)]],
    "E": [[(0.6, 0.0), (0.0, 0.0), (0.0, 1.0), (0.6, 1.0)], [(0.0, 0.5), (0.5, 0.5)]],
    "H": [[(0.0, 0.0), (0.0, 1.0)], [(0.6, 0.0), (0.6, 1.0)], [(0.0, 0.5), (0.6, 0.5)]],
    "L": [[(0.0, 0.0), (0.0, 1.0), (0.5, 1.0)]],
    "O": [[(0.3, 0.0), (0.0, 0.5), (0.3, 1.0), (0.6, 0.5), (0.3, 0.0)]],
    "T": [[(0.0, 0.0), (0.6, 0.0)], [(0.3, 0.0), (0.3, 1.0)]],
    "V": [[(0.0, 0.0), (0.3, 1.0), (0.6, 0.0)]],
    # Strokes that do not meet.
    "=E": [[(0.0, 0.0), (0.6, 0.0)], [(0.0, 0.5), (0.5, 0.5)], [(0.0, 1.0), (0.6, 1.0)]],
    "=T": [[(0.0, 0.0), (0.6, 0.0)], [(0.3, 0.2), (0.3, 1.0)]],
    "=D": [[(0.0, 0.0), (0.0, 1.0)], [(0.18, 0.0), (0.6, 0.5), (0.18, 1.0)]],
}

Strokes = list[list[tuple[float, float]]]
DrawLines = Callable[..., np.ndarray]


def draw_strokes(page: Image.Image, strokes: Strokes, turn: np.ndarray, pen: int) -> None:
    """Draw strokes, placed by an affine 2 x 3 matrix of (col, row, 1)."""
    pencil = ImageDraw.Draw(page)
    for stroke in strokes:
        points = [tuple(turn @ (*point, 1.0)) for point in stroke]
        pencil.line(points, fill=255, width=pen, joint="curve")
        for col, row in points:
            pencil.ellipse([col - pen / 2, row - pen / 2, col + pen / 2, row + pen / 2], fill=255)


@pytest.fixture
def draw_lines() -> DrawLines:
    """A function that draws lines of letters and returns (H, W, 3) uint8 pixels.

    Letters of a line are given as a sequence of names; "" leaves a letter out.
    """

    def draw(
        lines: Sequence[Sequence[str]],
        *,
        height: float = 40.0,
        skew: float = 0.0,
        ink: tuple[int, int, int] = (50, 50, 60),
        paper: tuple[int, int, int] = (225, 222, 215),
        pen: int = 4,
        pitch: float = 1.1,
        spacing: float = 2.0,
        margin: float = 2.0,
        noise: float = 2.0,
    ) -> np.ndarray:
        cols = max(len(line) for line in lines) * pitch + 2 * margin
        rows = len(lines) * spacing + 2 * margin
        size = (round(cols * height), round(rows * height))
        mask = Image.new("L", size)
        sine, cosine = np.sin(np.radians(skew)), np.cos(np.radians(skew))
        rotation = np.array([[cosine, -sine], [sine, cosine]])
        centre = np.array(size) / 2
        for row, line in enumerate(lines):
            for col, name in enumerate(line):
                if name:
                    origin = height * np.array([margin + col * pitch, margin + row * spacing])
                    corner = rotation @ (origin - centre) + centre
                    turn = np.column_stack([rotation * height, corner])
                    draw_strokes(mask, LETTERS[name], turn, pen)
        share = np.asarray(mask, dtype=np.float64)[..., None] / 255
        page = (1 - share) * np.array(paper) + share * np.array(ink)
        page += np.random.default_rng(0).normal(0, noise, page.shape)
        return np.clip(page, 0, 255).astype(np.uint8)

    return draw

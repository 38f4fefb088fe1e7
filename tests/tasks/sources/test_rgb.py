"""Grey of any depth and large pictures must come out as seen; modes are tested through `raster`."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from tasks.sources import rgb
from tasks.sources.rgb import rgb_pixels, scaled_to_bytes


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16", "I", "F"])
def test_strips_are_seamless(mode, monkeypatch):
    levels = np.random.default_rng(0).integers(0, 256, (31, 17), np.uint8)
    image = {
        "I;16": lambda: Image.fromarray(levels.astype(np.uint16) * 257),
        "I": lambda: Image.fromarray(levels.astype(np.int32) * 16),
        "F": lambda: Image.fromarray(levels.astype(np.float32) / 255),
        "P": lambda: Image.fromarray(levels).quantize(16),
    }.get(mode, lambda: Image.fromarray(levels).convert(mode))()
    assert image.mode == mode
    whole = rgb_pixels(image)
    monkeypatch.setattr(rgb, "_STRIP_PIXELS", 17 * 4)
    assert np.array_equal(rgb_pixels(image), whole)
    assert whole.std() > 50


def test_transparency_of_a_palette_lies_on_white_in_every_strip(monkeypatch):
    monkeypatch.setattr(rgb, "_STRIP_PIXELS", 8)
    image = Image.new("P", (4, 6), 0)
    image.putpalette([0, 0, 0, 90, 90, 90])
    image.info["transparency"] = 0
    image.paste(1, (0, 5, 4, 6))
    assert rgb_pixels(image)[:, 0, 0].tolist() == [255] * 5 + [90]


def test_numbers_that_are_none_are_paper():
    values = np.array([[np.nan, 0.0], [np.inf, 1.0]], np.float32)
    assert scaled_to_bytes(values).tolist() == [[255, 0], [255, 255]]
    assert scaled_to_bytes(np.full((1, 2), np.nan, np.float32)).tolist() == [[255, 255]]


def test_negative_values_begin_at_the_darkest():
    assert scaled_to_bytes(np.array([[-100, 0, 155]], np.int32)).tolist() == [[0, 100, 255]]


@settings(max_examples=50, deadline=None)
@given(
    values=arrays(np.uint16, (3, 4))
    | arrays(np.int32, (3, 4))
    | arrays(np.float32, (3, 4), elements=st.floats(width=32))
)
def test_scaling_keeps_the_order_of_greys(values):
    scaled = scaled_to_bytes(values).ravel().astype(int)
    flat = values.ravel().astype(np.float64)
    kept = np.isfinite(flat)
    order = np.argsort(flat[kept], kind="stable")
    assert (np.diff(scaled[kept][order]) >= 0).all()

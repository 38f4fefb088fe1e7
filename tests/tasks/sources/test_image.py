"""Sizes at the limit pass, sizes beyond are refused."""

from pathlib import Path

import pytest

from schemas.errors import PageRefused
from schemas.settings import LoadSettings
from tasks.sources.image import check_size

LIMITS = LoadSettings(max_pixels=100, max_side=20)


@pytest.mark.parametrize(("height", "width"), [(10, 10), (20, 5), (1, 20)])
def test_within(height, width):
    check_size(Path("scan.png"), height, width, LIMITS)


@pytest.mark.parametrize(("height", "width"), [(10, 11), (21, 1), (1, 21)])
def test_beyond(height, width):
    with pytest.raises(PageRefused, match=rf"scan\.png has {height} x {width} pixels") as caught:
        check_size(Path("scan.png"), height, width, LIMITS)
    assert caught.value.reason == "over-limit"

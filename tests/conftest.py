"""What all tests share: the development data beside the checkout, where there is any."""

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of development data; the test is skipped where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no development data beside the checkout")
    return SHARED_DATA

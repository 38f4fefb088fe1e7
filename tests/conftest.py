"""What all tests share: development data beside the checkout, if any, and no limit of time."""

from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of development data; the test is skipped where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no development data beside the checkout")
    return SHARED_DATA

"""What tests of flows share: a real Prefect server, a store of their own, sample pages."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import SAMPLE_PAGES
from flows.command_line.surroundings import settle_prefect

settle_prefect()


@pytest.fixture(scope="session", autouse=True)
def prefect_server() -> Iterator[None]:
    """A real Prefect server with a database of its own, for as long as the tests run."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def session_store(tmp_path_factory) -> str:
    """A store that tests share which do not mind what others have left there."""
    return f"file://{tmp_path_factory.mktemp('store')}"


@pytest.fixture
def store(tmp_path) -> str:
    """A store of the test's own."""
    return f"file://{tmp_path}/store"


@pytest.fixture
def sample_pages(tmp_path) -> Path:
    """A folder with two of the bundled sample pages and their truth."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for image in sorted(SAMPLE_PAGES.glob("*.jpg"))[:2]:
        for path in (image, image.with_suffix(".txt")):
            shutil.copy(path, folder)
    return folder


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    """Environment of commands that run as processes of their own."""
    return os.environ | {"SCRIVANO_STORE": f"file://{tmp_path}/store"}

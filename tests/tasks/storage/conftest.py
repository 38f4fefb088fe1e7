"""What tests of stores share: a store with work of pages, used at times of one's choice."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.artifacts import Artifact, Store
from tasks.storage.references import HANDLE, RESULT_FORM

NOW = datetime.now(UTC)


class Shelf:
    """A store in a folder, and what tests do with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(url=f"file://{folder}")

    def artifact(self, word: str, days: float = 0) -> Artifact:
        """Put a file of one word into the store, used some days ago."""
        artifact = self.store.put_file(f"the word {word}".encode(), "Words", "txt")
        self.use(self.file(artifact), days)
        return artifact

    def record(self, key: str, *artifacts: Artifact, days: float = 0) -> Path:
        """Remember artifacts under a key."""
        self.store.remember(key, artifacts)
        return self.use(self.folder / f"records/{key[:2]}/{key}.json", days)

    def result(self, key: str, *artifacts: Artifact, days: float = 0) -> Path:
        """Keep artifacts as the result of a task, as Prefect does."""
        handles = json.dumps([[{HANDLE: artifact.record()}] for artifact in artifacts])
        metadata = {"storage_key": key, "serializer": {"type": RESULT_FORM}}
        path = self.folder / "results" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"metadata": metadata, "result": handles}))
        return self.use(path, days)

    def file(self, artifact: Artifact) -> Path:
        """The file of an artifact."""
        return Path(artifact.location.removeprefix("file://"))

    def use(self, path: Path, days: float) -> Path:
        """Let a file have been used some days ago."""
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
        return path

    def places(self) -> set[str]:
        """All files but locks, by their place."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix() for path in files} - {
            "runs.lock",
            "sweep.lock",
        }


@pytest.fixture
def shelf(tmp_path) -> Shelf:
    """A store of the test's own."""
    return Shelf(tmp_path / "a store 100%")


@pytest.fixture
def days_ago() -> Callable[[float], datetime]:
    """A function that tells when it was so many days ago."""
    return lambda days: NOW - timedelta(days=days)

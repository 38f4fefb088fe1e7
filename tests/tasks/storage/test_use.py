"""Runs and who prunes never meet in a store: each knows of the other, however it ends."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest

from schemas.errors import OutputError, UsageError
from tasks.artifacts import Store
from tasks.storage.use import in_use, swept


@pytest.fixture
def run_elsewhere(shelf):
    """A run in another process that uses the store until it is killed."""
    program = (
        "from tasks.artifacts import Store\nfrom tasks.storage.use import in_use\n"
        f"with in_use(Store(url={shelf.store.url!r})):\n    print('begun', flush=True)\n    input()"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"begun\n"
        yield process
        process.kill()


def test_a_run_is_seen_until_it_ends(shelf):
    began = datetime.now(UTC)
    with in_use(shelf.store):
        with in_use(shelf.store), swept(shelf.store) as since:
            assert abs(since - began) < timedelta(minutes=1)
        # The first of the runs that overlap counts.
        long_ago = (began - timedelta(days=2)).timestamp()
        os.utime(shelf.folder / "runs.lock", (long_ago, long_ago))
        with in_use(shelf.store), swept(shelf.store) as since:
            assert since.timestamp() == pytest.approx(long_ago)
    with swept(shelf.store) as since:
        assert since is None


def test_a_killed_run_is_forgotten(shelf, run_elsewhere):
    with swept(shelf.store) as since:
        assert since is not None
    run_elsewhere.kill()
    run_elsewhere.wait()
    with swept(shelf.store) as since:
        assert since is None


def test_a_run_waits_for_who_prunes(shelf):
    began = threading.Event()

    def run() -> None:
        with in_use(shelf.store):
            began.set()

    with swept(shelf.store):
        thread = threading.Thread(target=run)
        thread.start()
        assert not began.wait(0.2)
    assert began.wait(60)
    thread.join()


def test_two_do_not_prune_at_once(shelf):
    with swept(shelf.store), pytest.raises(UsageError, match="another command"), swept(shelf.store):
        pass


def test_stores_elsewhere_are_used_and_never_pruned():
    store = Store(url="memory://scrivano-use")
    with in_use(store):
        pass
    with pytest.raises(UsageError, match="no local folder"), swept(store):
        pass


def test_a_store_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    store = Store(url=f"file://{tmp_path}/file/store")
    with pytest.raises(OutputError, match="SCRIVANO_STORE"), in_use(store):
        pass

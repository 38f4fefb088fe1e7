"""Use: runs say that they use a store, so that nothing they may need is pruned meanwhile.

Two files in the store are locked by the kernel (`flock`), whose locks end with the process that
holds them, however it ends. All runs share the lock of one, whose time is when the first of them
began. Who prunes holds the other, for which every run waits before it begins.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from schemas.errors import OutputError, UsageError
from tasks.artifacts import Store, local_folder

RUNS = "runs.lock"
SWEEP = "sweep.lock"

_PERMISSIONS = 0o666  # what the umask leaves of them


@contextmanager
def in_use(store: Store) -> Iterator[None]:
    """Say, for as long as the context lasts, that a run uses a store; waits for one who prunes it.

    Raises
    ------
    OutputError
        If the store cannot be written.
    """
    folder = local_folder(store)
    if folder is None:  # such a store is never pruned
        yield
        return
    with _opened(store, folder, RUNS) as runs:
        with _opened(store, folder, SWEEP) as sweep:
            _lock(store, sweep, fcntl.LOCK_SH)
            if _is_free(runs):
                os.utime(runs)
            _lock(store, runs, fcntl.LOCK_SH)
        yield


@contextmanager
def swept(store: Store) -> Iterator[datetime | None]:
    """Keep runs from beginning to use a store for as long as the context lasts.

    Yields
    ------
    datetime.datetime or None
        When the first of the runs began that use it now; None if there is none.

    Raises
    ------
    UsageError
        If the store is no local folder, or somebody else prunes it.
    OutputError
        If it cannot be written.
    """
    folder = local_folder(store)
    if folder is None:
        raise UsageError(
            f"the store {store.url} is no local folder: runs cannot say that they use it, so that "
            "nothing can be removed safely. Use the means of that storage while nothing runs."
        )
    with _opened(store, folder, RUNS) as runs, _opened(store, folder, SWEEP) as sweep:
        try:
            _lock(store, sweep, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"the store {store.url} is being pruned by another command, or a run is just "
                "beginning. Try again in a moment."
            ) from None
        began = os.fstat(runs).st_mtime
        yield None if _is_free(runs) else datetime.fromtimestamp(began, UTC)


@contextmanager
def _opened(store: Store, folder: Path, name: str) -> Iterator[int]:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / name, flags, _PERMISSIONS)
    except OSError as error:
        raise _unwritable(store, error) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(store: Store, descriptor: int, kind: int) -> None:
    try:
        fcntl.flock(descriptor, kind)
    except BlockingIOError:
        raise
    except OSError as error:
        raise _unwritable(store, error) from error


def _is_free(descriptor: int) -> bool:
    """Tell whether nobody holds a lock; if so, it is held from now on."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _unwritable(store: Store, error: OSError) -> OutputError:
    return OutputError(
        f"cannot use the store {store.url}: {error}. "
        "Check its permissions, or name another store (SCRIVANO_STORE)."
    )

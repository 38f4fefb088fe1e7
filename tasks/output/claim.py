"""Claim: an output folder belongs to one run at a time, and the others are told to whom."""

from __future__ import annotations

import fcntl
import getpass
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from schemas.errors import OutputError
from schemas.settings import OnExisting
from tasks.output.atomic import output_errors, place_name
from tasks.output.contents import files_of, holds_results
from tasks.output.staging import clear, settle
from tasks.output.text import TEXT_FOLDER
from tasks.sources.names import printable

#: File by which a run claims a folder; it holds a line about its owner.
LOCK = ".scrivano.lock"

# Never more of a lock file is shown, whatever stands in it.
_OWNER_BYTES = 300
_PERMISSIONS = 0o666  # what the umask leaves of them


@contextmanager
def claimed(out: Path, on_existing: OnExisting = OnExisting.OVERWRITE) -> Iterator[None]:
    """Hold an output folder for this run alone, and find out early whether it can be written.

    The folder is made if missing, and taken away again if nothing was written. What a run that was
    killed had begun to write is cleared away; what it had written in full is put in its place.

    The lock is the kernel's (`flock`), and ends with the process that holds it, however that ends;
    so no dead run ever blocks another, and there is no age at which a lock is given up.

    Parameters
    ----------
    out : pathlib.Path
        The output folder.
    on_existing : OnExisting, optional
        Whether results of an earlier run are a reason not to begin.

    Raises
    ------
    schemas.errors.OutputError
        If another run holds the folder, it cannot be written, or it holds results and
        `on_existing` is ``abort``.
    """
    with output_errors(out):
        made = [folder for folder in (out, *out.parents) if not folder.exists()]
        out.mkdir(parents=True, exist_ok=True)
    try:
        with _locked(out):
            settle(out)
            clear(out)
            _expect_writable(out)
            if on_existing is OnExisting.ABORT and holds_results(out):
                raise OutputError(
                    f"{place_name(out)} holds results of an earlier run; choose another output "
                    "folder, or say --on-existing overwrite or skip"
                )
            yield
    finally:
        with suppress(OSError):  # of folders with something in them
            for folder in made:
                folder.rmdir()


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    path = out / LOCK
    descriptor = _lock(path)
    try:
        with output_errors(path):
            os.ftruncate(descriptor, 0)
            os.write(descriptor, _this_run().encode())
        yield
    finally:
        # While it is still locked: whoever waits for this very file sees that it is gone.
        with suppress(OSError):
            path.unlink()
        os.close(descriptor)


def _lock(path: Path) -> int:
    """Return the descriptor of the lock file, locked."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    while True:
        with output_errors(path):
            descriptor = os.open(path, flags, _PERMISSIONS)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _stands_at(path, descriptor):
                    return descriptor
            except BlockingIOError:
                owner = os.pread(descriptor, _OWNER_BYTES, 0).decode(errors="replace").strip()
                os.close(descriptor)
                raise OutputError(_taken(path.parent, owner)) from None
            except OSError:
                os.close(descriptor)
                raise
            # Its owner took it away in between.
            os.close(descriptor)


def _stands_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _taken(out: Path, owner: str) -> str:
    by = f"another run ({printable(owner)})" if owner else "another run"
    return (
        f"{place_name(out)} is being written by {by}; wait until that has ended, end it, or choose "
        "another output folder"
    )


def _this_run() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in many containers
        user = str(os.getuid())
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return f"process {os.getpid()} of {user} on {socket.gethostname()}, since {now}\n"


def _expect_writable(out: Path) -> None:
    """Try to put a file where texts go, and look for folders where files go."""
    for path in files_of(out):
        if path.is_dir() and not path.is_symlink():
            raise OutputError(
                f"{place_name(path)} is a folder, where a file is to be written; move it away, or "
                "choose another output folder"
            )
    texts = out / TEXT_FOLDER
    if texts.is_symlink():
        raise OutputError(
            f"{place_name(texts)} is a link, and no output is written through links; take it "
            "away, or choose another output folder"
        )
    if texts.exists():
        with output_errors(texts):
            tried = (out / LOCK).with_suffix(".try")
            moved = texts / tried.name
            try:
                tried.touch()
                tried.replace(moved)
            finally:
                tried.unlink(missing_ok=True)
                moved.unlink(missing_ok=True)

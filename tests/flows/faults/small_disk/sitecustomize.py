"""A disk that is soon full, for processes of tests where none can be mounted.

Python imports this first where its folder is on the path. Below `SMALL_DISK` nothing more can be
written once that holds `SMALL_DISK_BYTES`: files and folders are refused as the system refuses them
on a full disk. What libraries in C write themselves is counted, but not refused.
"""

# ruff: noqa: PTH100, PTH116, PTH118

import builtins
import errno
import io
import os

FOLDER = os.environ["SMALL_DISK"]
ROOM = int(os.environ["SMALL_DISK_BYTES"])

_open, _mkdir, _open_bare = io.open, os.mkdir, os.open


def _taken():
    """Return the bytes in all files below the folder, a block or more each."""
    total = 0
    for folder, _, names in os.walk(FOLDER):
        for name in names:
            try:
                total += -(-os.stat(os.path.join(folder, name)).st_size // 4096) * 4096
            except OSError:
                continue  # it has been taken away meanwhile
    return total


def _expect_room(path):
    place = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else ""
    if os.path.abspath(place).startswith(FOLDER + os.sep) and _taken() >= ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), place)


def _opened(file, mode="r", *arguments, **options):
    if set(mode) & set("wax+"):
        _expect_room(file)
    return _open(file, mode, *arguments, **options)


def _opened_bare(path, flags, *arguments, **options):
    if flags & os.O_CREAT:
        _expect_room(path)
    return _open_bare(path, flags, *arguments, **options)


def _made(path, *arguments, **options):
    _expect_room(path)
    return _mkdir(path, *arguments, **options)


builtins.open = io.open = _opened
os.open = _opened_bare
os.mkdir = _made

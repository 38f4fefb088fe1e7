"""Staging: a run's output is written apart and takes its place once all of it is there."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tasks.output.atomic import output_errors
from tasks.output.text import TEXT_FOLDER, text_path

#: Folder within the output folder where a run writes.
UNFINISHED = ".scrivano.part"
#: What that is called once everything is written and only has to be moved.
FINISHED = ".scrivano.new"

_STALE = "stale.json"


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Write a run's output apart; at the end everything is moved to its place.

    If the block raises, the output folder stands as it did. If the process dies in the block, what
    it wrote is cleared away by the next run (`clear`); if it dies while files are moved, the next
    run goes on with that (`settle`). Before the first file is moved all of them are on the disk.

    Parameters
    ----------
    out : pathlib.Path
        The output folder; made if missing.

    Yields
    ------
    pathlib.Path
        A folder to write to as if it were the output folder.

    Raises
    ------
    schemas.errors.OutputError
        If the folder cannot be written.
    """
    clear(out)
    folder = out / UNFINISHED
    with output_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
    try:
        yield folder
        with output_errors(out):
            _to_disk(folder)
            folder.rename(out / FINISHED)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    settle(out)


def note_stale(folder: Path, sources: Iterable[str]) -> None:
    """Note documents whose texts are to be removed when the new output takes its place.

    Parameters
    ----------
    folder : pathlib.Path
        What `staged` yields.
    sources : iterable of str
        Names of documents.
    """
    listed = sorted(sources)
    if listed:
        with output_errors(folder):
            (folder / _STALE).write_text(json.dumps(listed), "utf-8")


def settle(out: Path) -> None:
    """Move output that was written in full to its place; also what a killed run left of that.

    Files are replaced one by one, links in their place too; no link is followed, and what is a
    folder on one side only stands in the way.

    Raises
    ------
    schemas.errors.OutputError
        If something cannot be moved. Nothing is lost then: the next run tries again.
    """
    finished = out / FINISHED
    if finished.is_symlink() or not finished.is_dir():
        return
    with output_errors(out):
        stale = finished / _STALE
        if stale.exists():
            for source in json.loads(stale.read_text("utf-8")):
                _remove(text_path(out, source), out)
            stale.unlink()
        for entry in sorted(finished.iterdir()):
            _move(entry, out / entry.name)
        finished.rmdir()
        _to_disk(out)


def clear(out: Path) -> None:
    """Remove what a run that was killed had begun to write.

    Raises
    ------
    schemas.errors.OutputError
        If it cannot be removed.
    """
    with output_errors(out / UNFINISHED), suppress(FileNotFoundError):
        shutil.rmtree(out / UNFINISHED)


def is_plain_folder(path: Path) -> bool:
    """Tell whether a path is a folder, and no link to one."""
    return path.is_dir() and not path.is_symlink()


def _move(source: Path, target: Path) -> None:
    if is_plain_folder(source) and is_plain_folder(target):
        for entry in sorted(source.iterdir()):
            _move(entry, target / entry.name)
        source.rmdir()
    else:
        with output_errors(target):
            source.replace(target)


def _remove(text: Path, out: Path) -> None:
    """Remove a text, and the folders that are empty without it."""
    folders = [folder for folder in text.parents if folder.is_relative_to(out / TEXT_FOLDER)]
    if not all(is_plain_folder(folder) for folder in folders):
        return
    text.unlink(missing_ok=True)
    with suppress(OSError):  # of folders with something in them
        for folder in folders:
            folder.rmdir()


def _to_disk(folder: Path) -> None:
    """Have the disk hold all that was written; errors put off until now are raised now.

    One call for the file system: to ask for each file costs milliseconds a file.
    """
    library = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if library.syncfs(descriptor):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(descriptor)

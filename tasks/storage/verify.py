"""Verify: every artifact is hashed again, and every reference followed."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator

from fsspec import AbstractFileSystem

from schemas.errors import OutputError
from schemas.storage import Amount, VerifySummary
from tasks.artifacts import ARTIFACTS, RECORDS, RESULTS, Artifact, Store, is_whole, opened
from tasks.storage.files import StoredFile, files_of
from tasks.storage.references import in_record, in_result


def verify(store: Store, *, keep: bool = False) -> VerifySummary:
    """Look for damage in a store, and remove what is damaged, so that it is made anew.

    What refers to something damaged or gone is removed as well. Runs may use the store meanwhile:
    what is removed would have been of no use to them.

    Parameters
    ----------
    store : Store
        Any store.
    keep : bool, optional
        Whether to leave what is damaged where it is.

    Raises
    ------
    OutputError
        If something damaged cannot be removed.
    """
    filesystem, root = opened(store.url)
    checked, whole, damaged = Amount(), set(), []
    for file in files_of(store, ARTIFACTS):
        if file.unfinished:
            continue
        checked = checked.with_file(file.size)
        if _hash(filesystem, file.path) == _digest(file.place):
            whole.add(_digest(file.place))
        else:
            damaged.append(file.place)
    here = f"{store.url.rstrip('/')}/"
    missing: set[str] = set()
    unusable = []
    for file, named in _references(store, filesystem):
        lost = [one for one in named or () if not _stands(one, here, whole)]
        if named is None or lost:
            unusable.append(file.place)
        missing |= {one.location.removeprefix(here) for one in lost}
    if not keep:
        # What refers to something goes before it.
        for place in unusable:
            _remove(filesystem, store, f"{root}/{place}")
        for place in damaged:
            # Not what a run has made anew meanwhile.
            if _hash(filesystem, f"{root}/{place}") != _digest(place):
                _remove(filesystem, store, f"{root}/{place}")
    return VerifySummary(
        store=store.url,
        checked=checked,
        damaged=tuple(sorted(damaged)),
        missing=tuple(sorted(missing - set(damaged))),
        unusable=tuple(sorted(unusable)),
        removed=not keep,
    )


def _digest(place: str) -> str:
    """Return the digest that an artifact's name promises."""
    return place.rpartition("/")[2].partition(".")[0]


def _hash(filesystem: AbstractFileSystem, path: str) -> str:
    try:
        with filesystem.open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _references(
    store: Store, filesystem: AbstractFileSystem
) -> Iterator[tuple[StoredFile, list[Artifact] | None]]:
    """Yield records and results with the handles in them; None where they cannot be read."""
    readers: tuple[tuple[str, Callable[[bytes], list[Artifact]]], ...]
    readers = ((RECORDS, in_record), (RESULTS, in_result))
    for folder, read in readers:
        for file in files_of(store, folder):
            if file.unfinished:
                continue
            try:
                yield file, read(filesystem.cat_file(file.path))
            except FileNotFoundError:
                continue  # pruned meanwhile
            except (OSError, ValueError):
                yield file, None


def _stands(artifact: Artifact, here: str, whole: set[str]) -> bool:
    if artifact.location.startswith(here) and artifact.digest in whole:
        return True
    # It lies elsewhere, or was written after the artifacts here were looked through.
    return is_whole(artifact)


def _remove(filesystem: AbstractFileSystem, store: Store, path: str) -> None:
    try:
        with contextlib.suppress(FileNotFoundError):
            filesystem.rm_file(path)
    except OSError as error:
        raise OutputError(
            f"cannot remove what is damaged from the store {store.url}: {error}. "
            "Check its permissions."
        ) from error

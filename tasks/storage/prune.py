"""Prune: what was not used for a while goes, and nothing that something kept refers to.

Records and results that were used are marked, and the artifacts that they name; then the others
are swept: first records and results, then artifacts, so that whatever ends the sweep, nothing is
left that refers to what is gone. A record that was not used itself, but names nothing that is not
kept anyway, stays: pages are known by it if others join them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schemas.errors import OutputError
from schemas.storage import Amount, PruneSummary
from tasks.artifacts import (
    ARTIFACTS,
    RECORDS,
    RESULTS,
    UNFINISHED_SUFFIX,
    USE_GRAIN,
    Artifact,
    Store,
)
from tasks.storage.files import StoredFile, files_of
from tasks.storage.references import in_record, in_result
from tasks.storage.use import swept

#: What was not written to the end by then never will be.
_WRITING = timedelta(days=1)

Reader = Callable[[bytes], list[Artifact]]
Remover = Callable[[StoredFile, datetime], bool]


def prune(store: Store, unused_since: datetime, *, dry_run: bool = False) -> PruneSummary:
    """Remove what was not used since a time and nothing kept refers to.

    Runs may use the store meanwhile: what was used since the first of them began stays.

    Parameters
    ----------
    store : Store
        A store in a local folder.
    unused_since : datetime.datetime
        What was used since then stays.
    dry_run : bool, optional
        Whether to count only.

    Raises
    ------
    UsageError
        If the store is no local folder, or somebody else prunes it.
    OutputError
        If it cannot be written.
    """
    remove = _counted if dry_run else _removed
    try:
        with swept(store) as began:
            bound = unused_since
            if began:
                # A run does not note each use of what it has noted just before it began.
                bound = min(bound, began - timedelta(seconds=USE_GRAIN))
            marked: set[str] = set()
            listed = {
                folder: _mark(store, folder, read, bound, marked)
                for folder, read in ((RESULTS, in_result), (RECORDS, in_record))
            }
            results = _sweep_naming(listed[RESULTS], in_result, bound, marked, remove)
            needless = (file for file in listed[RECORDS] if not _is_needed(file, marked))
            records = _sweep_naming(needless, in_record, bound, marked, remove)
            artifacts = _sweep(
                (file for file in files_of(store, ARTIFACTS) if _digest(file) not in marked),
                bound,
                remove,
            )
            now = datetime.now(UTC)
            abandoned = max(bound, min(began or now, now) - _WRITING)
            unfinished = _sweep(_unfinished(store), abandoned, remove)
    except OSError as error:
        raise OutputError(
            f"cannot clear the store {store.url}: {error}. Check its permissions."
        ) from error
    return PruneSummary(
        store=store.url,
        unused_since=bound,
        in_use_since=began,
        dry_run=dry_run,
        artifacts=artifacts,
        records=records,
        results=results,
        unfinished=unfinished,
    )


def _mark(
    store: Store, folder: str, read: Reader, bound: datetime, marked: set[str]
) -> list[StoredFile]:
    """Mark what used records or results name; return those that were not used."""
    unused = []
    for file in files_of(store, folder):
        if file.unfinished:
            continue
        if _is_unused(file, bound):
            unused.append(file)
        else:
            marked |= _named(file, read)
    return unused


def _is_needed(record: StoredFile, marked: set[str]) -> bool:
    """Tell whether a record names something, and nothing that is not kept anyway."""
    named = _named(record, in_record)
    return bool(named) and named <= marked


def _named(file: StoredFile, read: Reader) -> set[str]:
    try:
        return {artifact.digest for artifact in read(Path(file.path).read_bytes())}
    except (FileNotFoundError, ValueError):
        # What is gone or cannot be understood refers to nothing.
        return set()


def _sweep_naming(
    files: Iterable[StoredFile], read: Reader, bound: datetime, marked: set[str], remove: Remover
) -> Amount:
    """Remove records or results; what turns out to have been used just now is marked instead."""
    amount = Amount()
    for file in files:
        if remove(file, bound):
            amount = amount.with_file(file.size)
        else:
            marked |= _named(file, read)
    return amount


def _sweep(files: Iterable[StoredFile], bound: datetime, remove: Remover) -> Amount:
    amount = Amount()
    for file in files:
        if _is_unused(file, bound) and remove(file, bound):
            amount = amount.with_file(file.size)
    return amount


def _unfinished(store: Store) -> Iterator[StoredFile]:
    for folder in (ARTIFACTS, RECORDS, RESULTS):
        yield from (file for file in files_of(store, folder) if file.unfinished)


def _digest(file: StoredFile) -> str:
    return file.name.partition(".")[0]


def _is_unused(file: StoredFile, bound: datetime) -> bool:
    return file.used is not None and file.used < bound


def _counted(file: StoredFile, bound: datetime) -> bool:
    return True


def _removed(file: StoredFile, bound: datetime) -> bool:
    """Remove a file unless it was used in this very moment."""
    path = Path(file.path)
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex}{UNFINISHED_SUFFIX}")
    try:
        # Aside first: who uses it from now on notes so in vain and makes it anew, and a use up to
        # now is seen in its time.
        path.rename(aside)
        if aside.stat().st_mtime >= bound.timestamp():
            aside.rename(path)
            return False
        aside.unlink()
    except FileNotFoundError:
        return False
    return True

"""Files of a store: what there is, how large, and when it was used last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from schemas.storage import Amount, StoreSummary
from tasks.artifacts import ARTIFACTS, RECORDS, RESULTS, UNFINISHED_SUFFIX, Store, opened

#: What file systems call the time at which a file was written.
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")


@dataclass(frozen=True)
class StoredFile:
    """A file in a store.

    Attributes
    ----------
    path : str
        Its path in the store's file system.
    place : str
        Its path in the store.
    size : int
        Bytes.
    used : datetime.datetime or None
        When it was written or, in a local store, used last; None where that is not known.
    """

    path: str
    place: str
    size: int
    used: datetime | None

    @property
    def name(self) -> str:
        """The last part of its path: of artifacts the digest and a suffix, of records the key."""
        return self.place.rpartition("/")[2]

    @property
    def kind(self) -> str:
        """What an artifact is: the name of its table's schema, or the kind of file."""
        return self.place.split("/")[1]

    @property
    def unfinished(self) -> bool:
        """Whether it was not written to the end."""
        return self.name.endswith(UNFINISHED_SUFFIX)


def files_of(store: Store, folder: str) -> Iterator[StoredFile]:
    """Yield the files in one of a store's folders, in no order."""
    filesystem, root = opened(store.url)
    for _, _, files in filesystem.walk(f"{root}/{folder}", detail=True):
        for facts in files.values():
            path = str(facts["name"])
            yield StoredFile(path, path[len(root) + 1 :], int(facts["size"] or 0), _time(facts))


def survey(store: Store) -> StoreSummary:
    """Sum up what lies in a store."""
    artifacts: dict[str, Amount] = {}
    others = dict.fromkeys((RECORDS, RESULTS, UNFINISHED_SUFFIX), Amount())
    oldest: datetime | None = None
    newest: datetime | None = None
    for folder in (ARTIFACTS, RECORDS, RESULTS):
        for file in files_of(store, folder):
            if file.unfinished:
                others[UNFINISHED_SUFFIX] = others[UNFINISHED_SUFFIX].with_file(file.size)
            elif folder == ARTIFACTS:
                artifacts[file.kind] = artifacts.get(file.kind, Amount()).with_file(file.size)
            else:
                others[folder] = others[folder].with_file(file.size)
            if file.used:
                oldest = min(oldest or file.used, file.used)
                newest = max(newest or file.used, file.used)
    return StoreSummary(
        store=store.url,
        artifacts=dict(sorted(artifacts.items())),
        records=others[RECORDS],
        results=others[RESULTS],
        unfinished=others[UNFINISHED_SUFFIX],
        oldest=oldest,
        newest=newest,
    )


def _time(facts: dict[str, Any]) -> datetime | None:
    for name in _TIMES:
        value = facts.get(name)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
    return None

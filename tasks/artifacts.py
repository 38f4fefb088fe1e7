"""Artifacts: tables travel between tasks as handles to content-addressed Parquet files."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import json
import os
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from schemas.errors import DamagedArtifact, OutputError, UsageError
from schemas.validation import TableSchema, empty_table, validated

#: Folders of a store: tables and files, records of page work, results of Prefect's tasks.
ARTIFACTS = "artifacts"
RECORDS = "records"
RESULTS = "results"

#: What is not written to the end is called so.
UNFINISHED_SUFFIX = ".part"

#: Seconds for which a file need not be marked as used again: pruning thinks in days.
USE_GRAIN = 3600.0

#: Tables of fewer bytes are written as they are: unpacking one takes longer than all else about it.
_BYTES_WORTH_PACKING = 1 << 16
# What Arrow notes of its own schema is left out: whoever reads a table knows the schema, and it
# takes longer to read than the rows of a small one.
_LARGE: dict[str, Any] = {"compression": "zstd", "store_schema": False}
_SMALL: dict[str, Any] = {
    "compression": "none",
    "use_dictionary": False,
    "write_statistics": False,
    "store_schema": False,
}

#: Stores whose file systems are kept at hand: finding one takes longer than reading a small file.
_STORES_KNOWN = 8

#: Tables of fewer bytes are read faster by one thread.
_BYTES_WORTH_THREADS = 1 << 20


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Artifact:
    """Handle to a table in a store: small, JSON, and enough to notice any damage to the table.

    A run holds several of them a page until it writes, hence the slots.
    """

    location: Annotated[str, Field(description="URL of the Parquet file")]
    digest: Annotated[str, Field(description="SHA-256 of the file, hexadecimal")]
    table: Annotated[str, Field(description="name of the schema that the table keeps, or kind")]
    rows: Annotated[int, Field(ge=0, description="number of rows; 0 for a file that is no table")]

    def record(self) -> dict[str, str | int]:
        """Return the handle as it is kept in JSON."""
        return {
            "location": self.location,
            "digest": self.digest,
            "table": self.table,
            "rows": self.rows,
        }


_HANDLE: TypeAdapter[Artifact] = TypeAdapter(Artifact)
_HANDLES: TypeAdapter[list[Artifact]] = TypeAdapter(list[Artifact])


def handle_of(record: Any) -> Artifact:
    """Return the handle that was kept as a record.

    Raises
    ------
    ValueError
        If the record is of no handle.
    """
    return _HANDLE.validate_python(record)


def handles_of(content: bytes) -> list[Artifact]:
    """Return the handles that were kept as JSON.

    Raises
    ------
    ValueError
        If the content is of no handles.
    """
    return _HANDLES.validate_json(content)


class Store(BaseModel):
    """A place for artifacts: any fsspec URL, such as ``file:///var/cache/scrivano``.

    The store is content-addressed: an artifact's name is its digest, so that writing the same
    table twice writes one file, and two runs can share a store.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str

    def put(self, table: pa.Table, schema: TableSchema) -> Artifact:
        """Validate a table, write it, and return its handle.

        Raises
        ------
        InvalidTable
            If the table breaks its schema.
        OutputError
            If the store cannot be written.
        """
        content = _parquet_bytes(validated(table, schema))
        return self._put(content, schema.__name__, "parquet", table.num_rows)

    def put_file(self, content: bytes, kind: str, suffix: str) -> Artifact:
        """Write a file that is no table, such as a model, and return its handle.

        Raises
        ------
        OutputError
            If the store cannot be written.
        """
        return self._put(content, kind, suffix, 0)

    def _put(self, content: bytes, kind: str, suffix: str, rows: int) -> Artifact:
        digest = hashlib.sha256(content).hexdigest()
        name = f"{_place(kind, digest)}.{suffix}"
        self._write(name, content)
        location = f"{self.url.rstrip('/')}/{name}"
        return Artifact(location=location, digest=digest, table=kind, rows=rows)

    def remember(self, key: str, artifacts: Sequence[Artifact]) -> None:
        """Note under a key which artifacts a piece of work led to.

        Raises
        ------
        OutputError
            If the store cannot be written.
        """
        record = json.dumps([artifact.record() for artifact in artifacts], sort_keys=True)
        self._write(_record_name(key), record.encode())

    def recall(self, key: str) -> list[Artifact] | None:
        """Return the artifacts noted under a key; None if there are none or one of them is damaged.

        A record that cannot be understood counts as none: its work is done again and it is
        written anew.
        """
        filesystem, root = opened(self.url)
        name = f"{root}/{_record_name(key)}"
        # Before it is read: what was pruned meanwhile is not found then, and is done again.
        mark_used(filesystem, name)
        try:
            artifacts = handles_of(_content_of(filesystem, name))
        except (OSError, ValueError):
            return None
        return artifacts if all(is_whole(artifact) for artifact in artifacts) else None

    def _write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all: readers never meet half of it."""
        filesystem, root = opened(self.url)
        path = f"{root}/{name}"
        unfinished = f"{path}.{uuid.uuid4().hex}{UNFINISHED_SUFFIX}"
        try:
            mark_used(filesystem, path)
            if filesystem.exists(path) and _content_of(filesystem, path) == content:
                return
            filesystem.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            filesystem.pipe_file(unfinished, content)
            filesystem.mv(unfinished, path)
        except OSError as error:
            with contextlib.suppress(OSError):
                filesystem.rm_file(unfinished)
            raise OutputError(
                f"cannot write to the store {self.url}: {error}. "
                "Free space there, or name another store (SCRIVANO_STORE)."
            ) from error


def read_table(artifact: Artifact, schema: TableSchema) -> pa.Table:
    """Read an artifact's table, checking digest and schema.

    Raises
    ------
    DamagedArtifact
        If the file is gone or is not the one that was written.
    InvalidTable
        If the handle is of another schema, or the table breaks it.
    """
    return read_tables([artifact], schema)


def read_tables(artifacts: Sequence[Artifact], schema: TableSchema) -> pa.Table:
    """Read the tables of several artifacts as one, checking digests and, once for all, the schema.

    The schema's keys have to tell apart rows of different artifacts, as those of pages do.

    Raises
    ------
    DamagedArtifact
        If a file is gone or is not the one that was written.
    InvalidTable
        If a handle is of another schema, or the tables break it.
    """
    tables = [_parsed(read_file(artifact)) for artifact in artifacts]
    if not tables:
        return empty_table(schema)
    first = tables[0].schema
    if any(table.schema != first for table in tables):
        # One at a time, so that the error tells what is wrong with which.
        tables = [validated(table, schema) for table in tables]
    if len(tables) == 1:
        return validated(tables[0], schema)
    # In one piece, for whatever is asked of a table is asked of each of its pieces.
    return validated(pa.concat_tables(tables).combine_chunks(), schema)


def _place(kind: str, digest: str) -> str:
    """Return where in a store an artifact lies, without its suffix."""
    return f"{ARTIFACTS}/{kind}/{digest[:2]}/{digest}"


def _parsed(content: bytes) -> pa.Table:
    file = pq.ParquetFile(pa.BufferReader(content))
    return file.read(use_threads=len(content) >= _BYTES_WORTH_THREADS)


def read_file(artifact: Artifact) -> bytes:
    """Read an artifact's file, checking its digest.

    Raises
    ------
    DamagedArtifact
        If the file is gone or is not the one that was written.
    """
    content = _content(artifact)
    if content is None:
        raise DamagedArtifact(
            f"artifact {artifact.location} is missing or damaged. Run again: it is made anew."
        )
    return content


def is_whole(artifact: Artifact) -> bool:
    """Tell whether an artifact's file stands and has its digest."""
    return _content(artifact) is not None


def _content(artifact: Artifact) -> bytes | None:
    # Handles are kept in files too, and those may be damaged like any other.
    store, place, suffix = artifact.location.partition(_place(artifact.table, artifact.digest))
    if not (store.endswith("/") and place and suffix.startswith(".")):
        return None
    try:
        filesystem, root = opened(store)
        content = _content_of(filesystem, f"{root}/{place}{suffix}")
    except (OSError, UsageError):
        return None
    return content if hashlib.sha256(content).hexdigest() == artifact.digest else None


def _content_of(filesystem: AbstractFileSystem, path: str) -> bytes:
    if isinstance(filesystem, LocalFileSystem):
        # Half the time of a path's or the file system's own way: a rerun reads some twenty small
        # files a page.
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.readall()
    content: bytes = filesystem.cat_file(path)
    return content


@functools.lru_cache(maxsize=_STORES_KNOWN)
def opened(url: str) -> tuple[AbstractFileSystem, str]:
    """Return the file system of a URL and the path within it.

    Raises
    ------
    UsageError
        If no such file system is known, or what it needs is not installed.
    """
    try:
        filesystem, path = fsspec.core.url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise UsageError(f"the store {url} cannot be used (SCRIVANO_STORE): {error}") from None
    return filesystem, path.rstrip("/")


def local_folder(store: Store) -> Path | None:
    """Return the folder of a store; None for one that is not in this machine's file system."""
    filesystem, root = opened(store.url)
    return Path(root) if isinstance(filesystem, LocalFileSystem) else None


def mark_used(filesystem: AbstractFileSystem, path: str) -> None:
    """Note in the time of a local file that it is used now, so that pruning leaves it."""
    if not isinstance(filesystem, LocalFileSystem):
        return
    # A store that can only be read from is not pruned either.
    with contextlib.suppress(OSError):
        if time.time() - Path(path).stat().st_mtime > USE_GRAIN:
            os.utime(path)


def _record_name(key: str) -> str:
    return f"{RECORDS}/{key[:2]}/{key}.json"


def _parquet_bytes(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **(_LARGE if table.nbytes >= _BYTES_WORTH_PACKING else _SMALL))
    return sink.getvalue()

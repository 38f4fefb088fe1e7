"""Contents: what an output folder holds, and which of it an earlier run wrote."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.errors import PageError
from schemas.pages import Pages
from schemas.readings import WrittenReadings
from schemas.rows import WrittenRows
from tasks.output.text import TEXT_FOLDER, text_path
from tasks.sources.files import open_file

REPORT = "report.html"
#: Tables of a run, each in a file ``<name>.parquet``.
TABLES = {"pages": Pages, "rows": WrittenRows, "readings": WrittenReadings}
#: Statuses of pages of which at least one makes a document's text.
WITH_TEXT = ("read", "blank")

# Under this name the table of pages says whose texts were not its run's to write.
_FOREIGN = "foreign_texts"


def table_file(out: Path, name: str) -> Path:
    """Return where a table of `TABLES` is written."""
    return out / f"{name}.parquet"


def files_of(out: Path) -> list[Path]:
    """Return the files that every run writes."""
    return [*(table_file(out, name) for name in TABLES), out / REPORT]


def holds_results(out: Path) -> bool:
    """Tell whether a folder holds anything that a run would write."""
    if any(os.path.lexists(path) for path in files_of(out)):
        return True
    texts = out / TEXT_FOLDER
    return texts.is_dir() and any(texts.iterdir())


def existing_texts(out: Path, sources: Iterable[str]) -> set[str]:
    """Return the documents of which a text stands, whoever wrote it."""
    return {source for source in sources if os.path.lexists(text_path(out, source))}


def earlier_texts(out: Path) -> set[str]:
    """Return the documents whose texts the last run wrote, by its table of pages.

    Without that table, or with one that is damaged or not Scrivano's, there are none.
    """
    return _recorded(out) or set()


def foreign_note(sources: Iterable[str]) -> dict[str, str]:
    """Return what the table of pages notes of documents whose texts others wrote."""
    listed = sorted(sources)
    return {_FOREIGN: json.dumps(listed)} if listed else {}


def own_files(out: Path) -> set[Path]:
    """Return the files that the last run wrote: none if it left no table of pages.

    Parameters
    ----------
    out : pathlib.Path
        The output folder, as the paths are to begin.
    """
    texts = _recorded(out)
    if texts is None:
        return set()
    return {*files_of(out), *(text_path(out, source) for source in texts)}


def _recorded(out: Path) -> set[str] | None:
    """Return the documents whose texts the last run wrote; None if nothing says what it wrote."""
    try:
        with open_file(table_file(out, "pages")) as file, pq.ParquetFile(file) as pages:
            notes = pages.schema_arrow.metadata or {}
            if notes.get(b"table") != Pages.__name__.encode():
                return None
            ended = pages.read(["source", "status"]).to_pydict()
            foreign = json.loads(notes.get(_FOREIGN.encode(), b"[]"))
    except (PageError, OSError, ValueError, KeyError, pa.ArrowException):
        return None
    written = zip(ended["source"], ended["status"], strict=True)
    return {source for source, status in written if status in WITH_TEXT}.difference(foreign)

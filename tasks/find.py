"""Stage find: which pages there are, by content, and which files cannot even be opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from schemas.references import PageRef
from schemas.settings import LoadSettings
from tasks.progress import report
from tasks.sources.find import FoundFolder
from tasks.sources.find import find_pages as list_pages


@task(name="find-pages", cache_policy=NO_CACHE)
def find_pages(inputs: Sequence[Path], settings: LoadSettings) -> FoundFolder:
    """Find all pages in folders and files. Not cached: the file system is asked every time."""
    found = list_pages(inputs, settings)
    report("found", found.pages.num_rows, "computed")
    report("found", found.failures.num_rows, "failed")
    return found


def distinct_pages(found: FoundFolder) -> list[PageRef]:
    """Return each page's content once, however many names it stands under, in order of source."""
    columns = (found.pages[name].to_pylist() for name in ("page_id", "source", "frame"))
    distinct = {
        page_id: (found.paths[source], frame)
        for page_id, source, frame in reversed(list(zip(*columns, strict=True)))
    }
    return [
        PageRef(page_id=page_id, path=path, frame=frame)
        for page_id, (path, frame) in reversed(distinct.items())
    ]

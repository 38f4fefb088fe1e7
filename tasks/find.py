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
    report("found", len(distinct_pages(found)), "computed")
    report("found", found.failures.num_rows, "failed")
    return found


def distinct_pages(found: FoundFolder) -> list[PageRef]:
    """Return each page's content once, however many names it stands under, in order of source."""
    distinct: dict[str, PageRef] = {}
    for page in found.pages.select(["page_id", "source", "frame", "digest"]).to_pylist():
        path = found.paths[page.pop("source")]
        distinct.setdefault(page["page_id"], PageRef(path=path, **page))
    return list(distinct.values())

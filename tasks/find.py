"""Stage find: which pages there are, by content, and which files cannot even be opened."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from schemas.references import PageRef
from schemas.settings import LoadSettings
from tasks.output.contents import own_files
from tasks.output.places import check_places, settled
from tasks.progress import report
from tasks.sources.find import FoundFolder
from tasks.sources.find import find_pages as list_pages
from tasks.sources.names import from_address


@task(name="find-pages", cache_policy=NO_CACHE)
def find_pages(
    inputs: Sequence[Path], settings: LoadSettings, out: Path | None = None
) -> FoundFolder:
    """Find all pages in folders and files. Not cached: the file system is asked every time.

    Parameters
    ----------
    inputs : sequence of pathlib.Path
        Folders and files.
    settings : LoadSettings
        Limits.
    out : pathlib.Path or None, optional
        Where the transcripts will go. What an earlier run wrote there is no page, and no page may
        stand where one of them is to be written.

    Raises
    ------
    UsageError
        If an input does not exist.
    OutputError
        If something stands where a transcript is to be written.
    """
    inputs = [from_address(given) for given in inputs]
    own = own_files(settled(out)) if out else set()
    found = list_pages(inputs, settings, own)
    if out:
        sources = chain(found.pages["source"].to_pylist(), found.failures["source"].to_pylist())
        check_places(out, inputs, dict.fromkeys(sources))
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

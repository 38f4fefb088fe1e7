"""Stage write: texts, tables and report into the output folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from schemas.settings import OnExisting
from schemas.summary import TranscriptionSummary
from tasks.output.transcription import write_transcription
from tasks.read_page import ReadPage
from tasks.sources.find import FoundFolder


@task(name="write-output", cache_policy=NO_CACHE)
def write_output(
    found: FoundFolder,
    read: Mapping[str, ReadPage],
    out: Path,
    on_existing: OnExisting = OnExisting.OVERWRITE,
) -> TranscriptionSummary:
    """Write what was read. Not cached: the output folder may have changed meanwhile."""
    return write_transcription(found, read, out, on_existing)

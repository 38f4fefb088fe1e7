"""Stage decode: from what the network sees, and what stands around it, to characters and text."""

from __future__ import annotations

from typing import Any

from prefect import task

from schemas.settings import ReadingSettings
from tasks.artifacts import Artifact, Store
from tasks.caching import CACHED, by_content
from tasks.page_work import (
    Job,
    Outcomes,
    UnfinishedPages,
    carry_out,
    joint_key,
    outcomes_of,
    work_key,
)
from tasks.pool import PagePool
from tasks.reading.work import decode_one


def decoding_jobs(
    segmented: Outcomes | UnfinishedPages,
    clustered: Outcomes | UnfinishedPages,
    recognised: Outcomes | UnfinishedPages,
    alphabet: str,
    lexicon: Artifact | None,
    settings: ReadingSettings,
    store: Store,
) -> list[Job | None]:
    """Describe the work on each page that has spans.

    Its key is rows, spans, alphabet, words and settings.
    """
    jobs: list[Job | None] = []
    stages = (outcomes_of(stage) for stage in (segmented, clustered, recognised))
    for with_glyphs, with_rows, with_spans in zip(*stages, strict=True):
        if not isinstance(with_spans, list) or not with_spans:
            jobs.append(None)
            continue
        # Spans come of glyphs and rows, so that both are there.
        assert isinstance(with_glyphs, list)
        assert isinstance(with_rows, list)
        measures, _ = with_glyphs
        (rows,) = with_rows
        (spans,) = with_spans
        words = lexicon.digest if lexicon else ""
        inputs = [measures.digest, rows.digest, spans.digest, alphabet, words]
        key = work_key(decode_one, inputs, [settings])
        arguments = (measures, rows, spans, alphabet, lexicon, settings, store)
        jobs.append(Job(decode_one, arguments, key))
    return jobs


def _key(arguments: dict[str, Any]) -> str:
    names = ("segmented", "clustered", "recognised", "alphabet", "lexicon", "settings", "store")
    return joint_key(decoding_jobs(*(arguments[name] for name in names)))


@task(name="decode", cache_policy=by_content(_key), **CACHED)
def decode(
    segmented: Outcomes | UnfinishedPages,
    clustered: Outcomes | UnfinishedPages,
    recognised: Outcomes | UnfinishedPages,
    alphabet: str,
    lexicon: Artifact | None,
    settings: ReadingSettings,
    store: Store,
    pool: PagePool,
) -> Outcomes:
    """Settle what pages say; each page leads to its readings and its transcript."""
    jobs = decoding_jobs(segmented, clustered, recognised, alphabet, lexicon, settings, store)
    return carry_out("decode", jobs, store, pool)

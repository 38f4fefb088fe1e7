"""Stage publish: a study's numbers as one table, and as a page for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from prefect import task
from prefect.cache_policies import NO_CACHE

from schemas.samples import Samples
from schemas.settings import StudySettings
from schemas.study import Study
from schemas.summary import StudySummary
from schemas.validation import validated
from tasks.artifacts import Artifact, Store, read_file, read_table
from tasks.caching import CACHED, by_content
from tasks.output.atomic import replacing
from tasks.page_work import work_key
from tasks.study.numbers import Numbers
from tasks.study.page import looks_digest, page_content
from tasks.study.summary import key_figures

#: Files that a study writes.
PAGE, NUMBERS = "study.html", "study.parquet"
#: Kind of artifact that holds a page.
HTML = "StudyPage"


def _key(arguments: dict[str, Any]) -> str:
    digests = [artifact.digest for artifact in (arguments["samples"], *arguments["numbers"])]
    return work_key(page_content, [*digests, looks_digest()], [arguments["settings"]])


@task(name="draw-study", cache_policy=by_content(_key), **CACHED)
def draw_study(
    samples: Artifact, numbers: Sequence[Artifact], settings: StudySettings, store: Store
) -> Artifact:
    """Draw a study's page, plots and all."""
    page = page_content(_together(numbers), read_table(samples, Samples), settings)
    return store.put_file(page, HTML, "html")


@task(name="publish-study", cache_policy=NO_CACHE)
def publish_study(
    samples: Artifact, numbers: Sequence[Artifact], page: Artifact, out: Path
) -> StudySummary:
    """Write a study's page and the table of all its numbers (`Study`)."""
    table = _together(numbers)
    with replacing(out / NUMBERS) as written:
        pq.write_table(table, written, compression="zstd")
    with replacing(out / PAGE) as written:
        written.write_bytes(read_file(page))
    return StudySummary(
        page=out / PAGE,
        numbers=out / NUMBERS,
        samples=samples.rows,
        count=table.num_rows,
        metrics=key_figures(Numbers.of(table)),
    )


def _together(numbers: Sequence[Artifact]) -> pa.Table:
    return validated(pa.concat_tables([read_table(part, Study) for part in numbers]), Study)

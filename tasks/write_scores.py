"""Stage write-scores: every figure of an evaluation as a table, every mistake as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
from prefect import task
from prefect.cache_policies import NO_CACHE

from schemas.scores import Scores
from schemas.validation import table_of
from tasks.output import mistakes
from tasks.output.atomic import replacing
from tasks.scoring.glyphs import GlyphScores
from tasks.scoring.recognised import RecognisedSamples
from tasks.scoring.text import TextScores


@task(name="write-scores", cache_policy=NO_CACHE)
def write_scores(scores: Sequence[TextScores | GlyphScores], out: Path) -> None:
    """Write figures to a Parquet file (`Scores`)."""
    table = table_of(Scores, [row for entry in scores for row in entry.to_rows()])
    with replacing(out) as written:
        pq.write_table(table, written)


@task(name="write-mistakes", cache_policy=NO_CACHE)
def write_mistakes(recognised: RecognisedSamples, report: Path) -> None:
    """Write an HTML page of the characters that were misread."""
    mistakes.write_mistakes(report, recognised)

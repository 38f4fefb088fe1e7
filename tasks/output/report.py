"""Report: a run as one HTML page, to be looked through by a person."""

from __future__ import annotations

import heapq
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import pyarrow as pa

from schemas.pages import STATUSES
from tasks.output.atomic import replacing
from tasks.output.html import environment, percent

#: Characters less sure than this are marked.
DOUBTFUL = 0.8
#: Characters less sure than this are marked twice: as likely wrong as right.
VERY_DOUBTFUL = 0.5
#: Pages listed as those to look at first.
WORST_PAGES = 12

_TEMPLATE = "report.html.j2"
_ENCODING = "utf-8"


@dataclass(frozen=True)
class ReportCharacter:
    """A character as read.

    Attributes
    ----------
    character : str
        What it was read as.
    confidence : float
        Probability of that.
    alternatives : tuple of (str, float)
        What else it may be and how probable that is, the most probable first; it may hold the
        character itself.
    rejected : bool
        Whether it is left to a person.
    """

    character: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()
    rejected: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether it is marked."""
        return self.rejected or self.confidence < DOUBTFUL


Word = tuple[ReportCharacter, ...]
Row = tuple[Word, ...]


@dataclass(frozen=True)
class ReportPage:
    """A page as the report shows it.

    Attributes
    ----------
    source : str
        Its document.
    frame : int
        Page within the document, from 0.
    status, reason, message : str
        How it ended, as in the table `schemas.pages.Pages`.
    confidence : float
        Mean confidence of its characters; 1 where there are none.
    rows : tuple
        Rows of words of characters.
    """

    source: str
    frame: int
    status: str
    reason: str = ""
    message: str = ""
    confidence: float = 1.0
    rows: tuple[Row, ...] = ()

    @property
    def characters(self) -> int:
        """Number of characters, blanks not counted."""
        return sum(len(word) for row in self.rows for word in row)

    @property
    def doubtful(self) -> int:
        """Number of characters that are marked."""
        return sum(c.doubtful for row in self.rows for word in row for c in word)

    @property
    def rejected(self) -> int:
        """Number of characters that are left to a person."""
        return sum(c.rejected for row in self.rows for word in row for c in word)


@dataclass
class _Totals:
    """What is counted while pages pass by."""

    documents: int = 0
    pages: int = 0
    characters: int = 0
    doubtful: int = 0
    rejected: int = 0
    confidence_sum: float = 0.0
    by_status: Counter[str] = field(default_factory=Counter)

    @property
    def confidence(self) -> float | None:
        return self.confidence_sum / self.characters if self.characters else None

    @property
    def unread(self) -> int:
        return self.by_status["refused"] + self.by_status["failed"]


def write_report(path: Path, pages: Iterable[ReportPage]) -> None:
    """Write the report of a run, as a whole or not at all.

    The page needs nothing but itself: no scripts, no pictures, no fonts. It holds no times and no
    places, so that the same run gives the same bytes. Pages are written as they come, so that
    memory does not grow with their number.

    Parameters
    ----------
    path : pathlib.Path
        The HTML file.
    pages : iterable of ReportPage
        Pages, those of a document one after the other.

    Raises
    ------
    schemas.errors.OutputError
        If the file cannot be written.
    """
    parts: Any = environment().get_template(_TEMPLATE).module
    with replacing(path, durable=False) as written, ExitStack() as stack:
        # Beside the report: where there is room for that there is room for its parts.
        failures, contents, transcripts = (
            stack.enter_context(TemporaryFile("w+", encoding=_ENCODING, dir=path.parent))
            for _ in range(3)
        )
        totals = _Totals()
        worst: list[tuple[float, int, ReportPage]] = []
        for source, document in groupby(pages, key=lambda page: page.source):
            totals.documents += 1
            transcripts.write(parts.document_begin(source))
            for page in document:
                totals.pages += 1
                _count(totals, page)
                number = totals.pages
                contents.write(parts.content(page, number))
                if page.reason:
                    failures.write(parts.failure(page, number))
                transcripts.write(parts.page(page, number, _marked_rows(page)))
                if page.doubtful:
                    bare = ReportPage(
                        page.source, page.frame, page.status, confidence=page.confidence
                    )
                    _keep_worst(worst, (-page.confidence, -number, bare))
            transcripts.write(parts.document_end())
        first_looks = [(page, -number) for _, number, page in sorted(worst, reverse=True)]
        with written.open("w", encoding=_ENCODING, newline="\n") as report:
            report.write(parts.head(totals, _shares(totals), DOUBTFUL, VERY_DOUBTFUL))
            if totals.unread:
                _section(report, failures, parts.failures_begin(totals), parts.failures_end())
            if len(first_looks) > 1:
                report.write(parts.first_looks(first_looks))
            _section(report, contents, parts.contents_begin(totals), parts.contents_end())
            _section(report, transcripts, parts.transcripts_begin(), parts.transcripts_end())
            report.write(parts.tail())


def report_pages(pages: pa.Table, readings: pa.Table) -> Iterator[ReportPage]:
    """Make the report's pages from tables.

    Parameters
    ----------
    pages : pyarrow.Table
        Schema `Pages`; any part of a run.
    readings : pyarrow.Table
        Schema `Readings` or `WrittenReadings`: those of these pages, in any order.

    Yields
    ------
    ReportPage
        In the order of `pages`.
    """
    columns = ["page_id", "row", "position", "word", "character", "confidence", "rejected"]
    # By place: where the same content stands under two names, its readings may come twice.
    by_page: dict[str, dict[tuple[int, int], dict[str, Any]]] = {}
    for reading in readings.select([*columns, "alternatives", "probabilities"]).to_pylist():
        place = (reading["row"], reading["position"])
        by_page.setdefault(reading["page_id"], {})[place] = reading
    for page in pages.select(
        ["source", "frame", "page_id", "status", "reason", "message"]
    ).to_pylist():
        found = [one for _, one in sorted(by_page.get(page.pop("page_id"), {}).items())]
        confidences = [reading["confidence"] for reading in found]
        yield ReportPage(
            **page,
            confidence=sum(confidences) / len(confidences) if confidences else 1.0,
            rows=tuple(
                tuple(
                    tuple(_character(reading) for reading in word)
                    for _, word in groupby(row, key=lambda one: one["word"])
                )
                for _, row in groupby(found, key=lambda one: one["row"])
            ),
        )


def _character(reading: dict[str, Any]) -> ReportCharacter:
    alternatives = zip(reading["alternatives"], reading["probabilities"], strict=True)
    return ReportCharacter(
        reading["character"], reading["confidence"], tuple(alternatives), reading["rejected"]
    )


def _shares(totals: _Totals) -> list[tuple[str, int, float]]:
    """Return status, pages and share for each status that occurs."""
    counted = [(status, totals.by_status[status]) for status in STATUSES]
    return [(status, count, count / totals.pages) for status, count in counted if count]


def _count(totals: _Totals, page: ReportPage) -> None:
    totals.by_status[page.status] += 1
    totals.characters += page.characters
    totals.doubtful += page.doubtful
    totals.rejected += page.rejected
    totals.confidence_sum += page.confidence * page.characters


def _keep_worst(
    worst: list[tuple[float, int, ReportPage]], entry: tuple[float, int, ReportPage]
) -> None:
    # Page numbers differ, so that pages themselves are never compared.
    if len(worst) < WORST_PAGES:
        heapq.heappush(worst, entry)
    else:
        heapq.heappushpop(worst, entry)


def _marked_rows(page: ReportPage) -> Iterator[list[tuple[str, str, str]]]:
    """Yield each row as runs of text: the text, how doubtful it is, and what else it may be.

    Sure characters and blanks are gathered, doubtful ones stand alone.
    """
    for row in page.rows:
        runs: list[tuple[str, str, str]] = []
        sure = ""
        for number, word in enumerate(row):
            sure += " " if number else ""
            for character in word:
                if not character.doubtful:
                    sure += character.character
                    continue
                if sure:
                    runs.append((sure, "", ""))
                    sure = ""
                runs.append((character.character, _doubt(character), _choices(character)))
        if sure:
            runs.append((sure, "", ""))
        yield runs


def _doubt(character: ReportCharacter) -> str:
    """Name the classes of a mark."""
    if character.confidence < VERY_DOUBTFUL:
        doubt = "very"
    else:
        doubt = "some" if character.confidence < DOUBTFUL else ""
    return f"{doubt} rejected".strip() if character.rejected else doubt


def _choices(character: ReportCharacter) -> str:
    choices = list(character.alternatives)
    if character.character not in (name for name, _ in choices):
        choices.insert(0, (character.character, character.confidence))
    return "  ".join(f"{name} {percent(probability)}" for name, probability in choices)


def _section(report: IO[str], body: IO[str], begin: str, end: str) -> None:
    report.write(begin)
    body.seek(0)
    shutil.copyfileobj(body, report)
    report.write(end)

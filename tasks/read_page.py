"""What came of a page, once all its stages have ended one way or another."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.artifacts import Artifact
from tasks.page_work import Fault, Outcome


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What came of a page.

    Attributes
    ----------
    page_id : str
        The page.
    measured : Artifact or None
        Its measures, if it got that far.
    rows, readings, transcript : Artifact or None
        What was read; None where the page has no text or a stage did not end well.
    fault : Fault or None
        The passing fault that it met, if any.
    """

    page_id: str
    measured: Artifact | None
    rows: Artifact | None
    readings: Artifact | None
    transcript: Artifact | None
    fault: Fault | None


def read_page_of(
    page_id: str,
    segmented: Outcome,
    oriented: Outcome,
    clustered: Outcome,
    recognised: Outcome,
    decoded: Outcome,
) -> ReadPage:
    """Put together what the five stages of a page led to."""
    stages = (segmented, oriented, clustered, recognised, decoded)
    fault = next((outcome for outcome in stages if isinstance(outcome, Fault)), None)
    kept = ([] if isinstance(outcome, Fault) else outcome for outcome in stages)
    as_it_lies, upright, rows, _, readings = kept
    measures = upright or as_it_lies
    return ReadPage(
        page_id=page_id,
        measured=measures[0] if measures else None,
        rows=rows[0] if rows else None,
        readings=readings[0] if readings else None,
        transcript=readings[1] if readings else None,
        fault=fault,
    )

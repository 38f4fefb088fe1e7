"""References: which artifacts the records and results of a store name."""

from __future__ import annotations

import json
from typing import Any

from tasks.artifacts import Artifact, handle_of, handles_of

#: Name under which a handle stands in a result.
HANDLE = "artifact"

#: Name under which the handles of a task's pages stand in its result, page by page.
PAGES = "pages"

#: Name by which results tell that they were written as JSON with handles.
RESULT_FORM = "scrivano-artifacts"


def in_record(content: bytes) -> list[Artifact]:
    """Return the handles in a record of page work.

    Raises
    ------
    ValueError
        If it is no such record.
    """
    return handles_of(content)


def in_result(content: bytes) -> list[Artifact]:
    """Return the handles in a task's result, as Prefect keeps it.

    Raises
    ------
    ValueError
        If it is no such result, or of a form that is never read.
    """
    record = json.loads(content)
    try:
        form, result = record["metadata"]["serializer"]["type"], record["result"]
    except (LookupError, TypeError):
        raise ValueError("expected a result of a task") from None
    if form != RESULT_FORM or not isinstance(result, str):
        raise ValueError(f"expected a result of the form {RESULT_FORM}")
    found: list[Artifact] = []

    def gather(value: dict[str, Any]) -> dict[str, Any]:
        if value.keys() == {HANDLE}:
            found.append(handle_of(value[HANDLE]))
        return value

    json.loads(result, object_hook=gather)
    return found

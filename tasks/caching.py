"""Caching: which task results are kept between runs, and how damage to them is noticed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from fsspec.implementations.local import LocalFileSystem
from prefect import Task
from prefect.cache_policies import CacheKeyFnPolicy, CachePolicy
from prefect.context import TaskRunContext
from prefect.serializers import Serializer

from schemas.errors import DamagedArtifact, ScrivanoError
from schemas.settings import RETRY_DELAYS
from tasks.artifacts import RESULTS, Artifact, Store, handle_of, is_whole, local_folder, mark_used
from tasks.page_work import Outcomes
from tasks.pool import RETRY_JITTER
from tasks.storage.references import HANDLE, PAGES, RESULT_FORM

P = ParamSpec("P")
R = TypeVar("R")


class VerifyingSerializer(Serializer):  # Prefect registers subclasses by name
    """Keeps handles as JSON and, when they are read again, checks that their files are whole.

    Prefect takes the error that `loads` raises for "not cached" and runs the task again; so an
    artifact that was deleted, truncated or altered is made anew.
    """

    type: str = RESULT_FORM

    def dumps(self, obj: Any) -> bytes:
        """Write handles, and outcomes, lists, mappings and plain values around them, as JSON."""
        return json.dumps(obj, default=_plain).encode()

    def loads(self, blob: bytes) -> Any:
        """Read what `dumps` wrote.

        Raises
        ------
        DamagedArtifact
            If the file of a handle is gone or has another digest.
        """
        return json.loads(blob, object_hook=_verified)


def _plain(value: Any) -> Any:
    if isinstance(value, Artifact):
        return {HANDLE: value.record()}
    if isinstance(value, Outcomes):
        return {PAGES: list(value)}
    if isinstance(value, BaseException):
        return {"error": str(value)}
    raise TypeError(f"results of tasks are handles and plain values, not {type(value).__name__}")


def _verified(value: dict[str, Any]) -> Any:
    if value.keys() == {PAGES}:
        return Outcomes(value[PAGES])
    if value.keys() != {HANDLE}:
        return value
    artifact = handle_of(value[HANDLE])
    if not is_whole(artifact):
        raise DamagedArtifact(f"artifact {artifact.location} is missing or damaged")
    return artifact


def by_content(key_of: Callable[[dict[str, Any]], str]) -> CachePolicy:
    """Return a cache policy whose keys are computed from a task's arguments by a function.

    Parameters
    ----------
    key_of : callable
        From the task's arguments by name to a digest of all that decides its result.
    """

    def key(_: TaskRunContext, arguments: dict[str, Any]) -> str:
        found = key_of(arguments)
        _drop_foreign_record(arguments["store"], found)
        return found

    return CacheKeyFnPolicy(cache_key_fn=key)


def _drop_foreign_record(store: Store, key: str) -> None:
    """Remove a kept result that was not written by `VerifyingSerializer`.

    Prefect reads a record with the serializer that the record itself names, which may be pickle:
    whoever can write to the store could have anything run.
    """
    folder = _results_folder(store)
    if folder is None:
        return
    record = folder / key
    mark_used(LocalFileSystem(), str(record))
    try:
        metadata = json.loads(record.read_bytes())["metadata"]
        trusted = metadata["serializer"]["type"] == VerifyingSerializer().type
    except FileNotFoundError:
        return
    except (OSError, ValueError, TypeError, LookupError):
        trusted = False
    if not trusted:
        record.unlink(missing_ok=True)


def _results_folder(store: Store) -> Path | None:
    folder = local_folder(store)
    return folder / RESULTS if folder else None


def kept_in(task: Task[P, R], store: Store) -> Task[P, R]:
    """Return the task with its results kept beside the store's artifacts.

    Where the store is not a local folder, results stay where Prefect's own settings put them.
    """
    folder = _results_folder(store)
    return task if folder is None else task.with_options(result_storage=folder)


def _is_worth_another_try(task: Any, run: Any, state: Any) -> bool:
    """Tell Prefect to retry what nobody foresaw, only.

    Errors of the user's making are lasting, and the faults of `UnfinishedPages` either are or have
    been tried again by the pool: a retry of the task would end a page for its time once more.
    """
    try:
        state.result()
    except ScrivanoError:
        return False
    except Exception:  # what nobody foresaw may well pass
        return True
    return False


#: Options of every task whose result is kept.
CACHED: dict[str, Any] = {
    "persist_result": True,
    "result_serializer": VerifyingSerializer(),
    "retries": len(RETRY_DELAYS),
    "retry_delay_seconds": list(RETRY_DELAYS),
    "retry_jitter_factor": RETRY_JITTER,
    "retry_condition_fn": _is_worth_another_try,
}

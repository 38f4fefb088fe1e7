"""How pages are read: the part of the story that transcribing and evaluating share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from prefect import allow_failure
from prefect.context import FlowRunContext
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from schemas.references import ModelRef, PageRef
from schemas.settings import PoolSettings, TranscribeSettings
from tasks.artifacts import Artifact, Store
from tasks.caching import kept_in
from tasks.cluster import cluster_rows
from tasks.collect import collect
from tasks.decode import decode
from tasks.orient import orient_pages
from tasks.pace import in_turn
from tasks.pool import PagePool
from tasks.prepare import prepare_patterns
from tasks.read_page import ReadPage
from tasks.recognise import recognise
from tasks.segment import segment_pages
from tasks.worker import Budget

T = TypeVar("T")

#: Tasks under way at a time; each waits on the shared pool, so more would only hold more threads.
TASKS_UNDER_WAY = 8

#: Chunks of pages whose tasks are handed to Prefect at a time: enough that no thread waits for
#: more, few enough that memory does not grow with the number of pages.
CHUNKS_AHEAD = 4


def threads() -> TaskRunner[PrefectFuture[Any]]:
    """Return the runner of flows that read pages."""
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=TASKS_UNDER_WAY)
    return runner


@contextmanager
def forgetting_results() -> Iterator[Callable[[], None]]:
    """Let Prefect forget results, so that memory does not grow with the number of tasks.

    For the pictures that it draws of a run, Prefect notes of every result which task it came from,
    and never lets go of a note. It does not need those of tasks whose results are handed on as
    futures, which say themselves where they come from.

    Yields
    ------
    callable
        Forgets what was noted in the context so far.
    """
    context = FlowRunContext.get()
    noted: dict[int, Any] = context.run_results if context else {}
    before = set(noted)

    def forget() -> None:
        for result in list(noted):  # other threads note theirs meanwhile
            if result not in before:
                noted.pop(result, None)

    yield forget


def as_it_is(value: T) -> T:
    """Return what is handed to a task without a look inside.

    Prefect looks through all that a task gets, to the last string and several times, for what other
    tasks have yet to return; what none of them has made needs no such look.
    """
    quoted: Any = quote(value)
    return quoted  # type: ignore[no-any-return]


def read_pages(
    pages: Sequence[PageRef],
    model: ModelRef,
    lexicon: Artifact | None,
    settings: TranscribeSettings,
    store: Store,
) -> dict[str, ReadPage]:
    """Segment, orient, cluster, recognise and decode pages, several a task; call it inside a flow.

    Returns
    -------
    dict of str to ReadPage
        What came of each page, by its id.
    """
    prepare_patterns(settings.reading, model.alphabet)
    segment = kept_in(segment_pages, store)
    orient = kept_in(orient_pages, store)
    cluster = kept_in(cluster_rows, store)
    see = kept_in(recognise, store)
    read = kept_in(decode, store)
    settings = settings.for_alphabet(model.alphabet)
    with _pool(settings.pool) as pool, forgetting_results() as forget:

        def begin(chunk: Sequence[PageRef]) -> tuple[Any, ...]:
            these = as_it_is(chunk)
            glyphs = segment.submit(these, settings.load, settings.segment, store, pool)
            as_they_lie: Any = allow_failure(glyphs)
            upright = orient.submit(
                these, as_they_lie, model, settings.load, settings.segment, store, pool
            )
            segmented: Any = allow_failure(upright)
            rows = cluster.submit(segmented, settings.rows, store, pool)
            clustered: Any = allow_failure(rows)
            spans = see.submit(segmented, clustered, model, store, pool)
            recognised: Any = allow_failure(spans)
            readings = read.submit(
                segmented,
                clustered,
                recognised,
                model.alphabet,
                lexicon,
                settings.reading,
                store,
                pool,
            )
            return chunk, glyphs, upright, rows, spans, readings

        def end(begun: tuple[Any, ...]) -> list[ReadPage]:
            came = list(collect(*begun))
            forget()
            return came

        ended = in_turn(pages, settings.pool.pages_per_task, CHUNKS_AHEAD, begin, end)
        return {page.page_id: page for chunk in ended for page in chunk}


def _pool(settings: PoolSettings) -> PagePool:
    budget = Budget(settings.page_timeout, settings.page_memory)
    return PagePool(settings.workers, budget, settings.retry_delays)

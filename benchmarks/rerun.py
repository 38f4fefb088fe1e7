"""What a page costs that is not read again: a rerun from the cache, and all that surrounds a stage.

Two measurements, in one run of this script against one Prefect server:

- *Reruns*: small drawn pages, one word each, are transcribed, and then transcribed again from the
  cache, five times, for several numbers of pages. What a rerun takes beyond one of an empty folder
  is its cost a page. Then a page is added and another one changed, and it is told how many pages
  each stage works on for that.
- *A stage that does nothing*: finding files, scheduling a stage whose work is no work (the first
  time, and from the cache), and writing tables and report of pages of which nothing is known, for
  several numbers of pages: what they cost a page is to stay the same, from number to number and
  from each tenth of a run to the next.

Seconds are those of the clock and, in brackets, of this process's processor time, which a busy
machine changes less:

    python benchmarks/rerun.py [--pages 250,1000,4000] [--nothing 1000,10000,100000]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

from flows.command_line.surroundings import settle_prefect

settle_prefect()

from prefect import flow, task  # noqa: E402
from prefect.testing.utilities import prefect_test_harness  # noqa: E402

from flows.pages import CHUNKS_AHEAD, as_it_is, forgetting_results, threads  # noqa: E402
from flows.transcribe import transcribe_folder  # noqa: E402
from schemas.references import PageRef  # noqa: E402
from schemas.settings import LoadSettings, PoolSettings  # noqa: E402
from tasks.artifacts import Store  # noqa: E402
from tasks.caching import CACHED, by_content, kept_in  # noqa: E402
from tasks.collect import STAGES  # noqa: E402
from tasks.find import distinct_pages  # noqa: E402
from tasks.output.transcription import write_transcription  # noqa: E402
from tasks.pace import in_turn  # noqa: E402
from tasks.page_work import Fault, Job, Outcomes, carry_out, joint_key, work_key  # noqa: E402
from tasks.pool import PagePool  # noqa: E402
from tasks.progress import watched_by  # noqa: E402
from tasks.read_page import ReadPage  # noqa: E402
from tasks.sources.find import FoundFolder, find_pages  # noqa: E402
from tasks.synthesis.page import CLEAN_STYLE, draw_page  # noqa: E402

#: Seconds of the clock, and of this process's processor time.
Taken = tuple[float, float]

TENTHS = 10
RERUNS = 5


def draw_words(folder: Path, first: int, last: int) -> None:
    """Draw pages of a word each, all different."""
    for number in range(first, last):
        draw_word(f"A{number}", number, folder / f"{number:06}.png")


def draw_word(word: str, seed: int, path: Path) -> None:
    """Draw a page of a word."""
    pixels = draw_page([word], CLEAN_STYLE, np.random.default_rng(seed)).pixels
    Image.fromarray(pixels).save(path)


def write_dots(folder: Path, first: int, last: int) -> None:
    """Write pictures of one pixel, all different files."""
    dot = Image.new("L", (1, 1))
    for number in range(first, last):
        note = PngImagePlugin.PngInfo()
        note.add_text("number", str(number))
        dot.save(folder / f"{number:06}.png", pnginfo=note)


def timed(work: Callable[..., Any], *arguments: Any) -> tuple[Any, Taken]:
    """Call a function and return what it returned and what it took."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work(*arguments)
    return result, (time.perf_counter() - clock, time.process_time() - processor)


def a_page(taken: Taken, start_up: Taken, pages: int) -> str:
    """Show what a page took beyond start-up."""
    clock, processor = (
        1000 * (all_in - empty) / pages for all_in, empty in zip(taken, start_up, strict=True)
    )
    return f"{clock:7.2f} ms a page ({processor:.2f})"


def megabytes() -> float:
    """Return the most memory that this process has taken so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def reruns(scratch: Path, counts: Sequence[int]) -> None:
    """Measure reruns from the cache."""
    pages, empty = scratch / "pages", scratch / "empty"
    pages.mkdir()
    empty.mkdir()

    def transcribe(folder: Path) -> None:
        options = {"out": scratch / "out", "store": f"file://{scratch}/store", "lexicon": "none"}
        transcribe_folder(inputs=[folder], **options, return_state=True)

    transcribe(empty)  # imports and compilation are start-up too, but of the process
    _, start_up = timed(transcribe, empty)
    print(f"{'empty folder':>12}  start-up {start_up[0]:.2f} s ({start_up[1]:.2f})")
    drawn = 0
    for count in counts:
        draw_words(pages, drawn, count)
        drawn = count
        _, first = timed(transcribe, pages)
        again = [timed(transcribe, pages)[1] for _ in range(RERUNS)]
        print(f"{count:>12}  first run {first[0]:.1f} s, most memory {megabytes():.0f} MB")
        for taken in again:
            print(f"{'':>12}  again {a_page(taken, start_up, count)}", flush=True)
        draw_words(pages, count, count + 1)
        draw_word("B", count, pages / f"{count // 2:06}.png")
        drawn = count + 1
        steps: list[Any] = []
        with watched_by(steps.append):
            transcribe(pages)
        worked: Counter[str] = Counter()
        for step in steps:
            worked[step.stage] += step.pages * (step.how == "computed")
        shown = ", ".join(f"{worked[stage]} {stage}" for stage in STAGES)
        print(f"{'':>12}  one page added and one changed, pages worked on: {shown}", flush=True)


def nothing_jobs(pages: Sequence[PageRef], store: Store) -> list[Job | None]:
    """Describe no work at all on each page."""
    return [Job(list, (), work_key(carry_out, [page.page_id], [])) for page in pages]


def _key(arguments: dict[str, Any]) -> str:
    return joint_key(nothing_jobs(arguments["pages"], arguments["store"]))


@task(name="do-nothing", cache_policy=by_content(_key), **CACHED)
def do_nothing(pages: Sequence[PageRef], store: Store, pool: PagePool) -> Outcomes:
    """Do nothing with pages, as a stage does its work."""
    return carry_out("nothing", nothing_jobs(pages, store), store, pool)


def pass_through(pages: Sequence[PageRef], store: Store) -> list[Taken]:
    """Lead pages through the stage that does nothing, as `flows.pages` leads them.

    Returns
    -------
    list of Taken
        What a page took in each tenth of the run, from the first pages that had passed.
    """
    stage = kept_in(do_nothing, store)
    size = PoolSettings().pages_per_task
    passed: list[tuple[int, float, float]] = []

    # Pages are no parameters of the flow, for those are sent to the server.
    @flow(name="nothing", task_runner=threads())
    def nothing() -> None:
        with PagePool() as pool, forgetting_results() as forget:

            def end(future: Any) -> int:
                count = len(future.result())
                forget()
                return count

            counts: Iterator[int] = in_turn(
                pages,
                size,
                CHUNKS_AHEAD,
                lambda chunk: stage.submit(as_it_is(chunk), store, pool),
                end,
            )
            for number in accumulate(counts):
                passed.append((number, time.perf_counter(), time.process_time()))
            assert passed[-1][0] == len(pages)

    nothing()
    return tenths(passed)


def tenths(passed: Sequence[tuple[int, float, float]]) -> list[Taken]:
    """Return what a page took in each tenth of a run; none if it had too few chunks to say so."""
    if len(passed) <= TENTHS:
        return []
    marks = [passed[(len(passed) - 1) * tenth // TENTHS] for tenth in range(TENTHS + 1)]
    return [
        (
            (clock - clock_before) / (pages - before),
            (processor - processor_before) / (pages - before),
        )
        for (before, clock_before, processor_before), (pages, clock, processor) in pairwise(marks)
    ]


def write_manifest(found: FoundFolder, out: Path) -> None:
    """Write tables and report of pages of which nothing is known."""
    nothing = Fault("internal", "nothing was done")
    ids = found.pages["page_id"].to_pylist()
    read = {page: ReadPage(page, None, None, None, None, nothing) for page in ids}
    write_transcription(found, read, out)


def surroundings(scratch: Path, counts: Sequence[int]) -> None:
    """Measure all that surrounds a stage."""
    dots = scratch / "dots"
    dots.mkdir()
    none: Taken = (0.0, 0.0)
    written = 0
    for count in counts:
        write_dots(dots, written, count)
        written = count
        store = Store(url=f"file://{scratch}/nothing-{count}")
        found, finding = timed(find_pages, [dots], LoadSettings())
        pages = distinct_pages(found)
        tenths_first, scheduling = timed(pass_through, pages, store)
        tenths_again, cached = timed(pass_through, pages, store)
        _, manifest = timed(write_manifest, found, scratch / "manifest")
        print(f"{count:>12}  most memory {megabytes():.0f} MB")
        for name, taken in (
            ("finding", finding),
            ("scheduling", scheduling),
            ("from the cache", cached),
            ("tables and report", manifest),
        ):
            print(f"{name:>30}  {a_page(taken, none, count)}", flush=True)
        for name, parts in (("scheduling", tenths_first), ("from the cache", tenths_again)):
            shown = "  ".join(f"{1000 * clock:.2f} ({1000 * cpu:.2f})" for clock, cpu in parts)
            print(f"{name:>30}  by tenth: {shown}", flush=True)


def _numbers(text: str) -> list[int]:
    return sorted(int(number) for number in text.split(",") if number)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=_numbers, default=[250, 1000, 4000])
    parser.add_argument("--nothing", type=_numbers, default=[1000, 10000, 100000])
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, prefect_test_harness(120):
        if wanted.pages:
            reruns(Path(scratch), wanted.pages)
        if wanted.nothing:
            surroundings(Path(scratch), wanted.nothing)


if __name__ == "__main__":
    main()

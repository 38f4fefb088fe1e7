"""How long a batch takes: fresh and from the cache, with one worker and with one a core.

Draws pages, transcribes them in one run of this script against one Prefect server, and prints
seconds, pages a second, and the ratios between the runs:

    python benchmarks/batch.py [--pages 48]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from flows.command_line.surroundings import settle_prefect

settle_prefect()

from prefect.testing.utilities import prefect_test_harness  # noqa: E402

from flows.transcribe import transcribe_folder  # noqa: E402
from schemas.settings import PoolSettings, TranscribeSettings  # noqa: E402
from tasks.synthesis.page import PageStyle, draw_page  # noqa: E402
from tasks.synthesis.sentences import draw_lines  # noqa: E402
from tasks.synthesis.writer import draw_writer  # noqa: E402

LINES_A_PAGE = 8


def draw_pages(folder: Path, count: int) -> None:
    """Draw pages of different writers."""
    for number in range(count):
        rng = np.random.default_rng(number)
        style = PageStyle(writer=draw_writer(f"writer {number}", rng))
        page = draw_page(draw_lines(LINES_A_PAGE, rng), style, rng)
        Image.fromarray(page.pixels).save(folder / f"{number:05}.jpg", quality=85)


def seconds(pages: Path, out: Path, store: str, workers: int) -> float:
    """Transcribe and return the time that the flow took."""
    started = time.perf_counter()
    state = transcribe_folder(
        inputs=[pages],
        out=out,
        store=store,
        settings=TranscribeSettings(pool=PoolSettings(workers=workers)),
        return_state=True,
    )
    assert state.is_completed(), state
    return time.perf_counter() - started


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=48)
    count = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as scratch, prefect_test_harness(120):
        folder = Path(scratch)
        pages = folder / "pages"
        pages.mkdir()
        draw_pages(pages, count)
        one = seconds(pages, folder / "out", f"file://{folder}/store1", 1)
        many = seconds(pages, folder / "out", f"file://{folder}/store", 0)
        kept = seconds(pages, folder / "out", f"file://{folder}/store", 0)
    for name, taken in (("one worker", one), ("a worker a core", many), ("from the cache", kept)):
        print(f"{name:16} {taken:7.2f} s  {count / taken:7.2f} pages/s")
    print(f"a worker a core / one worker: {many / one:.2f} of the time")
    print(f"from the cache / fresh:       {kept / many:.2f} of the time")


if __name__ == "__main__":
    main()

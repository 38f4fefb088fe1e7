"""Whether memory and pace stay as they are while thousands of pages go through one run.

Small drawn pages, one word each and all different, are transcribed in one run. Prints how many
pages a second were read in each fifth of the run, and the most memory that each process had when a
tenth of the pages was read, when all were, and when all was written (this process, which runs the
flow; the processes that read pages, which have ended by then; the Prefect server):

    python benchmarks/soak.py [--pages 5000]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from rerun import draw_words

from flows.command_line.surroundings import settle_prefect

settle_prefect()

from prefect.testing.utilities import prefect_test_harness  # noqa: E402

from flows.transcribe import transcribe_folder  # noqa: E402
from tasks.progress import Step, watched_by  # noqa: E402

#: Memory is compared with that after this share of the pages.
EARLY = 0.1
FIFTHS = 5


@dataclass
class Soaked:
    """What was seen of a run: when pages were read, and the most memory of processes."""

    pages: int
    done: list[tuple[float, int]] = field(default_factory=list)
    early: dict[int, float] = field(default_factory=dict)
    late: dict[int, float] = field(default_factory=dict)
    written: dict[int, float] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, step: Step) -> None:
        """Take note of pages that have passed the last stage."""
        if step.stage != "decode":
            return
        with self.lock:
            before = self.done[-1][1] if self.done else 0
            self.done.append((time.perf_counter(), before + step.pages))
            self.late = {pid: peak for pid in family(os.getpid()) if (peak := peak_of(pid))}
            self.names |= {pid: self.names.get(pid) or name_of(pid) for pid in self.late}
            if before < EARLY * self.pages <= before + step.pages:
                self.early = dict(self.late)

    def paces(self) -> list[float]:
        """Return pages a second in each fifth of the run, from the first pages read."""
        times = [when for when, _ in self.done]
        counts = [count for _, count in self.done]
        edges = [counts[0] + (counts[-1] - counts[0]) * k / FIFTHS for k in range(FIFTHS + 1)]
        at = [next(i for i, count in enumerate(counts) if count >= edge) for edge in edges]
        return [
            (counts[last] - counts[first]) / (times[last] - times[first])
            for first, last in pairwise(at)
        ]


def family(pid: int) -> list[int]:
    """Return a process and all that it has started, as Linux tells them."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:  # it has ended meanwhile
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def peak_of(pid: int) -> float:
    """Return the most memory that a process has taken so far, MB; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def name_of(pid: int) -> str:
    """Return what a process is."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return "ended"
    if pid == os.getpid():
        return "flow"
    if "uvicorn" in command or "prefect" in command:
        return "server"
    return "reads pages" if "spawn_main" in command else "other"


def soak(pages: int, scratch: Path) -> Soaked:
    """Transcribe so many pages in one run."""
    folder = scratch / "pages"
    folder.mkdir()
    draw_words(folder, 0, pages)
    seen = Soaked(pages)
    options = {"out": scratch / "out", "store": f"file://{scratch}/store", "lexicon": "none"}
    with watched_by(seen):
        transcribe_folder(inputs=[folder], **options, return_state=True)
    seen.written = {pid: peak_of(pid) for pid in seen.late}
    return seen


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=5000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, prefect_test_harness(120):
        seen = soak(wanted.pages, Path(scratch))
    paces = seen.paces()
    shown = "  ".join(f"{pace:.2f}" for pace in paces)
    print(f"{seen.done[-1][1]} pages; pages a second by fifth: {shown}")
    print(f"last fifth over first: {paces[-1] / paces[0]:.2f}")
    for pid, late in seen.late.items():
        early = seen.early.get(pid, 0.0)
        grown = f"{late / early:.2f}" if early else "  - "
        written = f"{seen.written[pid]:7.0f} MB written" if seen.written[pid] else ""
        print(
            f"{seen.names[pid]:>12}  {early:7.0f} MB early  {late:7.0f} MB read  {grown}  {written}"
        )


if __name__ == "__main__":
    main()

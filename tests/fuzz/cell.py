"""The cell: a process that reads mutated files, one after another, under limits of its own.

It is told of a case by one line of JSON on standard input, ``{"kind": ..., "files": [[name, size],
...]}``, followed by the files' bytes; it answers with one line of JSON: how reading the first file
ended, the errors of Scrivano's being good ends and all others bad ones. A case that takes more
memory or time than allowed ends the process.
"""

import json
import os
import resource
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np

from model.storage import load_recogniser
from schemas.alphabet import ALPHABETS
from schemas.errors import PageError, PassingFault, ScrivanoError
from schemas.pages import REASONS
from schemas.settings import LoadSettings
from tasks.datasets.load import dataset_digest, load_dataset
from tasks.datasets.samples import pictures
from tasks.reading.lexicon import build_lexicon, listed_words
from tasks.scoring.text import score_texts
from tasks.scoring.truth import text_pairs
from tasks.sources.find import find_pages
from tasks.sources.read import read_page

#: Bytes that the process may hold, and seconds of computing that a case may take.
MEMORY = 3 * 2**29
SECONDS = 10
#: Pages of a mutated document that are read: the first ones, and the last.
PAGES_READ = 3


def read_pages(path: Path) -> str:
    """Find and read the pages of a file, as a run does."""
    limits = LoadSettings()
    found = find_pages([path.parent], limits)
    for failure in found.failures.to_pylist():
        expect_fault(PageError(failure["reason"], failure["message"]), path)
    frames = found.pages["frame"].to_pylist()
    if not frames:
        return "not found"
    ends = set()
    for frame in {*frames[:PAGES_READ], frames[-1]}:
        try:
            page = read_page(path, frame, limits)
        except PageError as fault:
            expect_fault(fault, path)
            ends.add(fault.reason)
        else:
            assert page.pixels.dtype == np.uint8
            assert page.pixels.ndim == 3
            assert page.pixels.shape[2] == 3
            assert page.pixels.size
            assert np.isfinite(page.dpi)
            ends.add("read")
    return " and ".join(sorted(ends))


def expect_fault(fault: PageError, path: Path) -> None:
    """Make sure that a fault is one of the bytes, and told in a line that names no place."""
    assert fault.reason in REASONS
    assert not isinstance(fault, PassingFault), fault.message
    assert fault.reason not in ("unreadable", "vanished"), fault.message
    assert "\n" not in fault.message
    assert str(path.parent) not in fault.message


def read_dataset(path: Path) -> str:
    """Load a data set, whatever its form."""
    dataset_digest(str(path))
    table = load_dataset(str(path))
    assert len(pictures(table)) == table.num_rows
    return "loaded"


def read_model(path: Path) -> str:
    """Load a model and recognise with it."""
    recogniser = load_recogniser(path)
    probabilities = recogniser.probabilities([np.full((9, 7), 255, np.uint8)])
    assert np.isfinite(probabilities).all()
    return "loaded"


def read_truth(path: Path) -> str:
    """Compare a true text with what was read, which is nothing."""
    page = path.with_suffix(".png")
    page.touch()
    score_texts(text_pairs(find_pages([page], LoadSettings()), {}, path.parent), ALPHABETS["full"])
    return "scored"


def read_lexicon(path: Path) -> str:
    """Read a word list."""
    build_lexicon(listed_words(path), ALPHABETS["full"])
    return "read"


KINDS: dict[str, Callable[[Path], str]] = {
    "pages": read_pages,
    "dataset": read_dataset,
    "model": read_model,
    "truth": read_truth,
    "lexicon": read_lexicon,
}


def status(name: str) -> int:
    """Return a line of this process's status, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


def answer_to(kind: str, path: Path, noise: Path) -> dict[str, str | int]:
    """Read a case and tell how it ended."""
    bad = ""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        end = KINDS[kind](path)
    except ScrivanoError as error:
        end = type(error).__name__
    except BaseException:
        end, bad = "", traceback.format_exc()
    signal.setitimer(signal.ITIMER_PROF, 0)
    if noise.stat().st_size:
        bad = bad or f"wrote to standard error: {noise.read_text(errors='replace')[:500]}"
        os.truncate(noise, 0)
    return {"end": end, "bad": bad, "memory": status("VmHWM")}


def main() -> None:
    """Answer until there is no further case."""
    folder = Path(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w")
    noise = folder / "noise"
    nothing = os.open(noise, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    room = status("VmSize") + MEMORY - status("VmRSS")
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while line := sys.stdin.buffer.readline():
        case = json.loads(line)
        place = folder / "case"
        place.mkdir()
        for name, size in case["files"]:
            (place / name).write_bytes(sys.stdin.buffer.read(size))
        answer = answer_to(case["kind"], place / case["files"][0][0], noise)
        shutil.rmtree(place)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

"""What fault tests share: small pages, the real command as a process, and an undisturbed run."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from prefect.settings import PREFECT_API_URL

from flows.transcribe import transcribe_folder
from schemas.settings import TranscribeSettings
from tasks.progress import watched_by
from tasks.synthesis.page import CLEAN_STYLE, draw_page

PAGES = 10
#: One page has letters enough to be looked at for which way up it is.
LONG_LINE = "WHICH WAY UP"

#: What one of a stage's tables tells of who wrote it.
STAGE_OF = {
    "MeasuredPages": "segment",
    "Rows": "cluster",
    "Spans": "recognise",
    "Readings": "decode",
}
STAGES = tuple(STAGE_OF.values())

#: No wait of a test is longer; only a machine that is far too busy makes one so long.
PATIENCE = 300.0
_LOOK_INTERVAL = 0.003
_BLOCK = 4096

#: The command, as the entry point runs it.
COMMAND = "from flows.command_line.app import main; main()"


@dataclass(frozen=True)
class Undisturbed:
    """What a run leaves behind that nothing happened to."""

    output: dict[str, bytes]
    records: dict[str, int]
    store_room: int


def content_of(folder: Path) -> dict[str, bytes]:
    """Return what a folder's files hold, by their names; a killed run's own are not looked at."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".scrivano.")
    }


def records_in(store: Path) -> Counter[str]:
    """Count the pages that are remembered as done, by stage."""
    counts: Counter[str] = Counter()
    for record in store.glob("records/*/*.json"):
        tables = [artifact["table"] for artifact in json.loads(record.read_bytes())]
        # Pages are set upright after they were segmented, and leave the same tables.
        counts[STAGE_OF[tables[0]]] += 1
    return counts


def room_of(folder: Path) -> int:
    """Return the bytes that a folder's files take on a disk of blocks."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return sum(-(-size // _BLOCK) * _BLOCK for size in sizes)


def wait_for(met: Callable[[], Any], meanwhile: subprocess.Popen[bytes] | None = None) -> Any:
    """Wait until something is so, while a process runs, and return it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = met()
        if found:
            return found
        if meanwhile is not None and meanwhile.poll() is not None:
            pytest.fail(f"the run had ended before ({meanwhile.returncode})")
        time.sleep(_LOOK_INTERVAL)
    pytest.fail("waited in vain")


def children(pid: int) -> dict[int, str]:
    """Return the processes that a process has started, with their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name, in brackets, may hold anything; the parent is the second field behind it.
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                found[int(entry.name)] = b" ".join(words).decode(errors="replace")
        except (OSError, ValueError, IndexError):
            continue  # it has ended meanwhile
    return found


def workers_of(pid: int) -> set[int]:
    """Return the worker processes of a run."""
    return {child for child, command in children(pid).items() if "spawn_main" in command}


def server_of(pid: int) -> set[int]:
    """Return the Prefect server that a run has started."""
    return {child for child, command in children(pid).items() if "uvicorn" in command}


def is_alive(pid: int) -> bool:
    """Tell whether a process is there and is no mere entry of a dead one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def resume(
    pages: Path, out: Path, store: Path, **settings: Any
) -> tuple[Any, Any, Counter[tuple[str, str]]]:
    """Run the flow in this process; return state, summary, and each stage's pages by how."""
    steps = []
    with watched_by(steps.append):
        state = transcribe_folder(
            inputs=[pages],
            out=out,
            store=f"file://{store}",
            settings=TranscribeSettings.model_validate({"pool": {"workers": 1}} | settings),
            return_state=True,
        )
    counted: Counter[tuple[str, str]] = Counter()
    for step in steps:
        counted[step.stage, step.how] += step.pages
    return state, state.result(raise_on_failure=False), counted


def check_resumed(pages: Path, undisturbed: Undisturbed, folder: Path) -> None:
    """Run again into `folder/out`, from `folder/store`: only what was missing is done.

    The output is that of an undisturbed run, and nothing of another one was there before.
    """
    assert content_of(folder / "out") in ({}, undisturbed.output)
    before = records_in(folder / "store")
    state, summary, counted = resume(pages, folder / "out", folder / "store")
    assert (state.name, summary.read) == ("Completed", PAGES)
    for stage in STAGES:
        beside = counted["orient", "computed"] if stage == "segment" else 0
        done = counted[stage, "computed"] + beside
        assert done == undisturbed.records[stage] - before[stage], stage
    assert content_of(folder / "out") == undisturbed.output


@pytest.fixture(scope="session")
def faults() -> SimpleNamespace:
    """The functions of this module, which tests cannot import."""
    return SimpleNamespace(
        PAGES=PAGES,
        STAGES=STAGES,
        content_of=content_of,
        room_of=room_of,
        records_in=records_in,
        wait_for=wait_for,
        children=children,
        workers_of=workers_of,
        server_of=server_of,
        is_alive=is_alive,
        resume=resume,
        check_resumed=check_resumed,
    )


@pytest.fixture(scope="session")
def pages(tmp_path_factory) -> Path:
    """A folder of small pages of a line each."""
    folder = tmp_path_factory.mktemp("small pages")
    style = CLEAN_STYLE.model_copy(update={"text_height": 24.0})
    for number in range(PAGES):
        line = f"AB {number}" if number else LONG_LINE
        pixels = draw_page([line], style, np.random.default_rng(number)).pixels
        Image.fromarray(pixels).save(folder / f"{number}.png")
    return folder


@pytest.fixture(scope="session")
def undisturbed(pages, tmp_path_factory, prefect_server) -> Undisturbed:
    """What a run over the pages leaves if nothing happens to it."""
    place = tmp_path_factory.mktemp("undisturbed")
    state, summary, counted = resume(pages, place / "out", place / "store")
    assert (state.name, summary.read) == ("Completed", PAGES)
    assert all(counted[stage, "computed"] == PAGES for stage in STAGES)
    return Undisturbed(
        output=content_of(place / "out"),
        records=dict(records_in(place / "store")),
        store_room=room_of(place / "store"),
    )


@pytest.fixture
def begin(pages, tmp_path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Begin `scrivano transcribe` of the small pages; what still runs at the end is ended."""
    begun: list[subprocess.Popen[bytes]] = []

    def start(out: Path, store: Path, *words: str, **variables: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "SCRIVANO_STORE": f"file://{store}",
            "PREFECT_API_URL": PREFECT_API_URL.value() or "",
        }
        environment |= variables
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "transcribe", str(pages), "--out", str(out), *words],
            # What is not set in the environment of a shell is not there, rather than empty.
            env={name: value for name, value in environment.items() if value},
            cwd=Path(__file__).resolve().parents[3],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        begun.append(process)
        return process

    yield start
    for process in begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def ended() -> Callable[[subprocess.Popen[bytes]], tuple[int, str, str]]:
    """Wait for the end of a command; return its exit code, what it said, and its complaints."""

    def wait(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
        said, complained = process.communicate(timeout=PATIENCE)
        return process.returncode, said.decode(), complained.decode()

    return wait

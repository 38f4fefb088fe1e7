"""What fuzzing needs: a process to read in, mutations of valid files, and how many are tried.

Every test here runs twice: with some hundred cases, always the same, in the default suite; and with
some thousand random ones, ``pytest -m fuzz``.
"""

import json
import os
import select
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

CELL = Path(__file__).with_name("cell.py")
#: So many times the cases of the default suite are tried by ``pytest -m fuzz``.
MANY = 40
MEMORY = 3 * 2**29
#: The cell ends itself after ten seconds of computing; this is for one that computes nothing.
PATIENCE = 120

#: Values at which programs that count bytes go wrong.
EDGES = [0, 1, 2, 7, 8, 127, 128, 255, 256, 32767, 32768, 65535, 65536]
EDGES += [2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1]

ENDS: Counter[str] = Counter()


class Cell:
    """The process that mutated files are read in; started anew where one has killed it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def read(self, kind: str, files: dict[str, bytes]) -> str:
        """Read files, the first one by its name; return how it ended, if well."""
        if self.process is None:
            self.start()
        sizes = [[name, len(content)] for name, content in files.items()]
        line = json.dumps({"kind": kind, "files": sizes}).encode() + b"\n"
        try:
            self.process.stdin.write(line + b"".join(files.values()))
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        reply = self.process.stdout.readline() if ready else b""
        if not reply:
            self.process.kill()
            code = self.process.wait()
            self.process = None
            raise AssertionError(f"the reader {f'ended by {code}' if ready else 'stood still'}")
        answer = json.loads(reply)
        assert not answer["bad"], answer["bad"]
        assert answer["memory"] < MEMORY
        ENDS[f"{kind}: {answer['end']}"] += 1
        return answer["end"]

    def start(self) -> None:
        root = str(CELL.parents[2])
        # Allocators that reserve gigabytes in advance would hide what is really used.
        environment = os.environ | {"PYTHONPATH": root, "ARROW_DEFAULT_MEMORY_POOL": "system"}
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TMPDIR": "/tmp"}
        for entry in (self.folder / "case").glob("*"):
            entry.unlink()
        if (self.folder / "case").exists():
            (self.folder / "case").rmdir()
        self.process = subprocess.Popen(
            [sys.executable, str(CELL), str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )


@pytest.fixture(scope="session")
def cell(tmp_path_factory):
    """A process under limits that reads mutated files: kind, files -> how it ended."""
    cell = Cell(tmp_path_factory.mktemp("cell"))
    yield cell.read
    if cell.process:
        cell.process.stdin.close()
        cell.process.wait()


@pytest.fixture(params=["few", pytest.param("many", marks=pytest.mark.fuzz)])
def explore(request):
    """A function that tries cases of a strategy: strategy, check, how many in the default suite."""
    few = request.param == "few"

    def run(strategy, check, cases):
        @settings(
            max_examples=cases if few else cases * MANY,
            derandomize=few,
            database=None,
            deadline=None,
            phases=[Phase.generate] if few else [Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def every(case):
            check(case)

        every()

    return run


@pytest.fixture(scope="session")
def mutated():
    """A function that makes a strategy of mutations: seeds, split, join -> bytes."""
    return _mutated


def pytest_terminal_summary(terminalreporter):
    """Tell how the cases ended."""
    if ENDS:
        terminalreporter.section(f"{ENDS.total()} mutated files read")
        for end, count in sorted(ENDS.items()):
            terminalreporter.line(f"{count:7d} {end}")


def blocks(data, size=16):
    """Split bytes into blocks of a size."""
    return [data[start : start + size] for start in range(0, len(data), size)]


@st.composite
def _mutated(draw, seeds, split=blocks, join=b"".join, magic=0):
    """Draw a valid file with a few things in it changed: bytes, numbers, whole parts.

    In most of them the first bytes, by which the form is told, are left as they were.
    """
    data = seed = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.integers(0, 2)):
            parts = split(data)
            place = draw(_places(len(parts)))
            change = draw(st.sampled_from(_PART_CHANGES))
            data = join(change(draw, parts, place))
        else:
            data = _bytes_changed(draw, data, seeds)
        if len(data) > 1 << 20:
            break
    return data if draw(st.integers(0, 15)) == 1 else seed[:magic] + data[magic:]


def _places(count):
    near = st.integers(0, max(0, min(count, 40) - 1))
    return near | st.integers(0, max(0, count - 1))


def _part_changed(draw, parts, place):
    if not parts:
        return parts
    return [*parts[:place], _bytes_changed(draw, parts[place], [b""]), *parts[place + 1 :]]


def _part_dropped(_, parts, place):
    return parts[:place] + parts[place + 1 :]


def _part_again(draw, parts, place):
    times = draw(st.sampled_from([2, 2, 3, 20, 500]))
    return parts[:place] + parts[place : place + 1] * times + parts[place + 1 :]


def _part_moved(draw, parts, place):
    rest = parts[:place] + parts[place + 1 :]
    to = draw(_places(len(parts)))
    return rest[:to] + parts[place : place + 1] + rest[to:]


_PART_CHANGES = [
    _part_changed,
    _part_changed,
    _part_changed,
    _part_dropped,
    _part_again,
    _part_moved,
]


def _bytes_changed(draw, data, seeds):
    place = draw(_places(len(data)))
    match draw(st.sampled_from(["bits", "number", "digits", "cut", "other", "more", "splice"])):
        case "bits" if data:
            bit = 1 << draw(st.integers(0, 7))
            return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
        case "number":
            width = draw(st.sampled_from([1, 2, 4, 8]))
            order = draw(st.sampled_from(["big", "little"]))
            edge = draw(st.sampled_from(EDGES)) % 256**width
            return data[:place] + edge.to_bytes(width, order) + data[place + width :]
        case "digits":
            digits = str(draw(st.sampled_from([*EDGES, -1, 1e300, "NaN"]))).encode()
            return data[:place] + digits + data[place + 1 :]
        case "cut":
            return data[:place] if draw(st.booleans()) else data[place:]
        case "other":
            other = draw(st.binary(min_size=1, max_size=8))
            return data[:place] + other + data[place + len(other) :]
        case "more":
            return data[:place] + draw(st.binary(min_size=1, max_size=8)) + data[place:]
        case _:
            other = draw(st.sampled_from(seeds))
            return data[:place] + other[draw(_places(len(other))) :]

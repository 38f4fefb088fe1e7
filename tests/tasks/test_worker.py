"""A worker does calls within their budget, and is killed whatever it is doing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tasks.worker as module
from schemas.errors import OverBudget, PassingFault
from tasks.worker import BLAS_THREADS, Budget, Worker

# What workers run has to be importable by name, which this module is not for them.
CALLS = """
import ctypes, os, signal, threading, time
from pathlib import Path

class Odd(Exception):
    def __init__(self, one, two):
        super().__init__(one)

def about_itself():
    import numpy
    from threadpoolctl import threadpool_info
    return {
        "pid": os.getpid(),
        "threads": {entry["num_threads"] for entry in threadpool_info()},
        "interrupt": signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []),
        "oom": Path("/proc/self/oom_score_adj").read_text().strip(),
    }

def odd():
    raise Odd(1, 2)

def lock():
    return threading.Lock()

def crash():
    os.kill(os.getpid(), signal.SIGSEGV)

def leave():
    os._exit(3)

def hang_in_c():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Called so, C code keeps the interpreter's lock: no other thread of the process runs.
    ctypes.PyDLL(None).sleep(3600)

def fill(mebibytes):
    import numpy
    numpy.ones(mebibytes << 17)
    return "done"

def reserve(mebibytes):
    import numpy
    return numpy.empty(mebibytes << 17).size

def hang_and_tell(path):
    Path(path + ".part").write_text(str(os.getpid()))
    os.rename(path + ".part", path)
    hang_in_c()
"""

PARENT = """
import sys
sys.path.insert(0, sys.argv[1])
import worker_calls
from tasks.worker import Budget, Worker
if __name__ == "__main__":
    Worker().call(worker_calls.hang_and_tell, (sys.argv[2],), Budget())
"""


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """A module that workers can import."""
    folder = tmp_path_factory.mktemp("calls")
    (folder / "worker_calls.py").write_text(CALLS)
    sys.path.insert(0, str(folder))
    import worker_calls

    yield worker_calls
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def worker(calls):
    worker = Worker()
    yield worker
    worker.end()


@pytest.fixture
def new_worker(calls):
    worker = Worker()
    yield worker
    worker.end()


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_calls_are_done_in_a_process_of_their_own(worker, calls):
    about = worker.call(calls.about_itself, (), Budget(seconds=60, memory=1 << 30))
    assert about["pid"] == worker.pid != os.getpid()
    assert about["threads"] == {BLAS_THREADS}
    # Ctrl-C is the parent's business; and where memory runs out, the parent is spared.
    assert about["interrupt"] is True
    assert int(about["oom"]) >= 500
    assert worker.is_fit(Budget(seconds=60, memory=1 << 30))


def test_what_cannot_be_sent_is_an_error_of_the_call(worker, calls):
    for function, told in ((calls.odd, "Odd"), (calls.lock, "lock"), (lambda: 1, "lambda")):
        error = worker.call(function, (), Budget())
        assert isinstance(error, Exception)
        assert not isinstance(error, PassingFault)
        assert told in f"{error}" or told == "Odd"
        assert worker.is_fit(Budget())
    assert worker.call(abs, (-3,), Budget()) == 3


def test_errors_of_a_call_come_back_as_they_are(worker):
    error = worker.call(os.stat, ("/no such file",), Budget())
    assert isinstance(error, FileNotFoundError)
    assert isinstance(worker.call(int, ("x",), Budget()), ValueError)


@pytest.mark.parametrize(
    ("end", "told"), [("crash", "SIGSEGV"), ("leave", "unexpectedly"), ("killed", "memory")]
)
def test_a_death_is_told_with_its_cause(new_worker, calls, end, told):
    if end == "killed":
        os.kill(new_worker.pid, signal.SIGKILL)
        end = "about_itself"
    fault = new_worker.call(getattr(calls, end), (), Budget())
    assert isinstance(fault, PassingFault)
    assert (fault.reason, told in fault.message) == ("worker-died", True)
    assert not new_worker.is_fit(Budget())


def test_what_hangs_in_c_is_ended(new_worker, calls):
    pid = new_worker.pid
    late = new_worker.call(calls.hang_in_c, (), Budget(seconds=0.2))
    assert isinstance(late, OverBudget)
    assert (late.reason, late.message) == (
        "timeout",
        "the page took longer than 0.2 s. Allow more (--page-timeout), or try again when the "
        "machine is less busy.",
    )
    assert not is_running(pid)
    assert not new_worker.is_fit(Budget())


def test_memory_is_what_is_used_not_what_is_reserved(new_worker, calls):
    budget = Budget(memory=150 << 20)
    assert new_worker.call(calls.reserve, (4000,), budget) == 4000 << 17
    assert new_worker.call(calls.fill, (20,), budget) == "done"
    over = new_worker.call(calls.fill, (4000,), budget)
    assert isinstance(over, OverBudget)
    assert over.reason == "over-memory"
    assert not new_worker.is_fit(budget)


def test_a_worker_that_does_not_start_is_given_up(new_worker, calls, monkeypatch):
    monkeypatch.setattr(module, "START_TIMEOUT", 0.2)
    os.kill(new_worker.pid, signal.SIGSTOP)
    fault = new_worker.call(abs, (-1,), Budget())
    assert isinstance(fault, PassingFault)
    assert (fault.reason, "did not start" in fault.message) == ("worker-died", True)


def test_time_to_start_does_not_count(new_worker):
    # Python alone takes longer than that to start.
    assert new_worker.call(abs, (-1,), Budget(seconds=0.01)) == 1


def test_no_worker_outlives_its_parent(calls, tmp_path):
    (tmp_path / "parent.py").write_text(PARENT)
    told = tmp_path / "pid"
    words = [sys.executable, tmp_path / "parent.py", Path(calls.__file__).parent, told]
    parent = subprocess.Popen(words, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    try:
        while not told.exists():
            assert parent.poll() is None
            time.sleep(0.01)
        pid = int(told.read_text())
        assert is_running(pid)
    finally:
        parent.kill()
        parent.wait()
    while is_running(pid):  # as long as the test may take
        time.sleep(0.01)

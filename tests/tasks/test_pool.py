"""The pool does every call once, in worker processes, and no call takes another with it."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from schemas.errors import OverBudget, PageRefused, PassingFault, RunEnded
from tasks.pool import PagePool
from tasks.worker import Budget

# Workers import what they run by name, and `--import-mode=importlib` hides this module from them:
# what they run is written out by the fixture below.
CALLS = """
import os, signal, time
from pathlib import Path
from schemas.errors import PageRefused, PassingFault

def square(x):
    return x * x

def refuse(x):
    raise PageRefused("encrypted", f"page {x}")

def note(folder, name):
    with open(Path(folder) / name, "a") as file:
        file.write(f"{os.getpid()}\\n")
    return len((Path(folder) / name).read_text().split())

def die(folder, name, times):
    tries = note(folder, name)
    if tries <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return tries

def fail(folder, name, times, error):
    tries = note(folder, name)
    if tries <= times:
        raise error
    return tries

def work(folder, name, how):
    note(folder, name)
    if how == "hang":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(3600)
    time.sleep(0.1)
    return os.getpid()

def wait_for(path):
    while not Path(path).exists():
        time.sleep(0.01)
    return os.getpid()

def bloat(mebibytes, seconds, keep=[]):
    block = b"x" * (mebibytes << 20)
    keep.append(block)
    time.sleep(seconds)
    return os.getpid()
"""


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """A module that workers can import."""
    folder = tmp_path_factory.mktemp("calls")
    (folder / "pool_calls.py").write_text(CALLS)
    import sys

    sys.path.insert(0, str(folder))
    import pool_calls

    yield pool_calls
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def pool():
    with PagePool(workers=2, retry_delays=(0.01, 0.01)) as pool:
        yield pool


def pids(folder: Path, name: str) -> list[int]:
    """Return the processes that tried a call, in order."""
    return [int(pid) for pid in (folder / name).read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_every_call_is_answered(pool, calls):
    assert dict(pool.run(calls.square, [(i,) for i in range(20)])) == {i: i * i for i in range(20)}


def test_errors_of_a_page_come_back_as_they_are(pool, calls):
    error = dict(pool.run(calls.refuse, [(7,)]))[0]
    assert isinstance(error, PageRefused)
    assert (error.reason, error.message) == ("encrypted", "page 7")


@pytest.mark.parametrize("times", [1, 2])
def test_a_worker_that_dies_costs_nothing(pool, calls, tmp_path, times):
    ones = [(str(tmp_path), str(i), times if i == 3 else 0) for i in range(6)]
    results = dict(pool.run(calls.die, ones))
    assert results == {i: times + 1 if i == 3 else 1 for i in range(6)}
    # Each try had a process of its own, and no other page was done twice.
    assert len(set(pids(tmp_path, "3"))) == times + 1


def test_only_the_page_that_kills_its_workers_is_lost(pool, calls, tmp_path):
    results = dict(pool.run(calls.die, [(str(tmp_path), str(i), 9 * (i == 3)) for i in range(6)]))
    lost = results.pop(3)
    assert isinstance(lost, PassingFault)
    assert lost.reason == "worker-died"
    assert results == dict.fromkeys((0, 1, 2, 4, 5), 1)
    assert len(pids(tmp_path, "3")) == 1 + len(pool.retry_delays)
    assert dict(pool.run(calls.square, [(5,)])) == {0: 25}


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (PassingFault("unreadable", "disk"), 3),
        (OSError(5, "input/output error"), 3),
        (PageRefused("encrypted", "locked"), 1),
        (OverBudget("timeout", "long"), 1),
        (ZeroDivisionError("by zero"), 1),
    ],
)
def test_only_what_may_pass_is_tried_again(pool, calls, tmp_path, error, tries):
    results = dict(
        pool.run(calls.fail, [(str(tmp_path), "bad", 9, error), (str(tmp_path), "good", 0, error)])
    )
    assert type(results[0]) is type(error)
    assert results[1] == 1
    assert len(pids(tmp_path, "bad")) == tries


def test_what_passed_is_answered(pool, calls, tmp_path):
    fault = PassingFault("vanished", "gone")
    assert dict(pool.run(calls.fail, [(str(tmp_path), "bad", 2, fault)])) == {0: 3}


def test_a_page_over_its_time_is_ended_alone(calls, tmp_path):
    with PagePool(workers=2, budget=Budget(seconds=1.5), retry_delays=(0.01,)) as pool:
        ways = ["hang" if i == 1 else "work" for i in range(12)]
        results = dict(
            pool.run(calls.work, [(str(tmp_path), str(i), how) for i, how in enumerate(ways)])
        )
        late = results.pop(1)
        assert isinstance(late, OverBudget)
        assert late.reason == "timeout"
        (hung,) = pids(tmp_path, "1")  # not tried again
        assert not is_alive(hung)
        # Every other page was done, once, and by the neighbour: it was not started anew. What
        # waited for it longer than its own time was not ended either.
        assert [pids(tmp_path, str(i)) for i in results] == [[pid] for pid in results.values()]
        assert hung not in results.values() or len(set(results.values())) == 2
        assert len(set(results.values()) - {hung}) == 1
        # The dead one is replaced.
        assert dict(pool.run(calls.square, [(5,), (6,)])) == {0: 25, 1: 36}


def test_time_in_the_queue_does_not_count(calls, tmp_path):
    with PagePool(workers=1, budget=Budget(seconds=1.0)) as pool:
        results = dict(pool.run(calls.work, [(str(tmp_path), str(i), "work") for i in range(12)]))
    assert all(isinstance(pid, int) for pid in results.values())
    assert len(set(results.values())) == 1


def test_a_page_over_its_memory_is_ended_alone(calls, tmp_path):
    with PagePool(workers=2, budget=Budget(memory=100 << 20), retry_delays=(0.01,)) as pool:
        results = dict(pool.run(calls.bloat, [(1000, 60), (1, 0.2), (1, 0.2), (1, 0.2)]))
        large = results.pop(0)
        assert isinstance(large, OverBudget)
        assert large.reason == "over-memory"
        assert "100 MiB" in large.message
        assert len(results) == 3
        assert all(isinstance(pid, int) for pid in results.values())
        # A worker that keeps much of what it took is replaced before a page has to pay for it.
        (first,) = dict(pool.run(calls.bloat, [(60, 0)])).values()
        assert first not in dict(pool.run(calls.bloat, [(1, 0), (1, 0)])).values()


def test_many_threads_share_one_pool(pool, calls):
    answers: dict[int, dict] = {}

    def ask(number: int) -> None:
        answers[number] = dict(pool.run(calls.square, [(number,), (number + 1,)]))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: {0: n * n, 1: (n + 1) ** 2} for n in range(4)}


def test_unused_pool_starts_no_process():
    with PagePool(workers=2) as pool:
        assert dict(pool.run(Path, [])) == {}
        assert not pool._hired


def test_no_more_processes_than_pages_need(pool, calls, tmp_path):
    assert len(pool._hired) <= 2
    (tmp_path / "go").touch()
    with PagePool(workers=64) as many:
        dict(many.run(calls.wait_for, [(str(tmp_path / "go"),)]))
        assert len(many._hired) == 1


def test_closing_ends_what_hangs_and_who_waits_for_it(calls, tmp_path):
    pool = PagePool(workers=1)
    ended: list[Exception] = []

    def ask() -> None:
        try:
            dict(pool.run(calls.work, [(str(tmp_path), str(i), "hang") for i in range(50)]))
        except RunEnded as error:
            ended.append(error)

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    while not (tmp_path / "0").exists():
        time.sleep(0.01)
    (hung,) = (worker.pid for worker in pool._hired)
    pool.close()
    for thread in threads:
        thread.join(30)
    assert len(ended) == 3
    assert not is_alive(hung)


def test_closing_does_not_wait_for_further_tries(calls, tmp_path):
    pool = PagePool(workers=1, retry_delays=(3600.0,))
    fault = PassingFault("vanished", "gone")
    ended: list[Exception] = []

    def ask() -> None:
        try:
            dict(pool.run(calls.fail, [(str(tmp_path), "bad", 9, fault)]))
        except RunEnded as error:
            ended.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    while not (tmp_path / "bad").exists():
        time.sleep(0.01)
    pool.close()
    thread.join(30)
    assert len(ended) == 1


def test_closed_pool_begins_nothing(calls):
    pool = PagePool(workers=1)
    pool.close()
    with pytest.raises(RunEnded):
        dict(pool.run(calls.square, [(1,)]))
    assert not pool._hired


def test_workers_killed_from_outside_are_replaced(pool, calls):
    dict(pool.run(calls.square, [(1,), (2,)]))
    for worker in list(pool._hired):
        os.kill(worker.pid, signal.SIGKILL)
    assert dict(pool.run(calls.square, [(i,) for i in range(6)])) == {i: i * i for i in range(6)}


def test_pool_travels_as_a_promise():
    constructor, arguments = PagePool(3, Budget(1.0, 2), (0.5,)).__reduce__()
    pool = constructor(*arguments)
    assert (pool.workers, pool.budget, pool.retry_delays) == (3, Budget(1.0, 2), (0.5,))

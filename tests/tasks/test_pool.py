"""The pool does every call once, in worker processes, and survives a worker's death."""

import os
import threading
from pathlib import Path

import pytest

from schemas.errors import PageRefused, PassingFault, RunEnded
from tasks.pool import PagePool

# Workers import this module by path, so what they run stands in importable standard functions
# or in the small package that the fixture below writes.


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """A module that workers can import: `--import-mode=importlib` hides this one from them."""
    folder = tmp_path_factory.mktemp("calls")
    (folder / "pool_calls.py").write_text(
        "import os, signal\n"
        "from pathlib import Path\n"
        "from schemas.errors import PageRefused\n"
        "def square(x):\n    return x * x\n"
        "def refuse(x):\n    raise PageRefused('encrypted', f'page {x}')\n"
        "def worker(_):\n    return os.getpid()\n"
        "def threads(_):\n"
        "    import numpy\n"
        "    from threadpoolctl import threadpool_info\n"
        "    return [entry['num_threads'] for entry in threadpool_info()]\n"
        "def die(x):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "def die_once(path, x):\n"
        "    if x == 3 and not Path(path).exists():\n"
        "        Path(path).touch()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return x\n"
        "def die_on_three(x):\n"
        "    if x == 3:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return x\n"
    )
    import sys

    sys.path.insert(0, str(folder))
    import pool_calls

    yield pool_calls
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def pool():
    with PagePool(workers=2) as pool:
        yield pool


def test_every_call_is_answered(pool, calls):
    assert dict(pool.run(calls.square, [(i,) for i in range(20)])) == {i: i * i for i in range(20)}


def test_work_is_done_elsewhere_with_one_blas_thread(pool, calls):
    assert os.getpid() not in dict(pool.run(calls.worker, [(1,)])).values()
    assert set(dict(pool.run(calls.threads, [(1,)]))[0]) <= {1}


def test_errors_of_a_page_come_back_as_they_are(pool, calls):
    error = dict(pool.run(calls.refuse, [(7,)]))[0]
    assert isinstance(error, PageRefused)
    assert (error.reason, error.message) == ("encrypted", "page 7")


def test_a_worker_that_dies_once_costs_nothing(pool, calls, tmp_path):
    results = dict(pool.run(calls.die_once, [(str(tmp_path / "died"), i) for i in range(6)]))
    assert results == {i: i for i in range(6)}
    assert (tmp_path / "died").exists()


def test_only_the_page_that_kills_its_worker_is_lost(pool, calls):
    results = dict(pool.run(calls.die_on_three, [(i,) for i in range(6)]))
    lost = results.pop(3)
    assert isinstance(lost, PassingFault)
    assert lost.reason == "worker-died"
    assert results == {i: i for i in range(6) if i != 3}
    assert dict(pool.run(calls.square, [(5,)])) == {0: 25}


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
        assert pool._executor is None


def test_closed_pool_begins_nothing(calls):
    pool = PagePool(workers=1)
    pool.close()
    with pytest.raises(RunEnded):
        dict(pool.run(calls.square, [(1,)]))
    assert pool._executor is None


def test_pool_travels_as_a_promise():
    constructor, arguments = PagePool(workers=3).__reduce__()
    assert constructor(*arguments).workers == 3

"""Runs at the same time, and stores that were damaged: the output is that of an undisturbed run."""

import os
import random
import shutil
import signal

import pytest

from schemas.errors import EXIT_OUTPUT


@pytest.mark.fault
def test_two_runs_share_a_store(undisturbed, begin, ended, faults, tmp_path):
    runs = [begin(tmp_path / name, tmp_path / "store") for name in ("one", "other")]
    for run in runs:
        code, _, complained = ended(run)
        assert code == 0, complained
    for name in ("one", "other"):
        assert faults.content_of(tmp_path / name) == undisturbed.output


@pytest.mark.fault
def test_of_two_runs_into_one_folder_one_is_told_of_the_other(
    undisturbed, begin, ended, faults, tmp_path
):
    first = begin(tmp_path / "out", tmp_path / "store")
    faults.wait_for((tmp_path / "out" / ".scrivano.lock").exists, first)
    os.kill(first.pid, signal.SIGSTOP)  # so that it cannot end before the other one begins
    second = begin(tmp_path / "out", tmp_path / "other store")
    code, _, complained = ended(second)
    assert code == EXIT_OUTPUT
    assert f"process {first.pid}" in complained
    os.kill(first.pid, signal.SIGCONT)
    code, _, complained = ended(first)
    assert code == 0, complained
    assert faults.content_of(tmp_path / "out") == undisturbed.output


@pytest.mark.fault
@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_store_is_mended(seed, pages, undisturbed, faults, tmp_path):
    rng = random.Random(seed)
    store = tmp_path / "store"
    faults.resume(pages, tmp_path / "out", store)
    files = sorted(path for path in store.rglob("*") if path.is_file())
    for path in rng.sample(files, len(files) // 2):
        content = path.read_bytes()
        match rng.choice(["gone", "cut", "flipped", "garbage", "empty"]):
            case "gone":
                path.unlink()
            case "cut":
                path.write_bytes(content[: rng.randrange(len(content) + 1)])
            case "flipped" if content:
                place = rng.randrange(len(content))
                flipped = bytes([content[place] ^ 1 << rng.randrange(8)])
                path.write_bytes(content[:place] + flipped + content[place + 1 :])
            case "garbage":
                path.write_bytes(rng.randbytes(200))
            case _:
                path.write_bytes(b"")
    shutil.rmtree(tmp_path / "out")
    state, summary, _ = faults.resume(pages, tmp_path / "out", store)
    assert (state.name, summary.read) == ("Completed", faults.PAGES)
    assert faults.content_of(tmp_path / "out") == undisturbed.output

"""Runs and processes that are killed: nothing is lost, nothing done twice, the output is equal."""

import os
import random
import signal
import subprocess

import pytest


def killed_at(stage, begin, faults, folder):
    """Begin a run, kill it with -9 once pages have passed a stage, and see its processes die."""
    run = begin(folder / "out", folder / "store", "--workers", "1")
    faults.wait_for(lambda: faults.records_in(folder / "store")[stage] >= 2, run)
    begun = faults.children(run.pid)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    faults.wait_for(lambda: not any(faults.is_alive(child) for child in begun))


def test_a_killed_run_is_resumed(pages, undisturbed, begin, faults, tmp_path):
    killed_at("recognise", begin, faults, tmp_path)
    faults.check_resumed(pages, undisturbed, tmp_path)


@pytest.mark.fault
@pytest.mark.parametrize("stage", ["segment", "cluster", "recognise", "decode"])
@pytest.mark.parametrize("times", [1, 2])
def test_runs_killed_at_any_stage_are_resumed(
    stage, times, pages, undisturbed, begin, faults, tmp_path
):
    killed_at(stage, begin, faults, tmp_path)
    if times > 1 and faults.records_in(tmp_path / "store")["decode"] < faults.PAGES:
        killed_at("decode", begin, faults, tmp_path)
    faults.check_resumed(pages, undisturbed, tmp_path)


@pytest.mark.fault
@pytest.mark.parametrize("seed", range(10))
def test_runs_killed_at_any_moment_are_resumed(seed, pages, undisturbed, begin, faults, tmp_path):
    run = begin(tmp_path / "out", tmp_path / "store")
    try:
        run.wait(random.Random(seed).uniform(0.5, 12))
    except subprocess.TimeoutExpired:
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    faults.check_resumed(pages, undisturbed, tmp_path)


def test_a_killed_worker_is_replaced(undisturbed, begin, ended, faults, tmp_path):
    run = begin(tmp_path / "out", tmp_path / "store", "--workers", "1")
    faults.wait_for(lambda: faults.records_in(tmp_path / "store")["segment"] >= 2, run)
    (worker,) = faults.wait_for(lambda: faults.workers_of(run.pid), run)
    os.kill(worker, signal.SIGKILL)
    code, _, complained = ended(run)
    assert code == 0, complained
    assert faults.content_of(tmp_path / "out") == undisturbed.output


@pytest.mark.fault
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_ended_runs_leave_no_processes(name, begin, faults, tmp_path):
    run = begin(tmp_path / "out", tmp_path / "store", PREFECT_API_URL="")
    faults.wait_for(lambda: faults.records_in(tmp_path / "store")["segment"] >= 2, run)
    begun = faults.children(run.pid)
    assert faults.server_of(run.pid)
    os.kill(run.pid, getattr(signal, name))
    assert run.wait(60) != 0
    faults.wait_for(lambda: not any(faults.is_alive(child) for child in begun))
    assert faults.content_of(tmp_path / "out") == {}

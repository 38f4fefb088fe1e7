"""Prefect servers that are killed, at any time and between stages: no page is lost for it."""

import os
import signal
import socket

import pytest
from prefect.server.api.server import SubprocessASGIServer

from schemas.errors import EXIT_NO_SERVER


@pytest.fixture
def server():
    """A server that is configured, as its owner runs it: on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = SubprocessASGIServer(port)
    server.start(120)
    yield server
    server.stop()


def killed_between(stage, run, server, faults, folder):
    """Kill a server once all pages have passed a stage and hardly any of them the next one."""
    after = faults.STAGES[faults.STAGES.index(stage) + 1 :][:1]
    faults.wait_for(lambda: faults.records_in(folder / "store")[stage] >= faults.PAGES, run)
    os.kill(run.pid, signal.SIGSTOP)  # nothing new is begun before the server is gone
    os.kill(server, signal.SIGKILL)
    faults.wait_for(lambda: not faults.is_alive(server))
    done = faults.records_in(folder / "store")
    assert all(done[name] <= 2 for name in after)
    os.kill(run.pid, signal.SIGCONT)


def check_whole(pages, undisturbed, faults, folder):
    """Make sure that a run left everything, and that another one has nothing left to do."""
    assert faults.content_of(folder / "out") == undisturbed.output
    assert faults.records_in(folder / "store") == undisturbed.records
    faults.check_resumed(pages, undisturbed, folder)


@pytest.mark.fault
def test_the_runs_own_server_is_replaced(pages, undisturbed, begin, ended, faults, tmp_path):
    run = begin(tmp_path / "out", tmp_path / "store", PREFECT_API_URL="")
    (server,) = faults.wait_for(lambda: faults.server_of(run.pid), run)
    faults.wait_for(lambda: faults.records_in(tmp_path / "store")["segment"] >= 2, run)
    os.kill(server, signal.SIGKILL)
    code, _, complained = ended(run)
    assert code == 0, complained
    check_whole(pages, undisturbed, faults, tmp_path)


@pytest.mark.fault
@pytest.mark.parametrize("stage", ["segment", "cluster", "recognise", "decode"])
def test_the_runs_own_server_is_replaced_between_stages(
    stage, pages, undisturbed, begin, ended, faults, tmp_path
):
    run = begin(tmp_path / "out", tmp_path / "store", "--workers", "1", PREFECT_API_URL="")
    (server,) = faults.wait_for(lambda: faults.server_of(run.pid), run)
    killed_between(stage, run, server, faults, tmp_path)
    code, _, complained = ended(run)
    assert code == 0, complained
    check_whole(pages, undisturbed, faults, tmp_path)


@pytest.mark.fault
@pytest.mark.parametrize("stage", ["segment", "decode"])
def test_a_run_whose_configured_server_died_is_resumed(
    stage, server, pages, undisturbed, begin, ended, faults, tmp_path
):
    run = begin(tmp_path / "out", tmp_path / "store", PREFECT_API_URL=server.api_url)
    killed_between(stage, run, server.server_process.pid, faults, tmp_path)
    code, _, complained = ended(run)
    assert code == EXIT_NO_SERVER, complained
    assert "the Prefect server does not answer" in complained
    assert "Traceback" not in complained
    faults.check_resumed(pages, undisturbed, tmp_path)


@pytest.mark.fault
def test_a_configured_server_may_be_started_again_meanwhile(
    server, pages, undisturbed, begin, ended, faults, tmp_path
):
    run = begin(tmp_path / "out", tmp_path / "store", PREFECT_API_URL=server.api_url)
    killed_between("segment", run, server.server_process.pid, faults, tmp_path)
    server.running = False
    server.start(120)
    code, _, complained = ended(run)
    assert code == 0, complained
    check_whole(pages, undisturbed, faults, tmp_path)

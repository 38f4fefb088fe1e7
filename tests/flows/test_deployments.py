"""Deployments run as their file says: server, work pool, worker, run, on loopback."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

PREFECT_FILE = Path(__file__).resolve().parents[2] / "prefect.yaml"
PREFECT = Path(sys.executable).parent / "prefect"
STARTUP_SECONDS = 90


@contextmanager
def running(*command, cwd, env):
    """A process that is ended by SIGTERM, and waited for."""
    with (cwd / f"{command[0]}.log").open("wb") as log:
        process = subprocess.Popen([PREFECT, *command], cwd=cwd, env=env, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(url: str) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory):
    """A server on a free port with all deployments, and the environment that points to it."""
    tmp_path = tmp_path_factory.mktemp("deployments")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "DO_NOT_TRACK": "1",
        "SCRIVANO_STORE": f"file://{tmp_path}/store",
    }
    with running("server", "start", "--port", str(port), "--no-ui", cwd=tmp_path, env=env):
        wait_for(f"http://127.0.0.1:{port}/api/health")
        prefect("work-pool", "create", "local", "--type", "process", cwd=tmp_path, env=env)
        prefect("deploy", "--all", "--prefect-file", str(PREFECT_FILE), cwd=tmp_path, env=env)
        yield tmp_path, env


def prefect(*words, cwd, env):
    done = subprocess.run(
        [PREFECT, "--no-prompt", *words], cwd=cwd, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_on_demand_deployment_transcribes(surroundings, sample_pages):
    cwd, env = surroundings
    listed = prefect("deployment", "ls", cwd=cwd, env=env)
    for name in ("transcribe-folder/nightly", "transcribe-folder/on-demand", "train-model/train"):
        assert name in listed.replace("\n", "")
    # Relative paths are meant from the folder of `prefect deploy`.
    shutil.copytree(sample_pages, cwd / "inbox")
    worker = ("worker", "start", "--pool", "local", "--install-policy", "never")
    with running(*worker, cwd=cwd, env=env):
        output = prefect(
            "deployment",
            "run",
            "transcribe-folder/on-demand",
            "--param",
            f"inputs={json.dumps(['inbox'])}",
            "--param",
            "out=texts",
            "--watch",
            cwd=cwd,
            env=env,
        )
    assert "Completed" in output
    texts = {path.name for path in (cwd / "texts/text").iterdir()}
    assert texts == {f"{path.name}.txt" for path in sample_pages.glob("*.jpg")}


def test_bad_parameters_are_refused(surroundings):
    cwd, env = surroundings
    refused = subprocess.run(
        [PREFECT, "deployment", "run", "transcribe-folder/on-demand", "--param", "inputs=7"],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
    )
    assert refused.returncode != 0

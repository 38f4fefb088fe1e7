"""The run's own server: another's is left alone.

That it is replaced if it dies, and ends with the run, is shown by runs (`tests/flows/faults`).
"""

import pytest
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import PREFECT_API_URL

from flows.command_line.server import attended_server


def test_a_server_that_is_configured_is_left_alone(monkeypatch):
    monkeypatch.setattr(SubprocessASGIServer, "start", lambda _: pytest.fail("started a server"))
    assert PREFECT_API_URL.value()
    with attended_server():
        pass

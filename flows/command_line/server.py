"""The Prefect server that a run starts for itself: replaced if it dies, ended with the run."""

from __future__ import annotations

import atexit
import contextlib
import contextvars
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import get_current_settings

#: Seconds between two looks at the server.
LOOK_INTERVAL = 0.2
#: How often a server is replaced in a run; one that dies more often will not get better.
REPLACEMENTS = 5

#: Waits for the end of its parent, however that ends, and ends the process it was named.
_LAST_WILL = 'read -r _; kill "$0" 2>/dev/null'


@contextmanager
def attended_server() -> Iterator[None]:
    """Keep a run's own Prefect server alive as long as the run, and no longer.

    Where no server is configured, Prefect starts one beside the run. If that died, the run would
    read all its pages, then wait a minute for the server, and fail; so another is started in its
    place, on the same port and the same database. If the run is killed, Prefect leaves the server
    behind for ever; so a shell waits to end it.

    A server that is configured is its owner's, and is left alone.
    """
    settings = get_current_settings()
    if settings.api.url or not settings.server.ephemeral.enabled:
        yield
        return
    server = SubprocessASGIServer()
    server.start()
    ended = threading.Event()
    # Threads begin with no context, and Prefect keeps its settings there.
    attend = contextvars.copy_context().run
    attendant = threading.Thread(
        target=attend, args=(_attend, server, ended), name="server", daemon=True
    )
    attendant.start()
    try:
        yield
    finally:
        ended.set()
        attendant.join()


def _attend(server: SubprocessASGIServer, ended: threading.Event) -> None:
    """Look after a server until the run has ended."""
    heir = _heir(server)
    left = REPLACEMENTS
    while not ended.wait(LOOK_INTERVAL):
        process = server.server_process
        if process is None or process.poll() is None:
            continue
        if not left:
            return
        left -= 1
        _dismiss(heir)
        server.running = False
        with contextlib.suppress(Exception):  # without a server the run ends in an error of its own
            server.start()
        heir = _heir(server)


def _heir(server: SubprocessASGIServer) -> subprocess.Popen[bytes] | None:
    """Start a process that ends the server's as soon as this one has died."""
    process = server.server_process
    if process is None:
        return None
    try:
        # In a session of its own, so that Ctrl-C does not reach it.
        heir = subprocess.Popen(  # noqa: S603 - the number is the only word that is not fixed
            ["/bin/sh", "-c", _LAST_WILL, str(process.pid)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError:  # no shell; the server may outlive a run that is killed
        return None
    # Before Prefect ends the server, and not earlier: it may have to take note of the end.
    atexit.register(_dismiss, heir)
    return heir


def _dismiss(heir: subprocess.Popen[bytes] | None) -> None:
    """End it before it ends whoever has that process number next."""
    if heir is not None:
        heir.kill()
        heir.wait()

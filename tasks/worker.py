"""Worker: one process that does calls one after another, each within its time and memory."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

from schemas.errors import OverBudget, PassingFault

T = TypeVar("T")

BLAS_THREADS = 1

#: Read by the BLAS libraries when they are loaded.
BLAS_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

#: Seconds between two looks at a worker's memory: NumPy fills some 100 MiB meanwhile.
LOOK_INTERVAL = 0.05
#: Seconds a process may take to start and to import what a call needs, on however busy a machine.
START_TIMEOUT = 300.0
#: Seconds to wait for the end of a killed process; one that the kernel holds in a read of a dead
#: network drive ends when it can, and nobody waits for it.
END_TIMEOUT = 5.0
#: A worker that keeps more than this share of its memory after a page is replaced, so that no page
#: pays for those before it.
IDLE_SHARE = 0.5

#: Linux's prctl option: the signal that a process gets when its parent dies.
_PR_SET_PDEATHSIG = 1
#: Of 1000: workers are what the kernel ends first when the machine's memory runs out, not the run.
_OOM_SCORE = "500"
_MEBIBYTE = 1 << 20

#: What a worker sends once a call is unpacked and its time begins.
_BEGUN = "begun"


@dataclass(frozen=True)
class Budget:
    """What a call may take.

    Attributes
    ----------
    seconds : float
        Time by the clock from the moment the worker begins; 0 for any.
    memory : int
        Bytes that the worker's process may hold meanwhile, not counting mapped files; 0 for any.
    """

    seconds: float = 0.0
    memory: int = 0


class Worker:
    """A process of its own that does calls, one at a time.

    It is watched from outside, so that no code of a page can be too stuck to be ended: the process
    is killed, which neither C code nor a signal handler can put off. Its memory is what Linux
    counts as resident and not backed by files. A limit set inside the process (``RLIMIT_AS``,
    ``RLIMIT_DATA``) would count what libraries reserve and never touch, and would reach decoders as
    a failed allocation, which many of them report as a damaged file.
    """

    def __init__(self) -> None:
        # Spawned, not forked: a fork of a process with Prefect's threads can stand still for ever.
        spawned = multiprocessing.get_context("spawn")
        ours, theirs = spawned.Pipe()
        self._connection: Connection = ours
        self._process = spawned.Process(target=_serve, args=(theirs, os.getpid()), daemon=True)
        # Ctrl-C reaches every process of a terminal; only the parent decides what comes of it. The
        # tracker, which spawning starts, would undo the blocking where it started only then.
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()
        self._lives = True

    @property
    def pid(self) -> int:
        """The process id."""
        pid = self._process.pid
        assert pid is not None
        return pid

    def call(
        self, function: Callable[..., T], arguments: Sequence[Any], budget: Budget
    ) -> T | Exception:
        """Call a function in the process and return what came of it.

        Parameters
        ----------
        function : callable
            Importable by name.
        arguments : sequence
            What it is called with; pickled, as is what it returns or raises.
        budget : Budget
            What the call may take.

        Returns
        -------
        result or Exception
            Whatever the function returned or raised; `OverBudget` if it took too much, and
            `PassingFault` if the process died. The worker is of no more use after these two.
        """
        try:
            self._connection.send((function, tuple(arguments)))
            message = self._receive(Budget(START_TIMEOUT))
            if message == _BEGUN:
                message = self._receive(budget)
            elif isinstance(message, OverBudget):
                message = PassingFault(
                    "worker-died",
                    "the process that was to read this page did not start in time. Try again when "
                    "the machine is less busy, or with fewer workers.",
                )
        except (EOFError, OSError):
            return self._obituary()
        except Exception as error:  # pickling runs code of what is pickled
            return error
        if isinstance(message, Exception):
            self.end()
            return message
        outcome: T | Exception = message[0]
        return outcome

    def _receive(self, budget: Budget) -> Any:
        """Wait for the worker's next message; an `OverBudget` instead if it takes too much."""
        deadline = time.monotonic() + budget.seconds if budget.seconds else None
        while True:
            left = LOOK_INTERVAL if deadline is None else deadline - time.monotonic()
            if wait([self._connection, self._process.sentinel], max(0.0, min(left, LOOK_INTERVAL))):
                # What was sent before the process died counts; after it, this raises EOFError.
                return self._connection.recv()
            if budget.memory and _private_memory(self.pid) > budget.memory:
                return OverBudget(
                    "over-memory",
                    f"the page needed more than {budget.memory // _MEBIBYTE} MiB of memory. Allow "
                    "more (--page-memory), or scan it at a lower resolution.",
                )
            if deadline is not None and time.monotonic() >= deadline:
                return OverBudget(
                    "timeout",
                    f"the page took longer than {budget.seconds:g} s. Allow more "
                    "(--page-timeout), or try again when the machine is less busy.",
                )

    def is_fit(self, budget: Budget) -> bool:
        """Tell whether the worker can do another call with all of the budget before it."""
        if not (self._lives and self._process.is_alive()):
            return False
        return not budget.memory or _private_memory(self.pid) <= IDLE_SHARE * budget.memory

    def kill(self) -> None:
        """Kill the process, from whatever thread; a call under way returns a fault."""
        with contextlib.suppress(ValueError):  # it has ended meanwhile
            self._process.kill()

    def end(self) -> None:
        """End the process and let go of everything that belongs to it."""
        if not self._lives:
            return
        self._lives = False
        self._process.kill()
        self._process.join(END_TIMEOUT)
        self._connection.close()
        with contextlib.suppress(ValueError):  # it still runs, see END_TIMEOUT
            self._process.close()

    def _obituary(self) -> PassingFault:
        self._process.join(END_TIMEOUT)
        code = self._process.exitcode
        self.end()
        if code == -signal.SIGKILL:
            cause = "was killed, most likely for want of memory. Use fewer workers"
        elif code is not None and code < 0:
            cause = f"crashed ({signal.Signals(-code).name}). Save the page in another format"
        else:
            cause = "ended unexpectedly. Save the page in another format"
        return PassingFault(
            "worker-died", f"the process that read this page {cause}, then run again."
        )


def _private_memory(pid: int) -> int:
    """Return the bytes of memory that a process holds, without mapped files; 0 if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_bytes().split()
    except OSError:
        return 0
    resident, shared = int(fields[1]), int(fields[2])
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE")


def _serve(connection: Connection, parent: int) -> None:
    """Do calls until the parent closes the connection; run in the process."""
    _die_with(parent)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE)
    for variable in BLAS_VARIABLES:
        os.environ[variable] = str(BLAS_THREADS)
    # For libraries that the start of the process has loaded already.
    threadpool_limits(BLAS_THREADS)
    with contextlib.suppress(EOFError, OSError):
        while True:
            _answer_next(connection)


def _answer_next(connection: Connection) -> None:
    """Do the next call; what it raises, and what its arguments raise when unpacked, is sent back.

    Raises
    ------
    EOFError, OSError
        If the parent has closed the connection, or died.
    """
    outcome: Any
    try:
        function, arguments = connection.recv()  # imports what the call needs
    except (EOFError, OSError):
        raise
    except Exception as error:
        outcome = error
    else:
        connection.send(_BEGUN)
        try:
            outcome = function(*arguments)
        except Exception as error:  # whatever the page's work raised is the page's own outcome
            outcome = error
    try:
        connection.send((outcome,))
    except (EOFError, OSError):
        raise
    except Exception as error:  # pickling runs code of what is pickled
        connection.send((RuntimeError(f"{type(outcome).__name__} cannot be sent: {error}"),))


def _die_with(parent: int) -> None:
    """Let the kernel kill this process when its parent dies, whatever it is doing then."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before
        os._exit(1)

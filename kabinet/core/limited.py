"""Pure functions on foreign bytes, each call in a process of its own with budgets.

A parser that loops, swells or crashes ends with its own process: the caller gets an exception and goes on.
The processes are children of a nursery (`kabinet.core.nursery`), one for each process of the portal, started
at the first call. They see no settings, secrets or database, and none outlives its caller.
"""

import atexit
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, Any

from django.db import connections

from kabinet.core.errors import DomainError
from kabinet.core.nursery import REQUEST_SIZE, Budget, Ending
from kabinet.core.safe_pickle import loads
from kabinet.core.turns import Turns

__all__ = ["Budget", "Busy", "Crashed", "OverBudget", "run_limited"]

DEFAULT_BUDGET = Budget(cpu_seconds=2, memory=256 * 1024**2, wall_seconds=20)
MAX_RESULT = 64 * 1024**2
"""Bytes; more than anything that is made of a file of 5 MB."""
_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "SYSTEMROOT")
"""What a child may know of the environment: nothing that is secret."""
_GRACE = 5
"""Seconds for the nursery to answer after the child's time is up."""


class OverBudget(Exception):
    """The function was ended: it took more time or memory than it was given."""


class Crashed(Exception):
    """The function ended without a value and without a refusal of ours; the text is for the log."""


class Busy(DomainError):
    """Too many are being examined already; nothing was run."""


def run_limited[R](
    function: Callable[..., R],
    *args: Any,
    source: IO[bytes] | bytes | None = None,
    budget: Budget = DEFAULT_BUDGET,
    person: Hashable = None,
) -> R:
    """Call `function(stream, *args)`, or `function(*args)` without a source, in a process of its own.

    `function` is a function of a module and pure: no settings, no database. `source` is given to it as a
    stream for reading that stands at the beginning; a real file is not copied. Arguments and the value are
    pickled; the value may hold plain values and the project's own dataclasses and enumerations. `person` is
    for whom it is done: everybody has a turn of their own, so that heavy files of one delay nobody else's.

    Raises what the function raises when that is an exception of the project; OverBudget; Crashed; Busy when
    no turn came. Refuses with RuntimeError to work inside a transaction: foreign bytes are examined before
    it, as all who write would wait.
    """
    _refuse_in_transaction()
    with _turns.taken(person) as has_turn:
        if not has_turn:
            raise Busy("Сейчас проверяется много файлов. Подождите минуту и повторите.")
        with _as_file(source) as file:
            outcome = _nursery.call(function, args, file, budget)
    if outcome.error is not None:
        raise outcome.error
    return outcome.value  # type: ignore[no-any-return]


def _refuse_in_transaction() -> None:
    for connection in connections.all(initialized_only=True):
        # The transaction around a whole test is not the code's own: as Atomic(durable=True) tells them apart.
        if connection.atomic_blocks and not getattr(connection.atomic_blocks[-1], "_from_testcase", False):
            raise RuntimeError("foreign bytes must not be examined inside a transaction")


@contextmanager
def _as_file(source: IO[bytes] | bytes | None) -> Iterator[IO[bytes] | None]:
    """Give a file with a descriptor that holds the bytes; what has one already is lent, not copied."""
    if source is None:
        yield None
        return
    if not isinstance(source, bytes):
        try:
            source.fileno()
        except (OSError, AttributeError):
            source.seek(0)
            source = source.read()
        else:
            source.flush()
            yield source
            return
    with tempfile.TemporaryFile() as file:
        file.write(source)
        file.flush()
        yield file


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a call went: one of the two."""

    value: Any = None
    error: Exception | None = None


class _Nursery:
    """The connection to this process's nursery; started when needed, anew when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._pid = 0

    def call(
        self, function: Callable[..., Any], args: tuple[Any, ...], file: IO[bytes] | None, budget: Budget
    ) -> _Ended:
        """Have a child call the function, wait for it, and say how it ended."""
        mine, theirs = socket.socketpair()
        with mine:
            with theirs:
                lent = [theirs.fileno()] + ([file.fileno()] if file is not None else [])
                self._ask(function.__module__, lent)
            deadline = time.monotonic() + budget.wall_seconds + _GRACE
            order = (function.__module__, function.__qualname__, args, file is not None, astuple(budget))
            try:
                mine.settimeout(budget.wall_seconds + _GRACE)
                mine.sendall(pickle.dumps(order))
                mine.shutdown(socket.SHUT_WR)
                answer = _read_all(mine, deadline)
            except TimeoutError:
                return _Ended(error=OverBudget("no answer in time"))
            except OSError as fault:
                return _Ended(error=Crashed(f"the nursery is gone: {fault}"))
        return _understood(answer)

    def close(self) -> None:
        """End the nursery and all its children."""
        with self._lock:
            self._close()

    def _ask(self, module: str, lent: list[int]) -> None:
        request = module.encode().ljust(REQUEST_SIZE, b"\0")
        with self._lock:
            for last in (False, True):
                control = self._started()
                try:
                    socket.send_fds(control, [request], lent)
                    return
                except OSError:
                    self._close()
                    if last:
                        raise

    def _started(self) -> socket.socket:
        if self._pid != os.getpid():  # a fork of the process that started it
            self._control = self._process = None
        if self._control is None or self._process is None or self._process.poll() is not None:
            self._close()
            mine, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "kabinet.core.nursery"],
                    cwd=_ROOT,
                    env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl+C is for the portal; the nursery ends with it
                )
            self._control, self._pid = mine, os.getpid()
        return self._control

    def _close(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control = self._process = None


def _read_all(connection: socket.socket, deadline: float) -> bytes:
    parts, size = [], 0
    while size <= MAX_RESULT:
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
        part = connection.recv(256 * 1024)
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _understood(answer: bytes) -> _Ended:
    """Read what the child wrote and, last, the byte in which the nursery says how it ended."""
    body, ending = answer[:-1], answer[-1:]
    if ending == Ending.OVER_BUDGET:
        return _Ended(error=OverBudget("time or memory"))
    if ending != Ending.DONE or len(answer) > MAX_RESULT:
        return _Ended(error=Crashed("the process died or its answer is too long"))
    try:
        kind, *rest = loads(body)
        if kind == "value":
            return _Ended(value=rest[0])
        if kind == "raised":
            error = rest[0].__new__(rest[0])
            error.args, error.__dict__ = rest[1], rest[2]
        else:
            error = OverBudget("memory") if kind == "memory" else Crashed(str(rest[0]))
    except Exception as fault:  # noqa: BLE001 - the answer comes from a process that read foreign bytes
        error = Crashed(f"the answer is not understood: {fault}")
    return _Ended(error=error)


_nursery = _Nursery()
_turns = Turns(at_once=2, each_person=1, waiting_each=3, wait_seconds=15)
atexit.register(_nursery.close)

"""A small process that bears others: each calls one function, within its budget, and ends.

`kabinet.core.limited` starts it and alone talks to it. It has one thread, so that forking is safe; it imports
the functions' modules once, so that a call costs a fork; it ends, with its children, when its parent ends.
"""

import gc
import importlib
import io
import logging
import os
import pickle
import resource
import select
import signal
import socket
import sys
import warnings
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, NoReturn

REQUEST_SIZE = 200
"""Bytes of a request: the name of the function's module, padded with zeros."""
_NICE = 10
_OVER = {signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL}
"""The deaths that limits cause; SIGKILL is the kernel's, of a machine out of memory too."""
_PIECE = 256 * 1024


class Ending:
    """The last byte of an answer."""

    DONE = b"d"
    OVER_BUDGET = b"o"
    CRASHED = b"c"


@dataclass(frozen=True, slots=True)
class Budget:
    """What a call may use: seconds of the processor, bytes beyond those at the start, seconds in all."""

    cpu_seconds: int
    memory: int
    wall_seconds: float


class _Lent(io.RawIOBase):
    """A file of another process, read by position: the offset of its descriptor belongs to the other."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._position = descriptor, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position}
        base = start[whence] if whence in start else os.fstat(self._descriptor).st_size
        if base + offset < 0:
            raise OSError("a position before the beginning")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: Any, /) -> int:
        content = os.pread(self._descriptor, len(buffer), self._position)
        buffer[: len(content)] = content
        self._position += len(content)
        return len(content)


def main() -> int:
    """Take requests until the parent closes its end or dies."""
    control = socket.socket(fileno=0)
    woken, waker = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(waker, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    children: dict[int, socket.socket] = {}
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(woken, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll()}
        if woken in ready:
            os.read(woken, 4096)
            _reap(children)
        if control.fileno() in ready and not _take(control, children, (woken, waker)):
            for pid in children:
                os.kill(pid, signal.SIGKILL)
            return 0


def _take(control: socket.socket, children: dict[int, socket.socket], own: tuple[int, ...]) -> bool:
    """Take one request and bear a child for it; False when the parent is gone."""
    try:
        request, lent, _, _ = socket.recv_fds(control, REQUEST_SIZE, 2)
    except OSError:
        return False
    if len(request) < REQUEST_SIZE or not lent:
        return False
    _import(request.rstrip(b"\0").decode())
    answer = socket.socket(fileno=lent[0])
    pid = os.fork()
    if not pid:
        for other in (control, *children.values()):
            other.close()
        for descriptor in own:
            os.close(descriptor)
        _be_child(answer, lent[1:])
    for descriptor in lent[1:]:
        os.close(descriptor)
    children[pid] = answer
    return True


def _import(module: str) -> None:
    """Import the module here once, for all children to come; a fault is told by the child."""
    if module not in sys.modules:
        try:
            importlib.import_module(module)
        except Exception:  # noqa: BLE001 - the child imports it again and says why it cannot
            return
        gc.collect()
        gc.freeze()  # children share the memory of what is there


def _reap(children: dict[int, socket.socket]) -> None:
    """Say of each child that ended how it did, after what it said itself."""
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        answer = children.pop(pid)
        with answer, suppress(OSError):  # perhaps nobody listens any more
            answer.send(_ending(status), socket.MSG_DONTWAIT)


def _ending(status: int) -> bytes:
    if os.WIFSIGNALED(status):
        return Ending.OVER_BUDGET if os.WTERMSIG(status) in _OVER else Ending.CRASHED
    return Ending.DONE if os.WEXITSTATUS(status) == 0 else Ending.CRASHED


def _be_child(answer: socket.socket, lent: list[int]) -> NoReturn:
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        logging.disable()
        warnings.simplefilter("ignore")
        order = b"".join(iter(lambda: answer.recv(_PIECE), b""))
        if order:
            answer.sendall(_answer_to(order, lent))
            code = 0
    finally:
        os._exit(code)


def _answer_to(order: bytes, lent: list[int]) -> bytes:
    module, name, args, has_source, limits = pickle.loads(order)  # noqa: S301 - from the parent
    try:
        function = attrgetter(name)(importlib.import_module(module))
        source = (io.BufferedReader(_Lent(lent[0]), _PIECE),) if has_source else ()
        _limit(Budget(*limits))
        return pickle.dumps(("value", function(*source, *args)))
    except MemoryError:
        return pickle.dumps(("memory",))
    except Exception as error:  # noqa: BLE001 - whatever a parser stumbles over
        if type(error).__module__.startswith("kabinet."):
            return pickle.dumps(("raised", type(error), error.args, vars(error)))
        return pickle.dumps(("crashed", f"{type(error).__qualname__}: {error!s:.500}"))


def _limit(budget: Budget) -> None:
    os.nice(_NICE)  # people's pages go first
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, budget.wall_seconds)
    _set(resource.RLIMIT_CPU, budget.cpu_seconds, 1)
    _set(resource.RLIMIT_CORE, 0, 0)
    if sys.platform == "linux":  # elsewhere the system does not keep this limit
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        _set(resource.RLIMIT_AS, pages * resource.getpagesize() + budget.memory, 0)


def _set(which: int, soft: int, reserve: int) -> None:
    """Set a limit, never above the one that the machine's administrator has set."""
    allowed = resource.getrlimit(which)[1]
    hard = soft + reserve if allowed == resource.RLIM_INFINITY else min(soft + reserve, allowed)
    resource.setrlimit(which, (min(soft, hard), hard))


if __name__ == "__main__":
    sys.exit(main())

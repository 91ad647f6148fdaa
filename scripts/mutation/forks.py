"""A trial in a process of its own: what a mistake does to it, to its memory and its time ends with it."""

import multiprocessing
import os
import resource
import select
import signal
from collections.abc import Callable
from typing import Any, NoReturn

import typst

SURVIVED, KILLED, ALONE, BROKEN, NO_PYTHON = 0, 1, 3, 4, 5
"""How a trial ended: no test noticed; one did; to be tried alone; not to be tried at all; it is no Python."""

_MEMORY = 4 * 1024**3
_LONGEST = 600


class CompilerApart:
    """Typst in a process of its own: its threads would not survive a fork, and are waited for without end."""

    real = typst.Compiler

    def __init__(self, **options: Any) -> None:
        """Keep what the compiler is made with."""
        self._options = options

    def compile(self, *args: Any, **options: Any) -> Any:
        """Give what the compiler gives, or raise what it raises."""
        mine, theirs = multiprocessing.Pipe(duplex=False)
        pid = os.fork()
        if not pid:
            try:
                theirs.send((self.real(**self._options).compile(*args, **options), None))
            except Exception as fault:  # noqa: BLE001 - for the one who asked
                theirs.send((None, fault))
            finally:
                os._exit(0)
        theirs.close()
        with mine:
            made, refusal = mine.recv()
        os.waitpid(pid, 0)
        if refusal is not None:
            raise refusal
        return made


def forked(trial: Callable[[], int], seconds: float, killer: Callable[[], str]) -> tuple[int, str]:
    """Call `trial` in a child that may use so much of the processor; what dies of it has been noticed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        _be_tried(trial, seconds, killer, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        if not select.select([pipe], [], [], _LONGEST)[0]:
            os.kill(pid, signal.SIGKILL)  # it waits for what will not come
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    return (os.WEXITSTATUS(status) if os.WIFEXITED(status) else KILLED), said


def _be_tried(trial: Callable[[], int], seconds: float, killer: Callable[[], str], writing: int) -> NoReturn:
    outcome = KILLED
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        outcome = trial()
        os.write(writing, killer().encode())
    except SyntaxError:
        outcome = NO_PYTHON
    except Exception as fault:  # noqa: BLE001 - of this program: tests keep theirs to themselves
        outcome = BROKEN
        os.write(writing, repr(fault).encode())
    finally:
        os._exit(outcome)

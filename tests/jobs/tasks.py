"""Tasks that leave a trace in a file, so that another process's work can be seen."""

import time
from pathlib import Path

from django.tasks import TaskContext, task

from kabinet.jobs.errors import HopelessError


@task
def write_line(path: str, line: str) -> None:
    _append(path, line)


@task
def write_slowly(path: str, seconds: float) -> None:
    _append(path, "begun")
    time.sleep(seconds)
    _append(path, "done")


@task
def fail_while_missing(path: str) -> None:
    if not Path(path).exists():
        raise FileNotFoundError(path)


@task
def give_up() -> None:
    raise HopelessError("no sense in trying again")


@task(takes_context=True)
def write_attempt(context: TaskContext, path: str) -> None:
    _append(path, str(context.attempt))


def _append(path: str, line: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")

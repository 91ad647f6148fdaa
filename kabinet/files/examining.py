"""The examination of a file before it is taken: its size, and its content in a limited process."""

import logging
from collections.abc import Hashable
from typing import IO

from kabinet.core.limited import Budget, Busy, Crashed, OverBudget, run_limited
from kabinet.files.inspection import inspect
from kabinet.files.limits import MAX_SIZE, Format
from kabinet.files.refusals import (
    Unfit,
    broken,
    not_accepted,
    not_examined,
    not_stored,
    too_complex,
    too_large,
)

BUDGET = Budget(cpu_seconds=1, memory=256 * 1024**2, wall_seconds=30)
"""A telephone's photo of 5 MB takes a fifth of it; the wall clock is for a machine with much else to do."""

logger = logging.getLogger(__name__)


def examine(stream: IO[bytes] | None, name: str, size: int, *, person: Hashable = None) -> Format:
    """Tell the format of a file of `size` bytes under a cleaned name; `person` is whose turn it takes.

    Raises FileRefused, whatever the bytes do to a parser. Refuses to work inside a transaction.
    """
    if size == 0:
        raise not_accepted(name, "он пуст. Проверьте, что он открывается у\N{NO-BREAK SPACE}вас.")
    if size > MAX_SIZE:
        raise not_accepted(name, too_large(size))
    if stream is None:
        raise not_accepted(name, str(broken("файл")))
    try:
        return run_limited(inspect, name, source=stream, budget=BUDGET, person=person)
    except Unfit as fault:
        raise not_accepted(name, str(fault)) from fault
    except Busy as busy:
        raise not_examined(name) from busy
    except OverBudget as fault:
        logger.warning("A file of %d bytes is over the budget of its examination: %s", size, fault)
        raise not_accepted(name, too_complex()) from fault
    except Crashed as fault:
        logger.warning("The examination of a file of %d bytes crashed: %s", size, fault)
        raise not_accepted(name, str(broken("файл"))) from fault
    except OSError as fault:  # no room for a copy, no process to be had
        logger.exception("A file of %d bytes is not examined", size)
        raise not_stored(name) from fault

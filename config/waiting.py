"""A database that is not there yet is waited for: after a power cut both start at once, one is slower."""

import sys
import time
from collections.abc import Callable

from django.db import OperationalError, connection

LONGEST_PAUSE = 30.0


def database_missing(
    patience: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """Wait until the database answers, with growing pauses; why it does not after so many seconds, or ""."""
    if connection.vendor == "sqlite":  # a file that cannot be opened will not be a minute later
        return ""
    deadline, pause = clock() + patience, 1.0
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as fault:
            reason = str(fault).strip().splitlines()[0]
        else:
            return ""
        left = deadline - clock()
        if left <= 0:
            return reason
        pause = min(pause, left)
        print(f"База данных не отвечает ({reason}). Жду {pause:.0f} с.", file=sys.stderr, flush=True)
        sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)

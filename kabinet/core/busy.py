"""A database that is busy with somebody else's work: to know it, and to pass over what can wait.

SQLite has one writer at a time. A page that is only looked at must not wait for it: the marks that looking
leaves (seen, who has a card open) are written when that is possible at once, and else the next time.
"""

import errno
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection, transaction

PATIENCE_MS = 150
"""How long a mark waits for another writer."""
_BUSY_STATES = frozenset({"40001", "40P01", "53300", "55P03", "57014"})
"""PostgreSQL: serialisation, deadlock, too many connections, lock not available, statement cancelled."""

_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
_AWAY_ON_SQLITE = ("full", "disk I/O error", "unable to open", "readonly")
_AWAY_CLASSES = ("08", "53", "57", "58")
"""PostgreSQL: connection, resources (a full disk among them), intervention of the operator, system."""

logger = logging.getLogger(__name__)


def is_busy(fault: BaseException | None) -> bool:
    """Whether the database was only busy: the same request may succeed a moment later."""
    if not isinstance(fault, OperationalError):
        return False
    return "locked" in str(fault) or getattr(fault.__cause__, "sqlstate", None) in _BUSY_STATES


def is_away(fault: BaseException | None) -> bool:
    """Whether the database or the disk cannot be asked now (full, say): the request is not to blame."""
    if isinstance(fault, OSError):
        return fault.errno in _DISK
    if not isinstance(fault, OperationalError | InterfaceError):
        return False
    if connection.vendor == "sqlite":
        return any(words in str(fault) for words in _AWAY_ON_SQLITE)
    state = getattr(fault.__cause__, "sqlstate", None)  # none: the connection itself is gone
    return state is None or state.startswith(_AWAY_CLASSES)


def write_unless_busy(write: Callable[[], object]) -> bool:
    """Carry out `write` in a transaction of its own; False when the database was busy and nothing is written.

    Only for what may be left undone, and outside of other transactions.
    """
    try:
        with _short_patience(), transaction.atomic():
            if connection.vendor == "postgresql":
                _tell(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
            write()
    except OperationalError as fault:
        if not is_busy(fault):
            raise
        logger.info("The database is busy: a mark is left for the next time")
        return False
    return True


@contextmanager
def _short_patience() -> Iterator[None]:
    """SQLite waits at the beginning of a transaction, so it has to be told before."""
    if connection.vendor != "sqlite":
        yield
        return
    _tell(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    try:
        yield
    finally:
        _tell(f"PRAGMA busy_timeout = {int(connection.settings_dict['OPTIONS']['timeout'] * 1000)}")


def _tell(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

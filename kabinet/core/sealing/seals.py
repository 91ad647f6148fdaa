"""Sealing: entries get their numbers and seals from the worker, in an order that never changes again.

An entry whose transaction ended late is sealed late, whatever its id; none is passed over, as what waits is
known by its empty number. Only sealers wait for each other.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from kabinet.core.models import Counter, JournalEntry
from kabinet.core.sealing.anchors import Anchor, add_anchor, anchor_at, begin_anchors
from kabinet.core.sealing.keys import BEFORE_FIRST, seal_of

BATCH = 200
"""Entries sealed in one transaction: some 20 ms."""
_LOCK = "journal.seals"

head_log = logging.getLogger("kabinet.journal.head")
logger = logging.getLogger(__name__)


def keep_sealed() -> bool:
    """Seal what waits and anchor the last seal; whether more waits. The worker does it all the time."""
    count = seal_batch()
    anchor_head(at=timezone.now())
    return count == BATCH


def seal_everything() -> None:
    """Seal all that waits, batch by batch, without anchoring."""
    while seal_batch():
        pass


def seal_batch() -> int:
    """Seal the oldest entries that wait for it; how many there were. None while somebody else does it."""
    waiting = JournalEntry.objects.unsealed()
    if not waiting.exists():  # asked outside a transaction: on SQLite each one takes the write lock
        return 0
    Counter.objects.get_or_create(name=_LOCK)
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        lock = Counter.objects.select_for_update(skip_locked=skips).filter(name=_LOCK).first()
        if lock is None:
            return 0
        last = JournalEntry.objects.last_sealed()
        if last is None:
            begin_anchors(timezone.now())
        batch = list(waiting.order_by("id")[:BATCH])
        # A number that was given out is never given again: what was cut off leaves a gap.
        number = max(lock.value, last.number or 0) if last else lock.value
        seal = last.seal if last else BEFORE_FIRST
        for entry in batch:
            number += 1
            entry.number = number
            entry.seal = seal = seal_of(entry, seal)
        # Past the manager, which lets nobody change an entry.
        QuerySet[JournalEntry](JournalEntry).bulk_update(batch, ["number", "seal"])
        lock.value = number
        lock.save(update_fields=["value"])
    return len(batch)


def last_number_given() -> int:
    """The greatest number that an entry was ever sealed with."""
    counter = Counter.objects.filter(name=_LOCK).first()
    return counter.value if counter else 0


def head(at: datetime) -> Anchor | None:
    """The last seal as an anchor of this moment; None while nothing is sealed."""
    last = JournalEntry.objects.last_sealed()
    return anchor_at(last.number or 0, last.seal, at) if last else None


def anchor_head(*, at: datetime) -> None:
    """Write the last seal down outside the database; OSError when the file cannot be written.

    After a crash between sealing and anchoring the next call makes up for it.
    """
    anchor = head(at)
    if anchor is None:
        return
    try:
        is_new = add_anchor(anchor)
    except OSError as fault:
        path, why = settings.JOURNAL_ANCHOR, fault.strerror
        logger.error("The anchor of the journal is not written to %s: %s", path, why)  # noqa: TRY400 - all of it
        raise
    if is_new:
        tell_head(anchor)


def tell_head(anchor: Anchor) -> None:
    """Tell the last seal to the log, and to syslog where the settings name one."""
    head_log.info("head=%d:%s", anchor.number, anchor.seal)

"""The database was restored from a copy older than the last anchor: the journal goes on from there."""

from dataclasses import replace
from datetime import datetime

from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.models import JournalEntry
from kabinet.core.sealing.anchors import (
    Anchor,
    AnchorUnfit,
    add_restored,
    anchors_that_count,
    size_of_anchors,
)
from kabinet.core.sealing.keys import UnknownKey
from kabinet.core.sealing.seals import head, seal_everything, tell_head

LONGEST_REASON = 500


class RestorationRefused(DomainError):
    """There is nothing to declare restored, or it cannot be told what is."""


def go_on_from_restored(*, reason: str, at: datetime) -> Anchor:
    """Declare the anchors void that know more than the restored database; an entry and an anchor say why.

    Raises RestorationRefused when the anchors and the database agree, or the reason is missing.
    """
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise RestorationRefused("Напишите, какую копию и почему восстановили: --reason «…».")
    seal_everything()
    kept = _last_in_common()
    if kept is None:
        raise RestorationRefused("База и отметки сходятся: объявлять восстановление не\u00a0нужно.")
    details = {"reason": reason, "kept": kept}
    journal.record(act="journal.restored", subject="journal", by=None, at=at, details=details)
    seal_everything()
    last = head(at)
    if last is None:
        raise RestorationRefused("Опечатать журнал не\u00a0удалось: повторите.")
    anchor = replace(last, restored_to=kept, reason=reason)
    add_restored(anchor)
    tell_head(anchor)
    return anchor


def _last_in_common() -> int | None:
    """The number of the last anchor that the database agrees with; None when it agrees with all."""
    seals = JournalEntry.objects.sealed().values_list("number", "seal").iterator()
    entry: tuple[int | None, str] = (0, "")
    kept = 0
    try:
        for anchor in anchors_that_count(size_of_anchors()):
            while (entry[0] or 0) < anchor.number:
                following = next(seals, None)
                if following is None:
                    return kept
                entry = following
            if entry != (anchor.number, anchor.seal):
                return kept
            kept = anchor.number
    except FileNotFoundError:
        return 0
    except (AnchorUnfit, UnknownKey) as fault:
        raise RestorationRefused(
            "В\u00a0файле отметок есть строка, которую написал не\u00a0портал, или ключа к\u00a0ней нет: "
            "её назовёт journal verify. Сохраните файл в\u00a0другом месте и\u00a0повторите: начнётся новый."
        ) from fault
    return None

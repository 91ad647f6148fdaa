"""The entries compared with the anchors, both read once, side by side."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from kabinet.core.models import JournalEntry
from kabinet.core.sealing.anchors import Anchor, AnchorUnfit, anchors_that_count, last_anchor, size_of_anchors
from kabinet.core.sealing.findings import Breach, Findings
from kabinet.core.sealing.keys import UnknownKey
from kabinet.core.sealing.seals import last_number_given

LATE = timedelta(minutes=10)
"""What waits longer for its seal or its anchor is told of: the worker does both every second."""
IF_RESTORED = (
    "Если базу восстановили, выполните manage.py journal anchor --restored --reason «…»; если нет, сохраните "
    "базу и файл отметок и ищите, кто их правил."
)


class Comparison:
    """What the anchors know of each entry.

    Made before the table is read: what is known by then was sealed before, so it has to be there.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._anchors: Iterator[Anchor] = iter(())
        self._next: Anchor | None = None
        self._last_number = 0
        self._is_read = self._differs = False
        self._is_sealed = JournalEntry.objects.sealed().exists()
        self._given = last_number_given()
        try:
            self._anchors = anchors_that_count(size_of_anchors())
            self._is_read = True
        except OSError as fault:
            self._tell_unread(fault)
        self._go_on()

    def meet(self, number: int, entry: JournalEntry) -> None:
        """Compare the next entry, by its number."""
        while self._next and self._next.number <= number:
            if self._next.number == number:
                self.compare(self._next, entry)
            self._go_on()

    def compare(self, anchor: Anchor, entry: JournalEntry) -> None:
        """Compare an entry with an anchor of its number."""
        if anchor.seal != entry.seal and not self._differs:
            self._differs = True  # all that follows differs as well
            self._findings.add(
                Breach.REWRITTEN,
                f"Запись с\u00a0номером печати {anchor.number} не\u00a0та, которую знает "
                f"{anchor.named}: журнал переписан, или база восстановлена из\u00a0копии. {IF_RESTORED}",
            )

    def end(self, number: int, at: datetime) -> None:
        """Nothing follows the entry of this number: see whether the anchors know more, or know it at all."""
        last = self._next
        while self._next:
            last = self._next
            self._go_on()
        if last:
            self.miss(last, number)
        elif self._given > number:
            text = f"Опечатано записей {number}, а\u00a0было {self._given}: конец журнала отрезан."
            self._findings.add(Breach.CUT, text)
        elif self._is_read:
            self._look_at_unanchored(at)

    def miss(self, anchor: Anchor, number: int) -> None:
        """The anchor is of an entry behind the last one there is."""
        self._findings.add(
            Breach.CUT,
            f"База старше последней отметки: в\u00a0ней опечатано записей {number}, а\u00a0{anchor.named} "
            f"знает {anchor.number}. Восстановлена из\u00a0копии — или конец журнала "
            f"отрезан. {IF_RESTORED}",
        )

    def _look_at_unanchored(self, at: datetime) -> None:
        first = JournalEntry.objects.sealed().filter(number__gt=self._last_number, at__lt=at - LATE).first()
        last = last_anchor()  # the worker may have written one since
        if first and (last is None or last.number < (first.number or 0)):
            self._findings.add(
                Breach.ANCHOR_LATE,
                f"Отметки отстают: последняя знает {last.number if last else 0} записей. Не\u00a0работает "
                f"фоновый работник, или файл отметок не\u00a0записать: {settings.JOURNAL_ANCHOR}.",
            )

    def _go_on(self) -> None:
        try:
            self._next = next(self._anchors, None)
        except (AnchorUnfit, UnknownKey, OSError) as fault:
            self._next = None
            self._is_read = False
            self._tell_unread(fault)
        if self._next:
            self._last_number = self._next.number

    def _tell_unread(self, fault: Exception) -> None:
        if isinstance(fault, UnknownKey):
            self._findings.add_unknown_key(fault, "отметка в\u00a0файле")
        elif isinstance(fault, AnchorUnfit):
            text = f"Строку {fault.line} файла отметок написал не\u00a0портал: {settings.JOURNAL_ANCHOR}."
            self._findings.add(Breach.ANCHOR_FORGED, text)
        elif self._is_sealed:  # the file is made with the first seal
            self._findings.add(
                Breach.NO_ANCHORS,
                f"Файл отметок не\u00a0читается: {settings.JOURNAL_ANCHOR}. Без него не\u00a0видно, "
                "цел\u00a0ли конец журнала. Если портал переехал или восстановлен без этого файла, выполните "
                "manage.py journal anchor --restored --reason «…».",
            )

"""Whether the journal is as the portal recorded it: every entry, their order, and none missing.

Neither the table nor the anchors are held in memory.
"""

from datetime import datetime

from django.utils import timezone

from kabinet.core.models import Counter, JournalEntry
from kabinet.core.sealing import keys
from kabinet.core.sealing.anchors import Anchor
from kabinet.core.sealing.compare import LATE, Comparison
from kabinet.core.sealing.findings import Breach, Findings, Verdict

_PLAIN_COUNT = "journal"
"""The counter of the entries of 0.1.0, which hold to each other by plain hashes."""
_BEFORE_FIRST_PLAIN = "0" * 64


def verify(*, at: datetime, known: Anchor | None = None) -> Verdict:
    """Check all that is sealed. `known` is one more anchor: of a letter, of a log on another machine."""
    findings = Findings()
    comparison = Comparison(findings)
    walk = _Walk(findings)
    for entry in JournalEntry.objects.sealed().iterator():
        walk.meet(entry)
        comparison.meet(walk.number, entry)
        if known and known.number == walk.number:
            comparison.compare(known, entry)
    comparison.end(walk.number, at)
    if known and known.number > walk.number:
        comparison.miss(known, walk.number)
    _look_at_plain_count(findings)
    _look_at_waiting(findings, at)
    return Verdict(walk.entries, findings.told, findings.in_all)


class _Walk:
    """The entries one after another: the mark tells whose one is, the seal whether it stands in its place."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self.entries = self.number = self._plain = 0
        self._seal, self._plain_hash = keys.BEFORE_FIRST, _BEFORE_FIRST_PLAIN

    def meet(self, entry: JournalEntry) -> None:
        """Look at the next entry."""
        number = entry.number or 0
        follows = number == self.number + 1
        if not follows:
            self._tell_gap(self.number + 1, number - 1)
        try:
            breach = self._breach_of(entry, follows=follows)
        except keys.UnknownKey as unknown:
            self._findings.add_unknown_key(unknown, f"запись №\u00a0{entry.pk}")
        else:
            if breach:
                named = f"Запись №\u00a0{entry.pk} от\u00a0{timezone.localtime(entry.at):%d.%m.%Y}"
                self._findings.add(breach, f"{named} {_WORDS[breach]}")
        self._plain += bool(entry.hash)
        self._plain_hash = entry.hash
        self.entries += 1
        self.number, self._seal = number, entry.seal

    def _tell_gap(self, first: int, last: int) -> None:
        text = f"Нет записи с\u00a0номером печати {first}: её удалили."
        if last > first:
            text = f"Нет записей с\u00a0номерами печати от\u00a0{first} до\u00a0{last}: их удалили."
        self._findings.add(Breach.REMOVED, text)

    def _breach_of(self, entry: JournalEntry, *, follows: bool) -> Breach | None:
        if entry.hash:  # of 0.1.0: behind a newer one there is none
            if self._plain != self.entries:
                return Breach.FORGED
            if follows and entry.previous_hash != self._plain_hash:
                return Breach.CHANGED
        elif not entry.mark:
            return Breach.FORGED
        if not keys.is_marked(entry):
            return Breach.CHANGED
        # Behind a gap it is not known what the entry was sealed behind.
        return Breach.MOVED if follows and not keys.is_sealed(entry, self._seal) else None


_WORDS = {
    Breach.CHANGED: "не\u00a0такая, какой её сделал портал: её изменили или подделали.",
    Breach.FORGED: "сделана не\u00a0порталом.",
    Breach.MOVED: "не\u00a0на\u00a0своём месте: её печать не\u00a0подходит к\u00a0предыдущей.",
}


def _look_at_plain_count(findings: Findings) -> None:
    """Of the entries of 0.1.0 none is missing at the end, as their counter was kept by that version."""
    counter = Counter.objects.filter(name=_PLAIN_COUNT).first()
    found = JournalEntry.objects.exclude(hash="").count() if counter else 0
    if counter and found < counter.value:
        text = f"Записей версии 0.1.0 найдено {found}, а\u00a0было {counter.value}: часть удалена."
        findings.add(Breach.REMOVED, text)


def _look_at_waiting(findings: Findings, at: datetime) -> None:
    waiting = JournalEntry.objects.unsealed().filter(at__lt=at - LATE)
    if first := waiting.order_by("id").first():
        findings.add(
            Breach.WAITING,
            f"Ждут печати дольше {LATE.seconds // 60} минут: {waiting.count()}, первая — №\u00a0{first.pk}. "
            "Не\u00a0работает фоновый работник?",
        )

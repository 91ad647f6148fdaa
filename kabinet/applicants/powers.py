"""Powers of attorney of those who act for an applicant: given, renewed, reminded of, looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applicants.models import MemberPower, MemberRole, Membership
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable
from kabinet.files.models import StoredFile
from kabinet.files.services import remove_file
from kabinet.jobs.rounds import Round
from kabinet.law.deadlines import Code
from kabinet.law.editions import law_at
from kabinet.notifications.copies import begin_copies, is_copied
from kabinet.notifications.services import send_letter

REMIND_BEFORE = timedelta(days=14)
"""How long before the last day both are reminded: enough to have a new one certified by a notary."""


class PowerRefused(DomainError):
    """The power of attorney gives no right, and the text says why; `field` is the one to mend."""

    def __init__(self, field: str | None, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerTold:
    """What a power of attorney says of itself; `until` is None where it names no term."""

    number: str
    issued_on: date
    until: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which somebody may act by it (ГК РФ, ст. 186, п. 1)."""
        return self.until or law_at(self.issued_on).due(Code.POWER_WITHOUT_TERM, self.issued_on)

    def check(self, today: date) -> None:
        """Raise PowerRefused when nobody may act by it today."""
        if self.issued_on > today:
            raise PowerRefused("issued_on", "Эта дата ещё не наступила: напишите день, которым она выдана.")
        if self.last_day < self.issued_on:
            raise PowerRefused("until", "Последний день раньше даты доверенности: проверьте обе даты.")
        if self.last_day < today:
            over = f"Её срок истёк {self.last_day:%d.%m.%Y}: нужна новая доверенность."
            raise PowerRefused("until" if self.until else "issued_on", over)


@transaction.atomic
def give_power(
    *,
    membership: Membership,
    told: PowerTold,
    scan: StoredFile | None,
    by: User,
    address: str | None,
    at: datetime,
) -> MemberPower:
    """The person acts by this power from now on; the former stays. Only a scan that lacked joins its row.

    The last day of acting and of the copies of letters follows it. `by`: the person who gives it in.
    Raises PowerRefused.
    """
    told.check(timezone.localdate(at))
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if locked.ended_at is not None:
        raise PowerRefused(None, "Полномочия этого человека прекращены: пригласите его заново.")
    number = storable(told.number.strip())[:60]
    power = locked.power
    same = power is not None and (power.number, power.issued_on, power.until) == (
        number, told.issued_on, told.last_day,
    )  # fmt: skip
    if power is None or not same or power.scan_id is not None:
        power = MemberPower(
            membership=locked, number=number, issued_on=told.issued_on, until=told.last_day,
            is_stated=told.until is not None, given_by=by, given_at=at,
        )  # fmt: skip
    power.scan = scan
    power.save()
    locked.until = power.until
    locked.save(update_fields=["until"])
    owner, person = locked.applicant.user_id, locked.person
    if person is not None and is_copied(person=owner, reader=person.pk):
        begin_copies(person=owner, reader=person.pk, recipient=person.login, until=power.until)
    details = {"membership": str(locked.pk), "power": str(power.pk), "scan": str(power.scan_id or "")}
    journal.record(
        act="member.power_given", subject=f"user:{owner}", by=by.pk, at=at, address=address, details=details
    )
    return power


def scan_of(owner: UUID, file_id: UUID) -> StoredFile | None:
    """A scan of a power by which somebody acts or acted for the applicant of this account."""
    found = StoredFile.objects.filter(pk=file_id, member_power__membership__applicant__user=owner)
    return found.first()


def powers_of(owner: User) -> QuerySet[MemberPower]:
    """Every power by which somebody acts or acted for the applicant of this account."""
    return MemberPower.objects.filter(membership__applicant__user=owner)


@transaction.atomic
def forget_powers(*, owner: User) -> tuple[int, int]:
    """Remove them with their scans, once they prove nothing any more; how many powers and files went."""
    scans = [power.scan for power in powers_of(owner).select_related("scan") if power.scan is not None]
    gone, _ = powers_of(owner).delete()
    for scan in scans:
        remove_file(file=scan)
    return gone, len(scans)


def remind_of_end(*, at: datetime) -> int:
    """Write to both sides of each power whose end comes near, once for each last day; how many there were.

    Raises PartlyDoneError, after the others, when somebody could not be told.
    """
    today = timezone.localdate(at)
    ending = Membership.objects.in_force(today).filter(until__lte=today + REMIND_BEFORE)
    told = Round(of="Membership")
    for key in ending.exclude(reminded_until=F("until")).values_list("pk", flat=True):
        with told.one(key), transaction.atomic():
            row = Membership.objects.select_for_update().get(pk=key)
            row.reminded_until = row.until
            row.save(update_fields=["reminded_until"])
            for reader in _readers(row, today):
                context = {"member": row, "party": row.applicant.name, "yours": reader.pk == row.person_id}
                send_letter(
                    kind="member_power_ends", recipient=reader.login, context=context, person=reader.pk, at=at
                )
            told.done += 1
    return told.end()


def _readers(row: Membership, today: date) -> Iterator[User]:
    """The one who acts, the account of the applicant, and whoever decides for it."""
    heads = Membership.objects.in_force(today).filter(applicant=row.applicant_id, role=MemberRole.HEAD)
    found = [row.person, row.applicant.user, *(head.person for head in heads.select_related("person"))]
    seen = {reader.pk: reader for reader in found if reader is not None and reader.login}
    yield from seen.values()

"""Absences of the operator's people: set, corrected with a reason, taken back; nothing of them vanishes."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import Absence, User
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import plain_text
from kabinet.notifications.services import send_letter

CASES = frozenset({Duty.APPLICATIONS, Duty.APPEALS})
LEADERS = frozenset({Duty.LEADING, Duty.ADMINISTRATION})
LONGEST_GROUND, LONGEST_REASON = 200, 500


class AbsenceRefused(DomainError):
    """The absence cannot be so; `field` is the input it belongs to."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceTold:
    """What is said of an absence: its days, both included, who stands in, why."""

    first: date
    last: date
    substitute: User | None
    ground: str = ""


def may_set(by: User, person: User) -> bool:
    """Whether one may say when a person is away: their own days, or anybody's as the head."""
    return by.pk == person.pk or bool(by.duties & LEADERS)


def may_be_away(person: User) -> bool:
    """Whether there is anything to stand in for."""
    return person.handles_cases


def may_stand_in(substitute: User, person: User) -> bool:
    """Whether somebody works on all that a person works on."""
    return substitute.is_active and substitute.pk != person.pk and person.duties & CASES <= substitute.duties


def absences_of(person: User) -> list[Absence]:
    """All of a person's absences, the latest first, those that were corrected too. One query."""
    found = Absence.objects.filter(person=person).select_related("substitute", "set_by", "void_by")
    return list(found.order_by("-first", "-set_at", "-pk"))


@transaction.atomic
def set_absence(
    *, person: User, told: AbsenceTold, token: UUID, by: User, address: str | None, at: datetime
) -> Absence:
    """Say when a person is away and who stands in, who gets a letter; a repeated `token` writes nothing.

    Raises AbsenceRefused.
    """
    _lock(person, told.substitute)
    if (first := Absence.objects.filter(token=token).first()) is not None:
        return first
    if told.last < timezone.localdate(at):
        raise AbsenceRefused("last", "Этот день уже прошёл: замещать было бы некого.")
    made = _write(person, told, token=token, by=by, at=at)
    _record("account.absence_set", made, by=by, address=address, at=at)
    _tell(made, by=by, at=at)
    return made


@transaction.atomic
def correct_absence(
    *,
    absence: Absence,
    told: AbsenceTold,
    why: str,
    token: UUID,
    by: User,
    address: str | None,
    at: datetime,
) -> Absence:
    """Say it anew; what was said before stays with the reason. Raises AbsenceRefused."""
    _lock(absence.person, told.substitute)
    if (first := Absence.objects.filter(token=token).first()) is not None:
        return first
    former = _make_void(absence, why, by=by, at=at)
    made = _write(former.person, told, token=token, by=by, at=at)
    _record("account.absence_corrected", made, by=by, address=address, at=at, why=former.void_why)
    if former.substitute_id != made.substitute_id:
        _tell(former, by=by, at=at)
    _tell(made, by=by, at=at)
    return made


@transaction.atomic
def take_back_absence(*, absence: Absence, why: str, by: User, address: str | None, at: datetime) -> None:
    """Say that there is no such absence; its row stays with the reason. Raises AbsenceRefused."""
    _lock(absence.person, None)
    former = _make_void(absence, why, by=by, at=at)
    _record("account.absence_taken_back", former, by=by, address=address, at=at, why=former.void_why)
    _tell(former, by=by, at=at)


def _lock(person: User, substitute: User | None) -> None:
    """Lock both people, so that neither becomes somebody's substitute and goes away at the same moment."""
    keys = [one.pk for one in (person, substitute) if one is not None]
    list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _make_void(absence: Absence, why: str, *, by: User, at: datetime) -> Absence:
    found = Absence.objects.select_related("person", "substitute").get(pk=absence.pk)
    if not may_set(by, found.person):
        raise AbsenceRefused("", "Отсутствие коллеги меняет он сам, руководитель или администратор.")
    if found.void_at is not None:
        raise AbsenceRefused("", "Эту запись уже исправили: откройте список отсутствий заново.")
    reason = plain_text(why)
    if not reason:
        raise AbsenceRefused("why", "Напишите, почему запись меняется: причина останется в истории.")
    found.void_at, found.void_by, found.void_why = at, by, reason[:LONGEST_REASON]
    found.save(update_fields=["void_at", "void_by", "void_why"])
    return found


def _write(person: User, told: AbsenceTold, *, token: UUID, by: User, at: datetime) -> Absence:
    if not may_set(by, person):
        raise AbsenceRefused("", "Отсутствие коллеги указывает он сам, руководитель или администратор.")
    if not may_be_away(person):
        raise AbsenceRefused("", "Сотрудник не ведёт ни заявки, ни обращения: замещать его не нужно.")
    if told.last < told.first:
        raise AbsenceRefused("last", "Последний день раньше первого.")
    if (other := _overlapping(person, told)) is not None:
        raise AbsenceRefused("first", f"Эти дни пересекаются с другим отсутствием: {days_of(other)}.")
    if told.substitute is None or not may_stand_in(told.substitute, person):
        raise AbsenceRefused(
            "substitute", "Выберите из списка того, кто работает со всем, что ведёт отсутствующий."
        )
    if (other := _overlapping(told.substitute, told)) is not None:
        name = told.substitute.name or told.substitute.login
        raise AbsenceRefused(
            "substitute", f"{name} в эти дни тоже отсутствует: {days_of(other)}. Выберите другого."
        )
    return Absence.objects.create(
        person=person, substitute=told.substitute, first=told.first, last=told.last,
        ground=plain_text(told.ground)[:LONGEST_GROUND], set_by=by, set_at=at, token=token,
    )  # fmt: skip


def days_of(absence: Absence) -> str:
    """«с 01.12.2026 по 15.12.2026»."""
    return f"с\N{NO-BREAK SPACE}{absence.first:%d.%m.%Y} по\N{NO-BREAK SPACE}{absence.last:%d.%m.%Y}"


def _overlapping(person: User, told: AbsenceTold) -> Absence | None:
    found = Absence.objects.filter(person=person, void_at=None, first__lte=told.last, last__gte=told.first)
    return found.order_by("first").first()


def _tell(absence: Absence, *, by: User, at: datetime) -> None:
    """Write to both people but the one who has said it."""
    for person in (absence.substitute, absence.person):
        if person.pk != by.pk and person.is_active:
            send_letter(
                kind="absence",
                recipient=person.email,
                context={
                    "absence": absence,
                    "days": days_of(absence),
                    "by": by.name or by.login,
                    "theirs": person.pk == absence.substitute_id,
                },
                at=at,
            )


def _record(
    act: str, absence: Absence, *, by: User, address: str | None, at: datetime, why: str = ""
) -> None:
    details = {
        "first": absence.first,
        "until": absence.last,
        "substitute": str(absence.substitute_id),
        **({"why": why} if why else {}),
    }
    journal.record(
        act=act, subject=f"user:{absence.person_id}", by=by.pk, at=at, address=address, details=details
    )

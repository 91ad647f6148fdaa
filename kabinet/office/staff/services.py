"""The operator's people as the administrator's list shows them."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from kabinet.accounts.models import OPERATOR_ROLES, Absence, Role, User
from kabinet.accounts.standing_in import away_on

PAGE_SIZE = 50
_WORK = {
    (True, True): "заявки и обращения",
    (True, False): "заявки",
    (False, True): "обращения",
}


class AccountStanding(NamedTuple):
    """How the account stands, in a word or two; `tone` is a badge's."""

    tone: str
    text: str


class StaffRow(NamedTuple):
    """A person of the list; `away`: their absence of today."""

    person: User
    post: str
    standing: AccountStanding
    away: Absence | None


class StaffPage(NamedTuple):
    """One page of people by name, and the person behind whom the next one begins."""

    rows: list[StaffRow]
    next_after: UUID | None


def staff() -> QuerySet[User]:
    """The operator's people; applicants are none of the administrator's business."""
    return User.objects.filter(role__in=OPERATOR_ROLES)


def people_page(*, after: UUID | None, today: date) -> StaffPage:
    """The people behind `after` in the order of names."""
    found = staff()
    last = found.filter(pk=after).first() if after else None
    if last is not None:
        found = found.filter(TupleGreaterThan((F("name"), F("pk")), (last.name, last.pk)))
    listed = list(found.order_by("name", "pk")[: PAGE_SIZE + 1])
    away = away_on(today)
    rows = [
        StaffRow(person, post_of(person), account_standing(person), away.get(person.pk))
        for person in listed[:PAGE_SIZE]
    ]
    return StaffPage(rows, rows[-1].person.pk if len(listed) > PAGE_SIZE else None)


def post_of(person: User) -> str:
    """«Специалист: заявки»."""
    role = Role(person.role)
    if role is not Role.SPECIALIST:
        return str(role.label)
    return f"{role.label}: {_WORK.get((person.handles_applications, person.handles_appeals), 'не назначено')}"


def account_standing(person: User) -> AccountStanding:
    """Whether the person can sign in, and what is lacking."""
    if not person.is_active:
        return AccountStanding("error", "Заблокирован")
    if person.confirmed_at is None:
        return AccountStanding("warning", "Приглашён")
    if person.second_factor_at is None:
        return AccountStanding("warning", "Нет второго фактора")
    return AccountStanding("success", "Работает")

"""The operator's people as the administrator's list shows them."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from kabinet.accounts.models import OPERATOR_ROLES, Role, User

PAGE_SIZE = 50
_WORK = {
    (True, True): "заявки и обращения",
    (True, False): "заявки",
    (False, True): "обращения",
}


class Standing(NamedTuple):
    """How the account stands, in a word or two; `tone` is a badge's."""

    tone: str
    text: str


class Row(NamedTuple):
    """A person of the list."""

    person: User
    post: str
    standing: Standing


class Page(NamedTuple):
    """One page of people by name, and the person behind whom the next one begins."""

    rows: list[Row]
    next_after: UUID | None


def staff() -> QuerySet[User]:
    """The operator's people; applicants are none of the administrator's business."""
    return User.objects.filter(role__in=OPERATOR_ROLES)


def people_page(*, after: UUID | None) -> Page:
    """The people behind `after` in the order of names."""
    found = staff()
    last = found.filter(pk=after).first() if after else None
    if last is not None:
        found = found.filter(TupleGreaterThan((F("name"), F("pk")), (last.name, last.pk)))
    listed = list(found.order_by("name", "pk")[: PAGE_SIZE + 1])
    rows = [Row(person, post_of(person), standing_of(person)) for person in listed[:PAGE_SIZE]]
    return Page(rows, rows[-1].person.pk if len(listed) > PAGE_SIZE else None)


def post_of(person: User) -> str:
    """«Специалист: заявки»."""
    role = Role(person.role)
    if role is not Role.SPECIALIST:
        return str(role.label)
    return f"{role.label}: {_WORK.get((person.handles_applications, person.handles_appeals), 'не назначено')}"


def standing_of(person: User) -> Standing:
    """Whether the person can sign in, and what is lacking."""
    if not person.is_active:
        return Standing("error", "Заблокирован")
    if person.confirmed_at is None:
        return Standing("warning", "Приглашён")
    if person.second_factor_at is None:
        return Standing("warning", "Нет второго фактора")
    return Standing("success", "Работает")

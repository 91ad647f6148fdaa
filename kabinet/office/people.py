"""The operator's people, as the office names and chooses them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import OPERATOR_ROLES, User
from kabinet.cases.models import Case, CaseChange

type People = Mapping[UUID, User]


def operators_people() -> People:
    """Everybody of the operator by key, those who left too: their names stand on what they did. One query."""
    found = User.objects.filter(role__in=OPERATOR_ROLES).order_by("name", "email")
    return {person.pk: person for person in found}


def who_works_on(duty: Duty, people: Iterable[User]) -> list[User]:
    """Those to whom a case of this part of the office may be given."""
    return [person for person in people if person.is_active and duty in person.duties]


def name_of(person: User) -> str:
    """The name, or the e-mail of somebody who has none."""
    return person.name or person.login


def name_in(people: People, pk: UUID | None) -> str:
    """The name of one of the people; empty for nobody."""
    person = people.get(pk) if pk else None
    return name_of(person) if person else ""


def letter_told(*, reached: bool) -> str:
    """What is said of the letter of an act; whom no letter reaches the operator writes to on paper."""
    if reached:
        return "Заявителю отправлено письмо."
    return "Заявитель писем не получает: известите его по почте или вручите на руки."


def who_made(change: CaseChange, case: Case) -> str:
    """Who made a change of a case, as its card says it."""
    if change.by is None:
        return "Автоматически"
    return "Заявитель" if change.by_id == case.owner_id else name_of(change.by)

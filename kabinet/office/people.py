"""The operator's people, as the office names and chooses them."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import OPERATOR_ROLES, Absence, User
from kabinet.accounts.standing_in import Absences, stand_in_of
from kabinet.cases.models import Case, CaseChange
from kabinet.ui.wording import ru_date

type People = Mapping[UUID, User]


class Colleague(NamedTuple):
    """Somebody to be chosen, and the words of the choice."""

    pk: UUID
    label: str


def operators_people() -> People:
    """Everybody of the operator by key, those who left too: their names stand on what they did. One query."""
    found = User.objects.filter(role__in=OPERATOR_ROLES).order_by("name", "email")
    return {person.pk: person for person in found}


def who_works_on(duty: Duty, people: Iterable[User]) -> list[User]:
    """Those to whom a case of this part of the office may be given."""
    return [person for person in people if person.is_active and duty in person.duties]


def choices_of(duty: Duty, people: Iterable[User], away: Absences) -> list[Colleague]:
    """The same as a list to choose from, which warns of who is away."""
    return [
        Colleague(person.pk, name_of(person) + (f" — {away_told(found)}" if found else ""))
        for person in who_works_on(duty, people)
        for found in [away.get(person.pk)]
    ]


def away_told(absence: Absence) -> str:
    """«отсутствует до 15.12.2026, замещает Иванова Анна»."""
    until = f"отсутствует до\N{NO-BREAK SPACE}{ru_date(absence.last)}"
    return f"{until}, замещает {absence.substitute_name}"


def away_shown(case: Case, viewer: User, away: Absences) -> str:
    """What a card says when its specialist is away today; empty when not, or to the specialist themself."""
    found = away.get(case.specialist_id) if case.specialist_id and case.specialist_id != viewer.pk else None
    if found is None:
        return ""
    if stand_in_of(found.person_id, away) == viewer:
        return f"Вы замещаете: специалист отсутствует до\N{NO-BREAK SPACE}{ru_date(found.last)}."
    return f"О{away_told(found)[1:]}."


def letter_goes_to(person: User, away: Absences) -> str:
    """What is said of the letter of giving a case to somebody: who gets it while they are away."""
    found = away.get(person.pk)
    return f"Сейчас {away_told(found)}: письмо ушло туда." if found else "Отправлено письмо."


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

"""Letters as the office lists them: what did not arrive, what waits, all, of an address or a case."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.applications.models import Application
from kabinet.cases.models import Case
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.ids import read_id
from kabinet.notifications.models import LOST, Fate, Letter, LetterQuerySet
from kabinet.notifications.services import repeat_letter
from kabinet.office.paging import PAGE_SIZE, count_of, id_in, query_of
from kabinet.office.tasks_named import reason_in_words

LOST_TAB, WAITING_TAB, ALL_TAB = "lost", "waiting", "all"
_WAITING = (Fate.WAITING, Fate.SENDING, Fate.DIGEST)
_TITLES = {LOST_TAB: "Не\N{NO-BREAK SPACE}дошли", WAITING_TAB: "Ждут", ALL_TAB: "Все"}
TONES: Mapping[str, str] = {
    Fate.SENT: "success",
    Fate.GATHERED: "success",
    Fate.UNKNOWN: "warning",
    Fate.GIVEN_UP: "error",
    Fate.BOUNCED: "error",
}
_KINDS: Mapping[str, tuple[type[Case], Duty, str]] = {
    "application": (Application, Duty.APPLICATIONS, "office_application"),
    "appeal": (Appeal, Duty.APPEALS, "office_appeal"),
}
_NUMBER = re.compile(r"(?:№\s*)?([0-9]{1,18})(?:\s*(?:тп\b|/).*)?", re.IGNORECASE)
ON_CARD = 5


class NothingToRepeat(DomainError):
    """The letter is on its way, has arrived, or bore a string that is gone."""


@dataclass(frozen=True, slots=True)
class LettersAsked:
    """Which list is asked for, whose letters, and behind which one it begins."""

    tab: str
    search: str
    about: str
    before: UUID | None

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Self:
        """Read it from an address; what cannot be read is passed over. What is looked for is among all."""
        search = str(query.get("q", "")).strip()[:100]
        about = str(query.get("about", ""))
        about = about if _subject(about) else ""
        asked = str(query.get("state", ""))
        tab = asked if asked in _TITLES else (ALL_TAB if search or about else LOST_TAB)
        return cls(tab, search, about, id_in(query, "before"))


class LetterRow(NamedTuple):
    """A letter of the list."""

    letter: Letter
    tone: str
    reason: str
    case: Case | None
    case_url: str


class LettersPage(NamedTuple):
    """The rows, and the query of the next page, «» for none."""

    rows: list[LetterRow]
    more: str


@dataclass(frozen=True, slots=True)
class LetterTab:
    """One of the lists, as the tabs of a queue show it."""

    title: str
    query: str
    count: str
    current: bool
    alarming: bool


def letters_for(user: User) -> LetterQuerySet:
    """The letters that are this person's business: of the kinds of cases that are, and of no case."""
    hidden = Q()
    for name, (_, duty, _) in _KINDS.items():
        if duty not in user.duties:
            hidden |= Q(about__startswith=f"{name}:")
    return Letter.objects.exclude(hidden) if hidden else Letter.objects.all()


def letters_page(choice: LettersAsked, user: User) -> LettersPage:
    """A page of the choice, the newest first; the number of queries does not depend on how many there are."""
    found = _found(choice, user)
    if choice.before:
        found = found.filter(pk__lt=choice.before)
    listed = list(found.defer("text").order_by("-id")[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE]
    last = shown[-1].pk if listed[PAGE_SIZE:] else ""
    more = query_of(state=choice.tab, q=choice.search, about=choice.about, before=last) if last else ""
    return LettersPage(rows_of(shown), more)


def rows_of(letters: list[Letter]) -> list[LetterRow]:
    """Letters in words, with their cases."""
    cases: dict[str, Case] = {}
    for name, (model, _, _) in _KINDS.items():
        keys = [key for one in letters if (key := _key(one.about, name))]
        if keys:
            cases |= {case.subject: case for case in model.objects.filter(pk__in=keys)}
    return [_row(letter, cases.get(letter.about)) for letter in letters]


def _row(letter: Letter, case: Case | None) -> LetterRow:
    url = reverse(_KINDS[letter.about.partition(":")[0]][2], args=[case.pk]) if case else ""
    reason = reason_in_words(letter.reason) if letter.reason else ""
    return LetterRow(letter, TONES.get(letter.state, "neutral"), reason, case, url)


def tabs_of(choice: LettersAsked, user: User) -> list[LetterTab]:
    """The lists; what somebody may have to do with is counted."""
    tabs = []
    for tab, title in _TITLES.items():
        of_tab = LettersAsked(tab, choice.search, choice.about, None)
        count = count_of(_found(of_tab, user)) if tab != ALL_TAB else ""
        query = query_of(state=tab, q=choice.search, about=choice.about)
        tabs.append(LetterTab(title, query, count, tab == choice.tab, tab == LOST_TAB))
    return tabs


def letters_on_card(case: Case) -> list[LetterRow]:
    """The last letters to the applicant about a case, in one query."""
    own = Letter.objects.of_case(case.subject).filter(notice=True).defer("text")
    return [_row(letter, case) for letter in own[:ON_CARD]]


@transaction.atomic
def repeat(*, letter: Letter, by: User, address: str | None, at: datetime) -> None:
    """Send a lost letter once more, because a person says so. Raises NothingToRepeat."""
    if not repeat_letter(pk=letter.pk, at=at):
        raise NothingToRepeat("Это письмо уже отправляется или ушло: обновите страницу.")
    journal.record(act="letter.repeated", subject=f"letter:{letter.pk}", by=by.pk, at=at, address=address)


def _found(choice: LettersAsked, user: User) -> LetterQuerySet:
    found = letters_for(user)
    if choice.tab == LOST_TAB:
        found = found.filter(state__in=LOST)
    elif choice.tab == WAITING_TAB:
        found = found.filter(state__in=_WAITING)
    if choice.about:
        found = found.filter(about=choice.about)
    return _searched(found, choice.search) if choice.search else found


def _searched(found: LetterQuerySet, text: str) -> LetterQuerySet:
    """Letters to an address, or about the case with the number."""
    if "@" in text:
        return found.filter(recipient__in=sorted({text, text.lower()}))
    number = _NUMBER.fullmatch(text)
    if number is None:
        return found.none()
    cases: list[str] = []
    for name, (model, _, _) in _KINDS.items():
        keys = model.objects.filter(sequence=int(number[1])).values_list("pk", flat=True)
        cases += [f"{name}:{key}" for key in keys]
    return found.filter(about__in=cases)


def _subject(about: str) -> bool:
    return any(_key(about, name) for name in _KINDS)


def _key(about: str, name: str) -> UUID | None:
    kind, _, key = about.partition(":")
    return read_id(key) if kind == name else None

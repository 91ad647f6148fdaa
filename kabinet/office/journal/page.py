"""The journal as the administrator reads it: who did what to what, when and from where; newest first.

Applicants are named by a hidden e-mail: their data are none of the administrator's business.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.accounts.services import hide_email
from kabinet.appeals.models import Appeal, Topic
from kabinet.appeals.states import TRANSITIONS as APPEAL_TRANSITIONS
from kabinet.appeals.states import State as AppealState
from kabinet.applications.models import Application, Supplier
from kabinet.applications.rules.states import State
from kabinet.applications.rules.table import TRANSITIONS
from kabinet.core.ids import read_id
from kabinet.core.models import JournalEntry
from kabinet.core.values import storable
from kabinet.office.journal.words import ACTS, DETAILS
from kabinet.office.models import AnswerTemplate
from kabinet.office.paging import date_in, query_of
from kabinet.published.models import Outage, Passport

PAGE_SIZE = 50
VERIFIED = "journal.verified"
_LONGEST_DETAIL = 300
_ACTIONS = {f"appeal_{row.action}": f"Обращение: {row.label.lower()}" for row in APPEAL_TRANSITIONS}
_MOVES = {(row.action.value, row.target.value): row.target.label for row in TRANSITIONS}
_STATES = {state.value: state.label for state in (*State, *AppealState)}
_KINDS = {
    "user": "",
    "application": "заявка",
    "appeal": "обращение",
    "topic": "тема",
    "template": "шаблон",
    "document": "вид документа",
    "payment": "платёж",
    "statement": "выписка",
    "file": "файл",
    "signature": "подпись",
    "passport": "паспорт услуги",
    "outage": "отключение",
    "supplier": "энергосбытовая организация",
    "reading": "показания",
    "withdrawal": "отзыв согласия",
    "applications": "заявки",
    "payments": "платежи",
    "calendar": "календарь",
    "operator": "сетевая организация",
    "job": "фоновое задание №",
    "letter": "письмо",
    "jobs": "фоновые задания",
    "journal": "журнал",
    "lists": "списки",
}
"""The kinds of subjects, as they stand before the name of one."""
_NAMED: Mapping[str, tuple[Callable[[], QuerySet[Any]], str]] = {
    "application": (Application.objects.all, "number"),
    "appeal": (Appeal.objects.all, "number"),
    "topic": (Topic.objects.all, "title"),
    "template": (AnswerTemplate.objects.all, "title"),
    "passport": (Passport.objects.all, "title"),
    "outage": (Outage.objects.all, "reason"),
    "supplier": (Supplier.objects.all, "name"),
}
"""Where the names of subjects are kept, people aside."""


@dataclass(frozen=True, slots=True)
class JournalChoice:
    """What of the journal is asked for: an e-mail, a number or an e-mail, the first and the last day."""

    who: str
    about: str
    since: date | None
    until: date | None
    before: int | None

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Self:
        """Read it from an address; what cannot be read is passed over."""
        before = str(query.get("before", ""))
        return cls(
            who=_line(query, "who"),
            about=_line(query, "about"),
            since=date_in(query, "since"),
            until=date_in(query, "until"),
            before=int(before) if before.isdecimal() and len(before) < 19 else None,
        )

    def query(self, *, before: int | None) -> str:
        """The query of the address of the page behind an entry."""
        return query_of(
            who=self.who,
            about=self.about,
            since=self.since or "",
            until=self.until or "",
            before=before or "",
        )


class JournalLine(NamedTuple):
    """One entry; `about` is the address of the entries on the same subject, by its query."""

    at: datetime
    who: str
    act: str
    subject: str
    about: str
    address: str
    details: list[tuple[str, str]]


class JournalPage(NamedTuple):
    """One page, and the entry behind which the next one begins."""

    lines: list[JournalLine]
    next_before: int | None


def journal_page(choice: JournalChoice) -> JournalPage:
    """The entries of the choice; the number of queries does not depend on how many there are."""
    found = _found(choice)
    if choice.before:
        found = found.filter(id__lt=choice.before)
    entries = list(found.order_by("-id")[: PAGE_SIZE + 1])
    shown = entries[:PAGE_SIZE]
    names = _names_of(shown)
    lines = [_line_of(entry, names) for entry in shown]
    return JournalPage(lines, shown[-1].pk if len(entries) > PAGE_SIZE else None)


def last_verification() -> JournalEntry | None:
    """What the last check of the journal found: `details` has «whole», «entries» and «findings»."""
    return JournalEntry.objects.filter(act=VERIFIED).order_by("-id").first()


def told_before() -> list[str]:
    """What the last check has told of, if anything."""
    last = last_verification()
    found: list[str] = last.details.get("findings", []) if last else []
    return found


def _found(choice: JournalChoice) -> QuerySet[JournalEntry]:
    found = JournalEntry.objects.all()
    if choice.who:
        person = User.objects.filter(email=choice.who.lower()).first()
        found = found.filter(actor=person.pk) if person else found.none()
    if choice.about:
        found = found.filter(subject__in=_subjects(choice.about))
    if choice.since:
        found = found.filter(at__gte=_start_of(choice.since))
    if choice.until:
        found = found.filter(at__lt=_start_of(choice.until + timedelta(days=1)))
    return found


def _subjects(about: str) -> list[str]:
    """The subjects that a number, an e-mail or «kind:id» stands for."""
    if about.partition(":")[0] in _KINDS:
        return [about]
    found: dict[str, QuerySet[Any]] = {
        "user": User.objects.filter(email=about.lower()),
        "application": Application.objects.filter(number=about),
        "appeal": Appeal.objects.filter(number=about),
    }
    return [f"{kind}:{pk}" for kind, rows in found.items() for pk in rows.values_list("pk", flat=True)]


def _names_of(entries: Iterable[JournalEntry]) -> dict[str, str]:
    """What people call the actors and the subjects, by «kind:id»: a query for each kind there is."""
    wanted: dict[str, set[UUID]] = {kind: set() for kind in _KINDS}
    for entry in entries:
        if entry.actor:
            wanted["user"].add(entry.actor)
        kind, _, key = entry.subject.partition(":")
        if kind in wanted and (pk := read_id(key)):
            wanted[kind].add(pk)
    names = {f"user:{user.pk}": _name_of(user) for user in User.objects.filter(pk__in=wanted["user"])}
    for kind, (rows, field) in _NAMED.items():
        found = rows().filter(pk__in=wanted[kind]).values_list("pk", field) if wanted[kind] else ()
        names |= {f"{kind}:{pk}": name for pk, name in found}
    return names


def _name_of(user: User) -> str:
    if user.is_operator:
        return user.name or user.login
    return f"заявитель {hide_email(user.email)}" if user.email else "заявитель без входа в кабинет"


def _line_of(entry: JournalEntry, names: Mapping[str, str]) -> JournalLine:
    kind, _, key = entry.subject.partition(":")
    known = names.get(entry.subject, key)
    return JournalLine(
        at=entry.at,
        who=names.get(f"user:{entry.actor}", "удалённая запись") if entry.actor else "портал",
        act=_act_of(entry),
        subject=f"{_KINDS.get(kind, kind)} {known}".strip(),
        about=query_of(about=entry.subject),
        address=entry.address or "",
        details=[(DETAILS.get(name, name), _short(entry.details[name])) for name in _in_order(entry.details)],
    )


def _act_of(entry: JournalEntry) -> str:
    """The act in words; an action may have several rows of the table: the state it led to is the fact."""
    named = ACTS.get(entry.act) or _ACTIONS.get(entry.act)
    if named:
        return named
    moved = _MOVES.get((entry.act.removeprefix("application_"), entry.details.get("to", "")))
    return f"Заявка: статус «{moved}»" if moved else entry.act


def _in_order(names: Iterable[str]) -> list[str]:
    """«Было» before «стало», in whatever order a database gives them back."""
    places = {name: place for place, name in enumerate(DETAILS)}
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def _short(value: object) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if value is None:
        return "—"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = _STATES.get(text, text)
    return text if len(text) <= _LONGEST_DETAIL else f"{text[:_LONGEST_DETAIL]}…"


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _line(query: Mapping[str, Any], name: str) -> str:
    return " ".join(storable(str(query.get(name, ""))).split())[:200]

"""The card of an application: what a specialist sees on it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.content.summary import SummaryBlock, SummaryItem, summarise
from kabinet.applications.course.deadlines import due_on, limit_of, next_step, request_day
from kabinet.applications.course.guards import follows_at_once
from kabinet.applications.course.known_facts import day_of
from kabinet.applications.course.transitions import allowed_actions
from kabinet.applications.models import Application, StateChange
from kabinet.applications.papers.printed_form import latest_form
from kabinet.applications.rules.states import Action, State, Transition
from kabinet.cases.sides import Side
from kabinet.correspondence.models import Message
from kabinet.correspondence.reading import page_of_messages, shown_message
from kabinet.files.models import StoredFile
from kabinet.files.responses import is_shown
from kabinet.law.deadlines import Code
from kabinet.office.card.corrected import corrections_of
from kabinet.office.card.freshness import Mark
from kabinet.office.card.notes import application_notes
from kabinet.office.people import who_made
from kabinet.office.terms import Term, term_of
from kabinet.ui.wording import ru_date

OTHERS = 10
"""How many of the applicant's other applications a card lists."""
_WHO = {Side.APPLICANT: "Заявитель", Side.SPECIALIST: "Специалист"}


class Now(NamedTuple):
    """Whose turn it is (empty when nobody's), what they do, by when, and where that is written."""

    who: str
    what: str
    term: Term | None
    basis: str


class Act(NamedTuple):
    """A button: its name, what comes of it, what the applicant will be told, which term it starts."""

    action: str
    label: str
    target: str
    tells: str
    ground: str
    needs_comment: bool
    dated: str
    is_final: bool
    due_on: date | None
    limit: str
    basis: str
    warning: str


class Entry(NamedTuple):
    """One line of the history."""

    on: date
    at: datetime
    entered_later: bool
    state: str
    who: str
    comment: str
    due_on: date | None


class Document(NamedTuple):
    """One kind of document with its files as the page shows them."""

    title: str
    files: list[dict[str, Any]]


def card_of(
    application: Application, *, viewer: User, today: date, before: UUID | None = None
) -> dict[str, Any]:
    """Everything the card shows but the form; the number of queries does not depend on how much there is.

    `before`: the message before which the conversation is shown, else its last page.
    """
    blocks, actions = summarise(application), allowed_actions(application, viewer)
    page = page_of_messages(application.thread, before=before)
    return {
        "application": application,
        "now": now_of(application, today=today),
        "acts": [act_of(row, application, today) for row in actions],
        "dated": [row for row in actions if row.dated],
        "blocks": [block for block in map(_without_files, blocks) if block.items],
        "documents": [
            Document(item.label, [file_of(application, file) for file in item.files])
            for block in blocks
            for item in block.items
            if item.files
        ],
        "corrections": corrections_of(application),
        "may_ask": any(row.action == Action.REQUEST_DOCUMENTS for row in actions),
        "others": _others(application),
        "notes": application_notes(application),
        "mine": application.specialist_id == viewer.pk,
        "leads": Duty.LEADING in viewer.duties,
        "seen": str(Mark.of(application)),
        "printed_form": latest_form(application),
        "conversation": [_message(message, application, viewer) for message in page.messages],
        "earlier": page.earlier,
        "is_latest": before is None,
        "history": [_entry(change, application) for change in application.history.select_related("by")],
    }


def now_of(application: Application, *, today: date) -> Now:
    """Who acts next and by when, as the office says it."""
    step = next_step(application)
    who = _WHO[step.party] if step.party else ""
    return Now(who, step.what, term_of(step.by, today=today), step.basis)


def act_of(row: Transition, application: Application, today: date) -> Act:
    """A transition as a button shows it before it is pressed, with what follows from it at once."""
    last = follows_at_once(row, application) or row
    code = limit_of(last, application)
    limit = application.law.limits[code] if code else None
    return Act(
        action=row.action,
        label=row.label,
        target=State(last.target).label,
        tells=application.law.told(last.tells),
        ground=application.law.told(last.ground),
        needs_comment=row.needs_comment,
        dated=row.dated,
        is_final=row.is_final,
        due_on=due_on(last, application, (row.follows and day_of(row.follows, application)) or today),
        limit=limit.title if limit else "",
        basis=f"{limit.act}, {limit.paragraph}" if limit else "",
        warning=_warning(row, application, today),
    )


def _warning(row: Transition, application: Application, today: date) -> str:
    """What the act does besides, or does not do any more, if anything."""
    if follows_at_once(row, application):
        return "Первая часть счёта уже оплачена: вместе с этим договор будет заключён сегодняшним днём."
    if row.action != Action.REQUEST_DOCUMENTS:
        return ""
    last = request_day(application)
    if last is None or today <= last:
        return ""
    term = application.law.words(Code.COMPLETENESS_CHECK)
    return (
        f"Запрос позже {ru_date(last)} ({term}, п.\N{NO-BREAK SPACE}15 Правил) срок предложения не переносит."
    )


def _without_files(block: SummaryBlock) -> SummaryBlock:
    items: Sequence[SummaryItem] = [item for item in block.items if not item.files]
    return SummaryBlock(block.step, block.title, tuple(items))


def _message(message: Message, application: Application, viewer: User) -> dict[str, Any]:
    return shown_message(
        message,
        author=_writer(message, application),
        files=[file_of(application, file) for file in message.files.all()],
        own=message.author_id == viewer.pk,
        to_operator=True,
    )


def _writer(message: Message, application: Application) -> str:
    if message.from_operator:
        return message.author.name or message.author.email
    return application.applicant_name


def _others(application: Application) -> list[Application]:
    """The applicant's other applications, the latest first, and one more than OTHERS when there are many."""
    same = Application.objects.queued().filter(owner=application.owner_id).exclude(pk=application.pk)
    return list(same.defer("answers").latest_first()[: OTHERS + 1])


def file_of(application: Application, file: StoredFile) -> dict[str, Any]:
    """A file as the card shows it; `preview_url` is empty for what a browser cannot show."""
    where = {"pk": application.pk, "file_id": file.pk}
    address = reverse("office_file", kwargs=where)
    return {
        "id": file.pk,
        "preview_url": reverse("office_preview", kwargs=where) if is_shown(file) else "",
        "name": file.name,
        "size": file.size,
        "url": f"{address}?show=1",
        "download_url": address,
        "sha256": file.sha256,
    }


def _entry(change: StateChange, application: Application) -> Entry:
    later = timezone.localdate(change.at) != change.on
    who = who_made(change, application)
    return Entry(change.on, change.at, later, change.state_label, who, change.comment, change.due_on)

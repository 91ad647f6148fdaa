"""The card of an appeal: what a specialist sees on it."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.appeals.deadlines import limit_of
from kabinet.appeals.models import Appeal, AppealChange
from kabinet.appeals.states import Action, State, Transition
from kabinet.appeals.transitions import allowed_actions
from kabinet.correspondence.models import Message
from kabinet.correspondence.reading import page_of_messages, shown_message
from kabinet.office.people import operators_people, who_made, who_works_on
from kabinet.office.terms import term_of
from kabinet.ui.wording import ru_date

OTHERS = 10
"""How many other appeals of the applicant the card lists."""
_ENDING = (State.NOT_OURS, State.NOT_CONSIDERED)


class Act(NamedTuple):
    """A button: what comes of it, what the applicant will read, what to comment, by which rule.

    `limit`: the last day that the rule allows for it. `ends`: the appeal is not answered on its merits.
    """

    action: str
    label: str
    target: str
    tells: str
    hint: str
    ends: bool
    basis: str
    limit: date | None


class Entry(NamedTuple):
    """One line of the history."""

    at: Any
    state: str
    who: str
    due_on: date | None
    why: str


def card_of(appeal: Appeal, *, viewer: User, today: date, before: UUID | None = None) -> dict[str, Any]:
    """Everything the card shows but the form; the number of queries does not depend on how much there is."""
    page = page_of_messages(appeal.thread, before=before)
    rows = allowed_actions(appeal, viewer)
    actions = {row.action for row in rows}
    others = Appeal.objects.of(appeal.owner).exclude(pk=appeal.pk).latest_first()
    return {
        "appeal": appeal,
        "term": term_of(appeal.due_on, today=today),
        "acts": [act_of(row, appeal) for row in rows],
        "may_take": Action.TAKE in actions,
        "asks_outcome": Action.ANSWER in actions and appeal.topic.complaint,
        "conversation": [_message(message, appeal, viewer) for message in page.messages],
        "earlier": page.earlier,
        "is_latest": before is None,
        "history": [_entry(change, appeal) for change in appeal.history.select_related("by")],
        "others": others.select_related("topic")[:OTHERS],
        "people": who_works_on(Duty.APPEALS, operators_people().values()),
    }


def values_of(appeal: Appeal) -> dict[str, str]:
    """What the fields of a template stand for in an answer to an appeal."""
    return {
        "номер": appeal.number,
        "имя": appeal.applicant_name,
        "срок": ru_date(appeal.due_on) if appeal.due_on else "",
        "статус": str(State(appeal.state).label),
    }


def act_of(row: Transition, appeal: Appeal) -> Act:
    """A transition as a button shows it before it is pressed."""
    limit = limit_of(row, appeal)
    return Act(
        action=row.action,
        label=row.label,
        target=State(row.target).label,
        tells=row.tells,
        hint=row.hint,
        ends=row.target in _ENDING,
        basis=limit[0] if limit else row.basis,
        limit=limit[1] if limit else None,
    )


def _message(message: Message, appeal: Appeal, viewer: User) -> dict[str, Any]:
    author = appeal.applicant_name
    if message.from_operator:
        author = message.author.name or message.author.email
    files = []
    for file in message.files.all():
        url = reverse("office_appeal_file", args=[appeal.pk, file.pk])
        files.append({"name": file.name, "size": file.size, "url": f"{url}?show=1"})
    return shown_message(
        message, author=author, files=files, own=message.author_id == viewer.pk, to_operator=True
    )


def _entry(change: AppealChange, appeal: Appeal) -> Entry:
    return Entry(change.at, change.state_label, who_made(change, appeal), change.due_on, change.why)

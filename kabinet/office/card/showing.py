"""Showing a card: the conversation, the history, what may be done, who else has it open."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.cases.models import Case, CaseChange
from kabinet.cases.rows import Row
from kabinet.core.ids import new_id
from kabinet.correspondence.drafts import draft_of
from kabinet.correspondence.models import Message
from kabinet.correspondence.reading import page_of_messages, shown_message
from kabinet.correspondence.services import read_by
from kabinet.files.models import StoredFile
from kabinet.notifications.models import Letter
from kabinet.office.access import OfficeRequest
from kabinet.office.card.declaration import CaseCard
from kabinet.office.card.forms import AnswerForm
from kabinet.office.card.freshness import Mark, changes_since
from kabinet.office.card.presence import SAY_EVERY, be_present
from kabinet.office.letters import letters_on_card
from kabinet.office.paging import id_in
from kabinet.office.people import name_of, who_made
from kabinet.office.queue.walk import Walk
from kabinet.office.templates.choice import template_choices

SUGGEST = "suggest"
"""In the address: the card begins the answer with the text that it offers."""
NO_LETTERS = "Заявитель писем не получает: то же нужно сообщить ему письмом, по телефону или в офисе."


class HistoryEntry(NamedTuple):
    """One line of the history."""

    on: date
    at: datetime
    entered_later: bool
    state: str
    who: str
    remark: str
    due_on: date | None


def open_card[C: Case, R: Row](card: CaseCard[C, R], request: OfficeRequest, case: C) -> HttpResponse:
    """The card as it is opened: what one began to write is there again."""
    draft = draft_of(case.thread, request.user)
    suggested = card.suggested(case) if SUGGEST in request.GET else ""
    text = "\n\n".join(filter(None, (draft.text if draft else "", suggested)))
    form = card.form(initial={"text": text})
    kept = list(draft.files.all()) if draft else []
    return show_card(card, request, case, form, token=new_id(), kept=kept)


def show_card[C: Case, R: Row](
    card: CaseCard[C, R],
    request: OfficeRequest,
    case: C,
    form: AnswerForm,
    *,
    token: UUID,
    kept: Sequence[StoredFile] = (),
    typed: Mapping[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The card with what was typed on it; it is told who else has it open.

    Showing it is reading what the applicant wrote. `typed`: what was written in the smaller forms of its
    kind. A script that asks for the messages before one gets them alone. The number of queries does not
    depend on how much there is.
    """
    viewer, at = request.user, timezone.now()
    today, before = timezone.localdate(at), id_in(request.GET, "before")
    request.reading["number"] = case.number
    waits = read_by(viewer, thread=case.thread, at=at)
    conversation = _conversation(card, case, viewer, before)
    if before and request.htmx:
        return render(request, "office/conversation.html#messages", conversation)
    if not card.engine.recipient(case):
        form.fields["text"].help_text = NO_LETTERS
    rows = card.engine.allowed(case, viewer, today=today)
    context = {
        "case": case,
        card.engine.name: case,
        **conversation,
        "acts": [card.act_of(row, case, today) for row in rows],
        "history": [_entry(card, change, case) for change in case.history.select_related("by")],
        "seen": str(Mark.of(case)),
        "waits": waits,
        "form": form,
        "token": token,
        "kept": kept,
        "present": be_present(case=case, by=viewer, at=at),
        "say_every": SAY_EVERY,
        "letters": letters_on_card(case),
        "refusal": Letter.objects.refusal_of(card.engine.recipient(case), at),
        "templates": template_choices(card.engine.name),
        "around": walk.neighbours(case) if (walk := Walk.of(request, card.queue, card.address)) else None,
        **card.shown(case, rows, viewer=viewer, today=today),
        **(typed or {}),
    }
    return render(request, card.page, context, status=status)


def hear_of_card(card: CaseCard[Any, Any], request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Say that the card is still open, and hear who else has it and whether it has changed meanwhile."""
    case = card.find(pk)
    context = {
        "present": be_present(case=case, by=request.user, at=timezone.now()),
        "changes": changes_since(request.POST.get("seen", ""), case),
    }
    return render(request, "office/presence.html", context)


def _conversation[C: Case, R: Row](
    card: CaseCard[C, R], case: C, viewer: User, before: UUID | None
) -> dict[str, Any]:
    """The last page of the conversation, or the last before a message."""
    page = page_of_messages(case.thread, before=before)
    return {
        "conversation": [_message(card, message, case, viewer) for message in page.messages],
        "earlier": page.earlier,
        "is_latest": before is None,
    }


def _message[C: Case, R: Row](
    card: CaseCard[C, R], message: Message, case: C, viewer: User
) -> dict[str, Any]:
    return shown_message(
        message,
        author=name_of(message.author) if message.from_operator else case.applicant_name,
        files=[card.file_of(case, file) for file in message.files.all()],
        own=message.author_id == viewer.pk,
        to_operator=True,
    )


def _entry(card: CaseCard[Any, Any], change: CaseChange, case: Case) -> HistoryEntry:
    return HistoryEntry(
        on=change.on,
        at=change.at,
        entered_later=timezone.localdate(change.at) != change.on,
        state=change.title,
        who=who_made(change, case),
        remark=card.remark_of(change),
        due_on=change.due_on,
    )

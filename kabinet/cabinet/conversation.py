"""A conversation as the applicant reads and answers it: the same for an application and an appeal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kabinet.appeals.models import Appeal
from kabinet.appeals.states import State as AppealState
from kabinet.applications.corrections.requests import open_request
from kabinet.applications.models import Application
from kabinet.applications.rules.states import Action, State
from kabinet.cabinet.access import ApplicantRequest
from kabinet.cabinet.shown import message_of
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id, read_id
from kabinet.correspondence.compose import (
    MessageForm,
    keep_written,
    remove_unsent,
    save_if_asked,
    take_written,
)
from kabinet.correspondence.drafts import draft_of
from kabinet.correspondence.models import Message, Thread
from kabinet.correspondence.reading import page_of_messages
from kabinet.correspondence.services import MessageEmpty, MessageTooLong, mark_read
from kabinet.files.models import StoredFile


class Demand(NamedTuple):
    """What the operator waits for: an act of its own, which no message is (861, п. 15)."""

    act: str
    url: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation and the addresses it is read and answered at."""

    thread: Thread
    about: str
    page_url: str
    reply_url: str
    fragment_url: str
    file_url: Callable[[UUID], str]
    thumbnail_url: Callable[[UUID], str]
    reopens: bool = False
    """Whether a button beside «Отправить» opens the case again."""
    is_asked: bool = False
    """Whether the operator's last request still waits for the applicant."""
    demand: Demand | None = None

    @property
    def key(self) -> str:
        """What tells its inputs from those of other conversations on one page."""
        return self.thread.pk.hex[-12:]


class Send(Protocol):
    """The domain function that sends a reply."""

    def __call__(self, *, text: str, files: Sequence[StoredFile], token: UUID) -> object:
        """Send it, or refuse with a DomainError."""


def talk_of_application(application: Application) -> Talk | None:
    """The conversation about an application; a draft has none."""
    if application.thread is None:
        return None
    return Talk(
        thread=application.thread,
        about=f"заявке {application.number}",
        page_url=reverse("application", args=[application.pk]),
        reply_url=reverse("application_reply", args=[application.pk]),
        fragment_url=reverse("application_conversation", args=[application.pk]),
        file_url=lambda file: reverse("application_file", args=[application.pk, file]),
        thumbnail_url=lambda file: reverse("application_thumbnail", args=[application.pk, file]),
        is_asked=application.state in {State.AWAITING_DOCUMENTS, State.FULFILLING},
        demand=_demand(application),
    )


def _demand(application: Application) -> Demand | None:
    if application.state != State.AWAITING_DOCUMENTS:
        return None
    if open_request(application):
        return Demand("исправьте отмеченное", reverse("application_corrections", args=[application.pk]))
    return Demand("пришлите недостающее", reverse("application_act", args=[application.pk, Action.SUPPLY]))


def talk_of_appeal(appeal: Appeal) -> Talk:
    """The conversation about an appeal."""
    return Talk(
        thread=appeal.thread,
        about=f"обращению {appeal.number}",
        page_url=reverse("appeal", args=[appeal.pk]),
        reply_url=reverse("appeal_reply", args=[appeal.pk]),
        fragment_url=reverse("appeal_conversation", args=[appeal.pk]),
        file_url=lambda file: reverse("appeal_file", args=[appeal.pk, file]),
        thumbnail_url=lambda file: reverse("appeal_thumbnail", args=[appeal.pk, file]),
        reopens=appeal.may_be_reopened,
        is_asked=appeal.state == AppealState.CLARIFYING,
    )


def conversation_of(
    request: ApplicantRequest,
    talk: Talk | None,
    *,
    form: MessageForm | None = None,
    token: UUID | None = None,
    kept: Sequence[StoredFile] = (),
) -> dict[str, Any]:
    """What cabinet/conversation.html shows: a page of messages and the form with what was begun in it."""
    if talk is None:
        return {}
    before = read_id(request.GET.get("before", ""))
    page = page_of_messages(talk.thread, before=before)
    draft = None if form else draft_of(talk.thread, request.party.owner)
    if draft is not None:
        kept = list(draft.files.all())
    return {
        "talk": talk,
        "conversation": _shown(page.messages, talk),
        "earlier": page.earlier,
        "is_latest": before is None,
        "form": form or MessageForm(initial={"text": draft.text if draft else ""}, auto_id=_ids_of(talk)),
        "token": token or new_id(),
        "kept": kept,
        "draft_saved_at": draft.saved_at if draft else None,
    }


def _shown(page: Sequence[Message], talk: Talk) -> list[dict[str, Any]]:
    """The messages; a request that nobody waits for any more looks like every other one."""
    shown = [message_of(message, talk.file_url, talk.thumbnail_url) for message in page]
    requests = [message for message in shown if message["kind"] == Message.Kind.REQUEST]
    for message in requests[: -1 if talk.is_asked else None]:
        message |= {"kind": Message.Kind.MESSAGE, "until": None}
    return shown


def show_in_place(request: ApplicantRequest, talk: Talk, *, closed: str = "") -> HttpResponse:
    """The conversation alone, for a script; the page of its case for everybody else.

    `closed` says why nothing more can be written, if so.
    """
    if not request.htmx:
        return redirect(f"{talk.page_url}#correspondence")
    context = {**conversation_of(request, talk), "closed": closed, "in_place": True}
    if not context["is_latest"]:
        return render(request, "cabinet/conversation.html#messages", context)
    mark_read(thread=talk.thread, reader_is_operator=False, at=timezone.now())
    return render(request, "cabinet/conversation_in_place.html", context)


def answer(
    request: ApplicantRequest,
    talk: Talk,
    *,
    send: Send,
    show: Callable[[dict[str, Any], int], HttpResponse],
) -> HttpResponse:
    """Keep or send what was written, the files first; whatever is refused stays as a draft."""
    form, by = MessageForm(request.POST, request.FILES, auto_id=_ids_of(talk)), request.party.owner
    written = take_written(request, form, by=by)
    told, back = "Черновик сообщения сохранён.", f"{talk.page_url}#reply"
    saved = save_if_asked(request, talk.thread, written, form, by=by, told=told, back=back)
    if saved is not None:
        return saved
    if not form.errors:
        try:
            send(text=written.text, files=written.files, token=written.token)
        except DomainError as refusal:
            beside_text = isinstance(refusal, MessageEmpty | MessageTooLong)
            form.add_error("text" if beside_text else None, str(refusal))
        else:
            remove_unsent(written.files)
            told = "Сообщение отправлено."
            if talk.demand:
                told = f"Сообщение отправлено. Запрошенного оно не заменяет: {talk.demand.act}."
            tell = messages.warning if talk.demand else messages.success
            tell(request, told, extra_tags="conversation")
            return redirect(f"{talk.page_url}#sent")
    keep_written(talk.thread, written, by=by)
    shown = conversation_of(request, talk, form=form, token=written.token, kept=written.files)
    return show(shown, 422 if form.errors else 200)


def _ids_of(talk: Talk) -> str:
    return f"id_%s_{talk.key}"

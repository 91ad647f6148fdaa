"""The draft of an answer on a card: it saves itself, or by its button, and only its author sees it."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from kabinet.correspondence.drafts import draft_of, save_draft
from kabinet.correspondence.models import Thread
from kabinet.files.models import StoredFile
from kabinet.office.access import OfficeRequest


class Begun(NamedTuple):
    """What the person has begun to write on a card."""

    text: str
    files: list[StoredFile]


def begun(request: OfficeRequest, thread: Thread | None) -> Begun:
    """The text and the files of the draft; nothing without one."""
    draft = draft_of(thread, request.user) if thread else None
    return Begun(draft.text, list(draft.files.all())) if draft else Begun("", [])


def keep(request: OfficeRequest, thread: Thread | None, files: Sequence[StoredFile]) -> None:
    """Keep what was posted as a draft: after a refusal it is still there when the card is opened again."""
    if thread is not None:
        text = request.POST.get("text", "")
        save_draft(thread=thread, by=request.user, text=text, files=files, at=timezone.now())


def save_if_asked(
    request: OfficeRequest, thread: Thread | None, files: Sequence[StoredFile], *, token: UUID
) -> HttpResponse | None:
    """Keep the posted text and files, when that is what a script or the button asks for; None otherwise."""
    go = request.POST.get("go", "")
    if thread is None or go not in {"autosave", "draft"}:
        return None
    # A saving that comes behind the sending of the same form must not bring the draft back.
    if not thread.messages.filter(token=token).exists():
        keep(request, thread, files)
    if go == "autosave":
        return JsonResponse({"saved_at": timezone.now().isoformat()})
    messages.success(request, "Черновик ответа сохранён: его видите только вы.")
    return redirect(request.path)

"""Composing a message: the form, what was posted in it, and what of that outlives a refusal."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.core.ids import new_id, read_id
from kabinet.correspondence.drafts import remove_unsent, save_draft, unused_files
from kabinet.correspondence.models import MessageDraft, Thread
from kabinet.files.limits import ACCEPT, LIMITS_TEXT
from kabinet.files.models import StoredFile
from kabinet.files.services import FileRefused, store_file

__all__ = [
    "MessageForm",
    "Written",
    "keep_written",
    "remove_unsent",
    "save_if_asked",
    "take_files",
    "take_written",
    "token_of",
]


class ManyFiles(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class MessageForm(forms.Form):
    """A text and files. It refuses nothing itself: what is refused, the domain says."""

    use_required_attribute = False

    text = forms.CharField(
        label="Сообщение", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    uploads = forms.Field(
        label="Прикрепить файлы",
        required=False,
        help_text=f"{LIMITS_TEXT} Можно выбрать несколько.",
        widget=ManyFiles(attrs={"accept": ACCEPT}),
    )


class Written(NamedTuple):
    """What a person has posted: the text as typed, the files that were kept, the token of the form."""

    text: str
    files: list[StoredFile]
    token: UUID


def take_written(request: HttpRequest, form: forms.Form, *, by: User) -> Written:
    """What was posted, its files kept first, each by itself: whatever is refused then, they stay."""
    form.full_clean()
    return Written(request.POST.get("text", ""), take_files(request, form, by=by), token_of(request))


def keep_written(thread: Thread, written: Written, *, by: User) -> MessageDraft | None:
    """Keep it as a draft: after a refusal it is still there when the page is opened again."""
    return save_draft(thread=thread, by=by, text=written.text, files=written.files, at=timezone.now())


def save_if_asked(
    request: HttpRequest,
    thread: Thread,
    written: Written,
    form: forms.Form,
    *,
    by: User,
    told: str,
    back: str,
) -> HttpResponse | None:
    """Keep it as a draft and answer, when that is all a script or the button asks for; None otherwise.

    A script saves in any case; a button, when nothing of the form is wrong. `told` and `back`: what the page
    says then, and its address.
    """
    go = request.POST.get("go", "")
    if go != "autosave" and (go != "draft" or form.errors):
        return None
    # A saving that comes behind the sending of the same form must not bring the draft back.
    sent = thread.messages.filter(token=written.token).exists()
    draft = None if sent else keep_written(thread, written, by=by)
    if go == "autosave":
        return JsonResponse({"saved_at": draft.saved_at.isoformat() if draft else ""})
    messages.success(request, told)
    return redirect(back)


def take_files(request: HttpRequest, form: forms.Form, *, by: User, part: str = "") -> list[StoredFile]:
    """Keep the files of a posted message, each by itself; those kept before come as ids in «kept».

    What is refused is said beside the form's field «uploads». `part` is the ending of both names, where a
    form has several such fields.
    """
    files = _unsent_files(by, request.POST.getlist(f"kept{part}"))
    for upload in request.FILES.getlist(f"uploads{part}"):
        try:
            files.append(store_file(upload=upload, owner=by, at=timezone.now()))
        except FileRefused as refusal:
            form.add_error(f"uploads{part}", str(refusal))
    return files


def token_of(request: HttpRequest) -> UUID:
    """The token of the posted form, or a new one."""
    return read_id(request.POST.get("token")) or new_id()


def _unsent_files(user: User, ids: Iterable[str]) -> list[StoredFile]:
    """Those of the files that `user` uploaded and sent or attached nowhere; other ids are passed over."""
    keys = [key for text in ids if (key := read_id(text))]
    known = unused_files().filter(pk__in=keys, owner=user)
    return list(known.order_by("uploaded_at", "pk"))

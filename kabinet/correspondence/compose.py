"""Composing a message: the form, and the files that are kept when the message itself is refused."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.core.ids import new_id, read_id
from kabinet.correspondence.drafts import remove_unsent, unused_files
from kabinet.files.limits import ACCEPT, ALLOWED_TEXT, MAX_SIZE
from kabinet.files.models import StoredFile
from kabinet.files.services import FileRefused, store_file

__all__ = ["MessageForm", "remove_unsent", "take_files", "token_of"]


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
        help_text=(
            f"{ALLOWED_TEXT}; каждый до {MAX_SIZE // 1024**2}\N{NO-BREAK SPACE}МБ. Можно выбрать несколько."
        ),
        widget=ManyFiles(attrs={"accept": ACCEPT}),
    )


def take_files(request: HttpRequest, form: forms.Form, *, by: User) -> list[StoredFile]:
    """Keep the files of a posted message, each by itself; those kept before come as ids in «kept».

    What is refused is said beside the form's field «uploads».
    """
    files = _unsent_files(by, request.POST.getlist("kept"))
    for upload in request.FILES.getlist("uploads"):
        try:
            files.append(store_file(upload=upload, owner=by, at=timezone.now()))
        except FileRefused as refusal:
            form.add_error("uploads", str(refusal))
    return files


def token_of(request: HttpRequest) -> UUID:
    """The token of the posted form, or a new one."""
    return read_id(request.POST.get("token")) or new_id()


def _unsent_files(user: User, ids: Iterable[str]) -> list[StoredFile]:
    """Those of the files that `user` uploaded and sent or attached nowhere; other ids are passed over."""
    keys = [key for text in ids if (key := read_id(text))]
    known = unused_files().filter(pk__in=keys, owner=user)
    return list(known.order_by("uploaded_at", "pk"))

"""The form of a card: what is written to the applicant, and the files that go with it."""

from collections.abc import Iterable
from uuid import UUID

from django import forms

from kabinet.accounts.models import User
from kabinet.files.limits import ACCEPT, ALLOWED_TEXT, MAX_SIZE
from kabinet.files.models import StoredFile
from kabinet.ui.wording import file_size


class ManyFiles(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class AnswerForm(forms.Form):
    """A comment and files. It refuses nothing itself: what is refused, the domain says."""

    use_required_attribute = False

    text = forms.CharField(
        label="Комментарий",
        required=False,
        strip=False,
        help_text="Его увидит заявитель: в личном кабинете и в письме.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    uploads = forms.Field(
        label="Прикрепить файлы",
        required=False,
        help_text=f"{ALLOWED_TEXT}; каждый до {file_size(MAX_SIZE)}. Можно выбрать несколько.",
        widget=ManyFiles(attrs={"accept": ACCEPT}),
    )


def unsent_files(user: User, ids: Iterable[str]) -> list[StoredFile]:
    """Those of the files that `user` uploaded and has sent nowhere yet; other ids are passed over."""
    known = StoredFile.objects.filter(pk__in=_uuids(ids), owner=user, messages=None, attachment=None)
    return list(known.order_by("uploaded_at", "pk"))


def _uuids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found

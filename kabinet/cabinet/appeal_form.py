"""The form «Написать обращение»: its questions, its files, and what is kept of it between pages."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from django import forms

from kabinet.accounts.models import User
from kabinet.appeals.models import AppealDraft
from kabinet.appeals.questions import prefill, questions_for
from kabinet.core.questions import Answers
from kabinet.correspondence.compose import MessageForm
from kabinet.correspondence.drafts import draft_of
from kabinet.files.models import StoredFile
from kabinet.ui.forms import QuestionForm

FILES = "uploads"
BEFORE_CONTACTS = ("topic", "application", "text", FILES)


class AppealForm(QuestionForm):
    """The questions of an appeal and its files."""

    def __init__(self, user: User, *, answers: Answers | None = None, posted: Any = None) -> None:
        questions = questions_for(user)
        super().__init__(questions, answers=answers, data=posted, demand=True)
        self.fields[FILES] = deepcopy(MessageForm.base_fields[FILES])
        self.fields[FILES].label = "Документ(ы)"
        self.fields["text"].widget.attrs["rows"] = 10
        # A list, even of one: unlike a radio button, it lets the choice be taken back.
        applications = next(one.choices for one in questions if one.name == "application")
        self.fields["application"].widget = forms.Select(choices=(("", "Не выбрана"), *applications))
        self.order_fields(BEFORE_CONTACTS)


def begun(user: User) -> tuple[AppealDraft | None, dict[str, Any], Sequence[StoredFile]]:
    """What the person began before: the draft, its answers with the text, its files.

    Without a draft, the contacts of the profile.
    """
    draft = AppealDraft.objects.select_related("thread").filter(owner=user).first()
    if draft is None:
        return None, prefill(user.applicant.details), ()
    message = draft_of(draft.thread, user)
    if message is None:
        return draft, draft.answers, ()
    return draft, {**draft.answers, "text": message.text}, list(message.files.all())

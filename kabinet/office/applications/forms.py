"""The forms of an application's card: the answer with the day of what is entered, an internal note."""

from datetime import date
from typing import Any, Self, override

from django import forms
from django.core.exceptions import ValidationError

from kabinet.core.dates import clean_date
from kabinet.law.errors import Malformed
from kabinet.office.card.forms import AnswerForm


class ApplicationAnswerForm(AnswerForm):
    """A comment, files, and the day on which what an act enters happened; without one, today."""

    happened_on = forms.CharField(
        label="День события",
        required=False,
        help_text="От него пойдут сроки. Пусто — сегодня.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10", "data-mask": "date"}),
    )

    def clean_happened_on(self) -> date | None:
        """The day, or None for today."""
        typed = self.cleaned_data["happened_on"].strip()
        try:
            return clean_date(typed) if typed else None
        except Malformed as refusal:
            raise ValidationError(str(refusal)) from None

    @override
    def given(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["happened_on"]}


class NoteForm(forms.Form):
    """An internal note; what it may be is said by kabinet.office.applications.notes."""

    use_required_attribute = False

    note = forms.CharField(
        label="Новая заметка", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @classmethod
    def refused(cls, text: str, why: str) -> Self:
        """The form as it was sent, with what is wrong."""
        form = cls({"note": text})
        form.add_error("note", why)
        return form

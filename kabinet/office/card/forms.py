"""The forms of a card: what is written to the applicant with the day of what is entered, an internal note."""

from datetime import date
from typing import Self

from django import forms
from django.core.exceptions import ValidationError

from kabinet.core.values import clean_date
from kabinet.correspondence.compose import MessageForm
from kabinet.law.errors import Malformed


class AnswerForm(MessageForm):
    """A comment, files, and the day on which what an act enters happened; without one, today."""

    text = forms.CharField(
        label="Комментарий",
        required=False,
        strip=False,
        help_text="Его увидит заявитель: в личном кабинете и в письме.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
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


class NoteForm(forms.Form):
    """An internal note; what it may be is said by kabinet.office.card.notes."""

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

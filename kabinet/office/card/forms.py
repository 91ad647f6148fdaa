"""What is written to the applicant from the card of any kind of case."""

from typing import Any

from django import forms

from kabinet.correspondence.compose import MessageForm


class AnswerForm(MessageForm):
    """A comment and files."""

    text = forms.CharField(
        label="Комментарий",
        required=False,
        strip=False,
        help_text="Его увидит заявитель: в личном кабинете и в письме.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def given(self) -> dict[str, Any]:
        """What the form of a kind holds besides, once it is found to be without faults."""
        return {}

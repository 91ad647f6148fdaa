"""The form of a card: what is written to the applicant."""

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

"""The form by which a withdrawal that came outside the cabinet is entered."""

from typing import Any

from django import forms
from django.utils import timezone

from kabinet.applications.submission.withdrawals import Withdrawable
from kabinet.core.channels import OUTSIDE
from kabinet.correspondence.compose import MessageForm
from kabinet.office.intake.forms import ReceiptForm


class WithdrawalForm(ReceiptForm, MessageForm):
    """Which consent, how and when the withdrawal came, what it was."""

    consent = forms.ChoiceField(
        label="Какое согласие отозвано",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Выберите, какое согласие отозвано.",
            "invalid_choice": "Этого согласия больше нет: выберите из списка.",
        },
    )

    field_order = ("consent", "channel", "received_on", "text", "uploads")

    def __init__(self, given: list[Withdrawable], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"received_on": f"{timezone.localdate():%d.%m.%Y}"})
        consent: Any = self.fields["consent"]
        consent.choices = [
            (one.key, f"{one.title}, заявка {one.about}" if one.about else one.title) for one in given
        ]
        channel: Any = self.fields["channel"]
        channel.label = "Как поступил отзыв"
        channel.choices = [(one.value, one.label.capitalize()) for one in OUTSIDE]
        channel.error_messages["required"] = "Выберите, как поступил отзыв."
        self.fields["received_on"].help_text = "От него идёт срок исполнения (152-ФЗ, ст. 21 ч. 5)."
        self.fields["text"].label = "Примечание"
        self.fields["text"].help_text = "Реквизиты письма, кто и как подписал. Заявитель этого не увидит."
        self.fields["uploads"].label = "Скан отзыва"

"""The forms of «Принять заявку»: whose it is, how and when it came, the applicant's details."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from kabinet.applicants.lookup import Identifier, identifier_in
from kabinet.applicants.questions import EMAIL, MOBILE, questions_for
from kabinet.applicants.representation import representative_questions
from kabinet.applications.submission.intake import BY_OFFICE
from kabinet.cases.days import DayOfReceiptRefused, check_receipt_day
from kabinet.core.channels import Channel
from kabinet.core.dates import clean_date
from kabinet.core.questions import Answers, never
from kabinet.filling.applicant_form import ApplicantForm
from kabinet.law.errors import Malformed

_FILL = {"required": "Заполните это поле."}
NUMBERS = ("snils", "inn", "ogrn", "ogrnip")


class NumberForm(forms.Form):
    """By what an applicant is found."""

    use_required_attribute = False

    number = forms.CharField(
        label="СНИЛС, ИНН, ОГРН или ОГРНИП",
        help_text="Номер целиком. Пробелы и дефисы не важны.",
        max_length=40,
        error_messages=_FILL,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_number(self) -> Identifier:
        """The number told by its length. Says what is wrong with it beside the field."""
        try:
            return identifier_in(self.cleaned_data["number"])
        except Malformed as fault:
            raise ValidationError(str(fault)) from None


class PaperApplicantForm(ApplicantForm):
    """What registration and the profile ask, as far as the paper says it: an e-mail proves nothing here.

    `numbers`: whether СНИЛС, ИНН and the like are demanded; whoever only asks something may keep them.
    """

    def __init__(
        self,
        kind: str,
        *,
        numbers: bool = True,
        answers: Answers | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        asked = [*questions_for(kind), *representative_questions(kind)]
        free = {MOBILE.name} if numbers else {MOBILE.name, *NUMBERS}
        questions = [
            replace(question, required=never) if question.name in free else question
            for question in asked
            if question.name != EMAIL.name
        ]
        super().__init__(kind, questions, answers=answers or {}, data=data)


class ReceiptForm(forms.Form):
    """How and on which day it came."""

    use_required_attribute = False

    channel = forms.ChoiceField(
        label="Как поступила",
        choices=[(channel.value, channel.label.capitalize()) for channel in BY_OFFICE],
        widget=forms.RadioSelect,
        error_messages={**_FILL, "required": "Выберите, как поступила заявка."},
    )
    received_on = forms.CharField(
        label="День поступления",
        help_text="От него пойдут сроки рассмотрения. Например, 25.11.2026.",
        max_length=20,
        error_messages=_FILL,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "data-width": "10", "data-mask": "date", "autocomplete": "off"}
        ),
    )

    def clean_received_on(self) -> date:
        """The day. Says beside the field why another cannot be."""
        try:
            day = clean_date(self.cleaned_data["received_on"])
            check_receipt_day(day, today=timezone.localdate())
        except (Malformed, DayOfReceiptRefused) as refusal:
            raise ValidationError(str(refusal)) from None
        return day

    @property
    def chosen(self) -> tuple[Channel, date]:
        """How and when, once the form is found to be right."""
        return Channel(self.cleaned_data["channel"]), self.cleaned_data["received_on"]

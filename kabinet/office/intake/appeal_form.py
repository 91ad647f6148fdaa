"""The form of an appeal that came outside the cabinet: how it came, what it says, how to answer it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from kabinet.appeals.intake import ContactNeeded
from kabinet.appeals.models import ReplyBy, Topic
from kabinet.appeals.questions import MOST_APPLICATIONS, prefill
from kabinet.appeals.registering import Arrival, Contacts
from kabinet.applicants.models import Applicant
from kabinet.applications.models import Application
from kabinet.cases.days import DayOfReceiptRefused
from kabinet.core.channels import OUTSIDE
from kabinet.core.errors import DomainError
from kabinet.core.values import clean_email
from kabinet.correspondence.compose import MessageForm
from kabinet.correspondence.services import MessageEmpty, MessageTooLong
from kabinet.law.editions import law_at
from kabinet.law.errors import Malformed
from kabinet.law.requisites import clean_phone
from kabinet.office.intake.forms import ReceiptForm

_WITHOUT_CABINET = "По электронной почте"
_ON_TERMS = (
    "На бумагу, письмом или в офисе, отвечают в течение {answer_on_paper} (п. 41 «а», «д»), на звонок, на "
    "который не ответили сразу, — за {answer_by_phone} (п. 41 «в»); в остальном срок у темы."
)


class AppealIntakeForm(ReceiptForm, MessageForm):
    """How and when, the topic and the application, the text and files, the contacts."""

    topic = forms.ModelChoiceField(
        label="Тема",
        queryset=Topic.objects.none(),
        empty_label="Выберите из списка",
        error_messages={"required": "Выберите тему.", "invalid_choice": "Выберите тему из списка."},
    )
    analysed = forms.BooleanField(
        label="Жалоба по телефону, факты которой требуют анализа материалов",
        required=False,
        help_text="Тогда ответа ждут дни, а не часы: п. 41 «г» Единых стандартов.",
    )
    application = forms.ModelChoiceField(
        label="Заявка на ТП",
        required=False,
        queryset=Application.objects.none(),
        empty_label="Не о заявке",
        error_messages={"invalid_choice": "Выберите заявку из списка."},
    )
    reply_by = forms.ChoiceField(
        label="Как просит ответить",
        choices=ReplyBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите, как просит ответить."},
    )
    phone = forms.CharField(
        label="Телефон",
        required=False,
        max_length=40,
        help_text="Мобильный или городской с кодом: +7 347 212-34-56",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "data-width": "20"}),
    )
    email = forms.CharField(
        label="Электронная почта",
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    postal_address = forms.CharField(
        label="Почтовый адрес",
        required=False,
        max_length=500,
        help_text="С индексом, если письмо ждут по почте",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    field_order = (
        "channel", "received_on", "topic", "analysed", "application", "text", "uploads",
        "reply_by", "phone", "email", "postal_address",
    )  # fmt: skip

    def __init__(self, applicant: Applicant, data: Any = None, files: Any = None) -> None:
        self._login = applicant.user.login
        contacts = prefill(applicant.details)
        by = ReplyBy.CABINET if self._login else ReplyBy.PHONE if contacts["phone"] else ReplyBy.POST
        today = timezone.localdate()
        initial = {**contacts, "reply_by": by, "received_on": f"{today:%d.%m.%Y}"}
        super().__init__(data, files, initial=initial)
        channel: Any = self.fields["channel"]
        channel.label, channel.help_text = "Как поступило", law_at(today).told(_ON_TERMS)
        channel.choices = [(one.value, one.label.capitalize()) for one in OUTSIDE]
        channel.error_messages["required"] = "Выберите, как поступило обращение."
        self.fields["received_on"].help_text = "От него пойдёт срок ответа. Например, 25.11.2026."
        self.fields["text"].label = "Текст обращения"
        self.fields["text"].help_text = "Слово в слово или суть; письмо можно приложить сканом."
        self.fields["uploads"].label = "Скан и другие файлы"
        self._choose("topic", Topic.objects.active(), lambda topic: f"{topic.code} {topic.title}")
        own = Application.objects.of(applicant.user).submitted().defer("answers").latest_first()
        self._choose("application", own[:MOST_APPLICATIONS], lambda one: one.number)
        if self._login:
            del self.fields["email"]
        else:
            reply: Any = self.fields["reply_by"]
            reply.choices = [(ReplyBy.CABINET, _WITHOUT_CABINET), *ReplyBy.choices[1:]]

    def clean_phone(self) -> str:
        """The number as it is kept."""
        return _cleaned(clean_phone, self.cleaned_data["phone"])

    def clean_email(self) -> str:
        """The mailbox as it is kept."""
        return _cleaned(clean_email, self.cleaned_data["email"])

    @property
    def arrival(self) -> Arrival:
        """How and when, once the form is found to be right."""
        return Arrival(*self.chosen, self.cleaned_data["analysed"])

    @property
    def contacts(self) -> Contacts:
        """By what to answer, once the form is found to be right."""
        given = self.cleaned_data
        return Contacts(given["phone"], given.get("email", ""), given["reply_by"], given["postal_address"])

    @staticmethod
    def field_of(refusal: DomainError) -> str | None:
        """The field that a refusal stands beside; None for the whole form."""
        if isinstance(refusal, ContactNeeded):
            return refusal.field
        if isinstance(refusal, DayOfReceiptRefused):
            return "received_on"
        return "text" if isinstance(refusal, MessageEmpty | MessageTooLong) else None

    def _choose(self, name: str, found: Any, label: Callable[[Any], str]) -> None:
        field: Any = self.fields[name]
        field.queryset, field.label_from_instance = found, label


def _cleaned(clean: Callable[[str], str], typed: str) -> str:
    try:
        return clean(typed) if typed.strip() else ""
    except Malformed as fault:
        raise ValidationError(str(fault)) from None

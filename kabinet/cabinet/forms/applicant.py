"""Forms of the applicant's data: registration and «Профиль пользователя»."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kabinet.accounts.models import User
from kabinet.accounts.passwords import ADVICE, password_problems
from kabinet.applicants import purposes
from kabinet.applicants.answers import profile_text
from kabinet.applicants.models import Applicant
from kabinet.applicants.questions import (
    EMAIL,
    NEEDED_IN_APPLICATION,
    display_name,
    questions_for,
)
from kabinet.applicants.representation import representative_questions
from kabinet.cabinet.forms.passwords import password_field
from kabinet.core.questions import Answers, Question
from kabinet.filling.applicant_form import ApplicantForm
from kabinet.ui.captcha import CaptchaForm
from kabinet.ui.consents import ConsentField

EMAIL_NOTICES = "Согласен(согласна) получать уведомления по электронной почте"
PROCESSING = "Подтверждаю своё согласие на обработку персональных данных"
ACQUAINTED = (
    "Подтверждаю ознакомленность с\u00a0положениями Федерального закона РФ от\u00a027.07.2006 №\u00a0152-ФЗ "
    "«О\u00a0персональных данных», права и\u00a0обязанности в\u00a0области защиты персональных данных "
    "мне разъяснены."
)
LOGIN_HINT = "Это ваш логин: на него придёт письмо со ссылкой для подтверждения"
NEEDED_LATER = "понадобится в заявке, можно заполнить позже"


class RegistrationForm(CaptchaForm, ApplicantForm):
    """Registration of an applicant of `kind`: the data, a password, two separate consents, the code.

    The password is typed once: it can be looked at, and a forgotten one is recovered by the e-mail, which
    has to be confirmed anyway.
    """

    def __init__(
        self, kind: str, *, answers: Answers | None = None, data: Mapping[str, Any] | None = None
    ) -> None:
        questions = [
            _explained(question, kind) for question in (*questions_for(kind), *representative_questions(kind))
        ]
        super().__init__(kind, questions, answers=answers or {}, data=data)
        self.add(
            password=password_field(help_text=ADVICE, autocomplete="new-password"),
            consent=ConsentField(
                label=PROCESSING,
                help_text=format_html("{} {}", ACQUAINTED, consent_link(purposes.PROCESSING)),
                error_messages={"required": "Без этого согласия зарегистрироваться нельзя."},
            ),
            email_notices=ConsentField(
                label=EMAIL_NOTICES, help_text=consent_link(purposes.EMAIL_NOTICES), required=False
            ),
            token=forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False),
            code=self.fields.pop("code"),
        )

    def again(self, answers: Answers) -> "RegistrationForm":
        """The form with other answers, not judged yet; consents and the token stay as they were sent."""
        fresh = RegistrationForm(self.kind, answers=answers)
        for name in ("consent", "email_notices", "token"):
            fresh.initial[name] = self.data.get(name)
        return fresh

    def clean(self) -> None:
        """Refuse also a weak password."""
        super().clean()
        password = self.cleaned_data.get("password")
        if password is not None:
            user = User(email=profile_text(self.answers, "email"), name=display_name(self.kind, self.answers))
            for problem in password_problems(password, user):
                self.add_error("password", problem)


class ProfileForm(ApplicantForm):
    """«Профиль пользователя»: the data, the representative, the notices."""

    def __init__(self, applicant: Applicant, *, data: Mapping[str, Any] | None = None) -> None:
        kind = applicant.kind
        questions = [
            question
            for question in (*questions_for(kind), *representative_questions(kind))
            if question.name != EMAIL.name
        ]
        super().__init__(kind, questions, answers=applicant.details, data=data)
        self.add(
            email_notices=ConsentField(
                label=EMAIL_NOTICES,
                help_text=consent_link(purposes.EMAIL_NOTICES),
                required=False,
                initial=applicant.email_notices,
            ),
            version=forms.IntegerField(widget=forms.HiddenInput, initial=applicant.version, min_value=1),
        )


class SpecialistForm(forms.Form):
    """A specialist's profile."""

    use_required_attribute = False

    name = forms.CharField(
        label="Имя",
        help_text="Его видят заявители в переписке",
        max_length=255,
        error_messages={
            "required": "Заполните это поле.",
            "max_length": "Слишком длинное имя: не больше 255 знаков.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def consent_link(purpose: str) -> SafeString:
    """The link to the full text of a consent, in a new tab so that the form stays filled."""
    return format_html(
        '<a href="{}" target="_blank">Полный текст согласия'
        '<span class="visually-hidden"> (в новой вкладке)</span></a>',
        reverse("consent_text", args=[purpose]),
    )


def _explained(question: Question, kind: str) -> Question:
    """The question as registration asks it: the e-mail is the login, some others are needed later.

    An address comes later too: what helps to write one would be a third of the page.
    """
    question = replace(question, in_parts=False)
    if question.name == EMAIL.name:
        return replace(question, hint=LOGIN_HINT)
    if question.name in NEEDED_IN_APPLICATION[kind]:
        hint = f"{question.hint}; {NEEDED_LATER}" if question.hint else NEEDED_LATER.capitalize()
        return replace(question, hint=hint)
    return question

"""Forms about who acts for an applicant, and about the applicants that a person adds."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.html import format_html

from kabinet.accounts.passwords import ADVICE
from kabinet.applicants import purposes
from kabinet.applicants.members import Invitation
from kabinet.applicants.models import MemberRole
from kabinet.applicants.questions import EMAIL, questions_for
from kabinet.applicants.representation import representative_questions
from kabinet.cabinet.forms.applicant import ACQUAINTED, PROCESSING, consent_link
from kabinet.cabinet.forms.passwords import FILL, NewPasswordForm, email_field, password_field
from kabinet.core.questions import Answers
from kabinet.filling.applicant_form import ApplicantForm
from kabinet.ui.consents import ConsentField
from kabinet.ui.typed import PersonNameField, day

_ROLES = (
    (MemberRole.REPRESENTATIVE, "Представитель — делает всё: подаёт, подписывает, отвечает"),
    (MemberRole.PREPARES, "Готовит документы — заполняет черновики и прикладывает файлы, но не подаёт"),
    (MemberRole.HEAD, "Руководитель — делает всё и решает, кто ещё действует за заявителя"),
)


def _name(label: str, help_text: str = "", autocomplete: str = "off") -> PersonNameField:
    return PersonNameField(
        label=label,
        help_text=help_text,
        max_length=255,
        error_messages={**FILL, "max_length": "Слишком длинное имя: не больше 255 знаков."},
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


class MemberForm(forms.Form):
    """Whom to invite, to do what, on what ground, until when."""

    use_required_attribute = False

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = _name("Фамилия, имя, отчество")
    email = email_field(help_text="На него придёт ссылка с приглашением", autocomplete="off")
    role = forms.ChoiceField(
        label="Что сможет делать",
        choices=_ROLES,
        error_messages={"required": "Выберите, что человек сможет делать."},
        widget=forms.RadioSelect,
    )
    basis = forms.CharField(
        label="На основании чего",
        help_text="Например, доверенность № 5 от 10.01.2026; у руководителя — устав или приказ",
        required=False,
        max_length=300,
        error_messages={"max_length": "Слишком длинный текст: не больше 300 знаков."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    until = day(
        "Действует до",
        help_text="Последний день доверенности, например 31.12.2027. Без срока — оставьте пустым",
        required=False,
    )

    def clean(self) -> None:
        """Ask the ground of whoever acts by a power of attorney (ГК РФ, ст. 185)."""
        given = self.cleaned_data
        if given.get("role") == MemberRole.REPRESENTATIVE and not given.get("basis"):
            self.add_error("basis", "Назовите документ: представитель действует по доверенности или закону.")

    @property
    def invitation(self) -> Invitation:
        """The invitation as it was filled in."""
        told = ("name", "email", "role", "basis", "until")
        return Invitation(**{name: self.cleaned_data[name] for name in told})


class HandingOverForm(forms.Form):
    """To whom the cabinet of a company goes; the password, as the person who asks will not come back."""

    use_required_attribute = False

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = _name("Фамилия, имя, отчество нового руководителя")
    email = email_field(
        help_text="На него придёт ссылка: кабинет перейдёт, когда её примут", autocomplete="off"
    )
    password = password_field(label="Ваш текущий пароль")

    @property
    def invitation(self) -> Invitation:
        """The invitation of the successor."""
        given = self.cleaned_data
        return Invitation(name=given["name"], email=given["email"], role=MemberRole.HEAD, hands_over=True)


class JoiningForm(NewPasswordForm):
    """What is asked of an invited person without an account: a name, a password, the consent."""

    name = _name("Фамилия, имя, отчество", autocomplete="name")
    password = password_field(label="Придумайте пароль", help_text=ADVICE, autocomplete="new-password")
    password_again = password_field(label="Пароль ещё раз", autocomplete="new-password")
    consent = ConsentField(
        label=PROCESSING,
        help_text=ACQUAINTED,
        error_messages={"required": "Без этого согласия зарегистрироваться нельзя."},
    )
    field_order = ("name", "password", "password_again", "consent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].help_text = format_html("{} {}", ACQUAINTED, consent_link(purposes.PROCESSING))


class AddingForm(ApplicantForm):
    """The data of an applicant for whom the person acts: as at registration, without a login."""

    def __init__(
        self, kind: str, *, answers: Answers | None = None, data: Mapping[str, Any] | None = None
    ) -> None:
        questions = [
            question
            for question in (*questions_for(kind), *representative_questions(kind))
            if question.name != EMAIL.name
        ]
        super().__init__(kind, questions, answers=answers or {}, data=data)
        self.add(
            consent=ConsentField(
                label=PROCESSING,
                help_text=format_html("{} {}", ACQUAINTED, consent_link(purposes.PROCESSING)),
                error_messages={"required": "Без этого согласия добавить заявителя нельзя."},
            ),
            applicant_id=forms.UUIDField(widget=forms.HiddenInput, initial=uuid4),
        )

"""Forms about who acts for an applicant, and about the applicants that a person adds."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.html import format_html

from kabinet.accounts.passwords import ADVICE
from kabinet.applicants import purposes
from kabinet.applicants.members import Invitation
from kabinet.applicants.models import MemberPower, MemberRole
from kabinet.applicants.powers import PowerTold
from kabinet.applicants.questions import EMAIL, questions_for
from kabinet.applicants.representation import representative_questions
from kabinet.cabinet.forms.applicant import ACQUAINTED, PROCESSING, consent_link
from kabinet.cabinet.forms.passwords import FILL, NewPasswordForm, email_field, password_field
from kabinet.core.questions import Answers
from kabinet.files.limits import ACCEPT, LIMITS_TEXT
from kabinet.filling.applicant_form import ApplicantForm
from kabinet.law.editions import FIRST
from kabinet.ui.consents import ConsentField
from kabinet.ui.typed import PersonNameField, TypedField, day

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


def _given_on(help_text: str, *, required: bool = False) -> TypedField:
    required_text = "Напишите дату доверенности: без даты она ничтожна (п. 1 ст. 186 ГК РФ)."
    return day(
        "Дата доверенности",
        past=True,
        help_text=help_text,
        required=required,
        error_messages={"required": required_text},
    )


def _until() -> TypedField:
    return day("Действует до", help_text=f"Последний день, например 31.12.2027. {_UNSTATED}", required=False)


def _number() -> forms.CharField:
    return forms.CharField(
        label="Номер доверенности",
        help_text="Если его нет, оставьте пустым",
        required=False,
        max_length=60,
        error_messages={"max_length": "Слишком длинный номер: не больше 60 знаков."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


_UNSTATED = FIRST.told(
    "Если срок в доверенности не назван, оставьте пустым: она действует {power_without_term} со дня выдачи"
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
    number = _number()
    issued_on = _given_on("Например, 10.01.2026. Скан приложите на следующей странице")
    basis = forms.CharField(
        label="Другое основание",
        help_text="Если действует не по доверенности: устав, приказ, закон (родитель, опекун)",
        required=False,
        max_length=300,
        error_messages={"max_length": "Слишком длинный текст: не больше 300 знаков."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    until = _until()

    def clean(self) -> None:
        """Ask the ground of whoever acts by a power of attorney (ГК РФ, ст. 185)."""
        given = self.cleaned_data
        wrong = {"issued_on", "basis"}.intersection(self.errors)
        if given.get("number") and not given.get("issued_on") and not wrong:
            self.add_error("issued_on", "Напишите дату доверенности: без даты она ничтожна.")
        grounds = given.get("issued_on") or given.get("basis") or given.get("number") or wrong
        if given.get("role") == MemberRole.REPRESENTATIVE and not grounds:
            text = "Назовите документ: представитель действует по доверенности или закону."
            self.add_error("issued_on", text)

    @property
    def invitation(self) -> Invitation:
        """The invitation as it was filled in."""
        given = self.cleaned_data
        told = {name: given[name] for name in ("name", "email", "role", "basis", "until")}
        power = None
        if given["issued_on"]:
            power = PowerTold(number=given["number"], issued_on=given["issued_on"], until=given["until"])
        return Invitation(**told, power=power)


class PowerForm(forms.Form):
    """A power of attorney with its scan; `lacking` is the one whose scan alone lacks."""

    use_required_attribute = False

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    number = _number()
    issued_on = _given_on("Например, 10.01.2026", required=True)
    until = _until()
    scan = forms.FileField(
        label="Скан или снимок доверенности",
        help_text=f"Все страницы одним файлом. {LIMITS_TEXT}",
        allow_empty_file=True,
        error_messages={"required": "Выберите файл доверенности."},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *posted: Any, lacking: MemberPower | None = None, **how: Any) -> None:
        if lacking is not None:
            until = lacking.until if lacking.is_stated else None
            how["initial"] = {"number": lacking.number, "issued_on": lacking.issued_on, "until": until}
        super().__init__(*posted, **how)

    @property
    def told(self) -> PowerTold:
        """The power as it was filled in."""
        given = self.cleaned_data
        return PowerTold(number=given["number"], issued_on=given["issued_on"], until=given["until"])


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

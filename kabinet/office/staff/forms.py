"""Forms about the operator's people."""

from typing import Any
from uuid import UUID

from django import forms

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import OPERATOR_ROLES, Role, User
from kabinet.accounts.people import Post
from kabinet.accounts.standing_in import Absences
from kabinet.office.people import People, away_told, name_of
from kabinet.office.staff.kept import KeptCases
from kabinet.office.staff.services import post_of
from kabinet.ui.typed import PersonNameField

_FILL = {"required": "Заполните это поле."}


class PersonForm(forms.Form):
    """The name and the post."""

    use_required_attribute = False

    name = PersonNameField(
        label="Фамилия, имя, отчество",
        help_text="Имя увидят коллеги и заявители.",
        max_length=255,
        error_messages=_FILL,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="Роль",
        choices=[(role.value, role.label) for role in OPERATOR_ROLES],
        help_text=(
            "Специалист ведёт дела. Руководитель распределяет их, видит все очереди и статистику, правит "
            "шаблоны ответов. Администратор ведёт сотрудников и справочники, дел заявителей не видит."
        ),
        error_messages={"required": "Выберите роль."},
        widget=forms.RadioSelect,
    )
    work = forms.MultipleChoiceField(
        label="С чем работает специалист",
        choices=[("applications", "Заявки"), ("appeals", "Обращения")],
        help_text="Руководитель работает с тем и другим.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def post(self) -> Post:
        """The post as it was chosen."""
        work = self.cleaned_data["work"]
        return Post(
            role=self.cleaned_data["role"],
            handles_applications="applications" in work,
            handles_appeals="appeals" in work,
        )


class InvitationForm(PersonForm):
    """Whom to invite."""

    email = forms.EmailField(
        label="Рабочий e-mail",
        help_text="Станет логином. На него придёт ссылка, по которой сотрудник задаст пароль.",
        max_length=254,
        error_messages={**_FILL, "invalid": "Это не похоже на e-mail. Пример: ivanova@example.ru."},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "inputmode": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    field_order = ("email", "name", "role", "work")


class HandoverForm(forms.Form):
    """To whom all open cases of a person go, and which of them; `kept` is what the person keeps."""

    use_required_attribute = False

    what = forms.MultipleChoiceField(
        label="Что передать",
        error_messages={"required": "Отметьте, что передать: заявки, обращения или то и другое."},
        widget=forms.CheckboxSelectMultiple,
    )
    taker = forms.ChoiceField(
        label="Кому передать",
        error_messages={
            "required": "Выберите из списка, кому передать дела.",
            "invalid_choice": "Этого сотрудника больше нет в списке. Выберите другого.",
        },
    )
    note = forms.CharField(
        label="Что важно знать",
        help_text="Станет внутренней заметкой каждой заявки и войдёт в письмо: заявители её не увидят.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, typed: Any = None, *, giver: User, kept: KeptCases, people: People, away: Absences
    ) -> None:
        super().__init__(typed, initial={"what": sorted(kept.duties)})
        self.people = people
        able = [one for one in people.values() if one.is_active and one.handles_cases and one.pk != giver.pk]
        # Both kinds, also of none: what is left may change while the form is filled in.
        what, taker = self.fields["what"], self.fields["taker"]
        assert isinstance(what, forms.ChoiceField) and isinstance(taker, forms.ChoiceField)  # noqa: S101, PT018
        what.choices = [
            (Duty.APPLICATIONS, f"Заявки ({kept.applications})"),
            (Duty.APPEALS, f"Обращения ({kept.appeals})"),
        ]
        taker.choices = [
            ("", "Выберите из списка"),
            *((str(one.pk), _label(one, away)) for one in able),
        ]

    @property
    def chosen(self) -> User | None:
        """Who was chosen."""
        return self.people.get(UUID(self.cleaned_data["taker"]))


def _label(person: User, away: Absences) -> str:
    found = away.get(person.pk)
    return f"{name_of(person)} — {post_of(person).lower()}{f', {away_told(found)}' if found else ''}"


def initial_of(person: User) -> dict[str, object]:
    """What the form of a person begins with."""
    works = person.role == Role.SPECIALIST
    chosen = (("applications", person.handles_applications), ("appeals", person.handles_appeals))
    return {
        "name": person.name,
        "role": person.role,
        "work": [name for name, does in chosen if does and works],
    }

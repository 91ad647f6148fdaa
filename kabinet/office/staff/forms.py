"""Forms about the operator's people."""

from django import forms

from kabinet.accounts.models import OPERATOR_ROLES, Role, User
from kabinet.accounts.people import Post
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


def initial_of(person: User) -> dict[str, object]:
    """What the form of a person begins with."""
    works = person.role == Role.SPECIALIST
    chosen = (("applications", person.handles_applications), ("appeals", person.handles_appeals))
    return {
        "name": person.name,
        "role": person.role,
        "work": [name for name, does in chosen if does and works],
    }

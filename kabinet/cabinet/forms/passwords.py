"""Forms about passwords and the e-mail: signing in, recovery, changes."""

from django import forms

from kabinet.accounts.models import User
from kabinet.accounts.passwords import ADVICE, password_problems

FILL = {"required": "Заполните это поле."}


def email_field(
    *, label: str = "E-mail", help_text: str = "", autocomplete: str = "username"
) -> forms.EmailField:
    """An e-mail: a plain text input, because browsers rewrite Cyrillic domains in one of type=email."""
    return forms.EmailField(
        label=label,
        help_text=help_text,
        max_length=254,
        error_messages={
            **FILL,
            "invalid": "Это не похоже на e-mail. Пример: ivanov@example.ru.",
            "max_length": "Слишком длинный e-mail: не больше 254 знаков.",
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": autocomplete,
                "inputmode": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )


def password_field(
    *, label: str = "Пароль", help_text: str = "", autocomplete: str = "current-password"
) -> forms.CharField:
    """A password: never sent back to the page, taken exactly as typed."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        error_messages=FILL,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete, "data-password": ""}),
    )


class UnlockForm(forms.Form):
    """The password of a session that waits for its person to come back."""

    use_required_attribute = False

    password = password_field()


class LoginForm(forms.Form):
    """E-mail and password; the e-mail is any text, since a mistake in it is just a wrong login."""

    use_required_attribute = False

    email = forms.CharField(
        label="E-mail",
        error_messages=FILL,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "inputmode": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    password = password_field()


class RecoveryForm(forms.Form):
    """The e-mail that the control string is sent to."""

    use_required_attribute = False

    email = email_field(help_text="Тот, что вы указали при регистрации")


class NewPasswordForm(forms.Form):
    """A new password, twice; `user` is whom it has to be unlike."""

    use_required_attribute = False

    password = password_field(label="Новый пароль", help_text=ADVICE, autocomplete="new-password")
    password_again = password_field(label="Новый пароль ещё раз", autocomplete="new-password")

    def __init__(self, *args: object, user: User | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.user = user or User()

    def clean_password(self) -> str:
        """Refuse a weak password."""
        password: str = self.cleaned_data["password"]
        if problems := password_problems(password, self.user):
            raise forms.ValidationError(problems)
        return password

    def clean(self) -> None:
        """Refuse two different passwords."""
        refuse_different(self)


class RecoveryPasswordForm(NewPasswordForm):
    """The control string of the letter and the new password."""

    string = forms.CharField(
        label="Контрольная строка",
        help_text="Из письма: пять групп по четыре знака. Пробелы, дефисы и регистр не важны.",
        error_messages=FILL,
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    field_order = ("string", "password", "password_again")


class PasswordChangeForm(NewPasswordForm):
    """The current password and the new one."""

    current = password_field(label="Текущий пароль")
    field_order = ("current", "password", "password_again")


class EmailChangeForm(forms.Form):
    """The new e-mail and the password that shows who asks."""

    use_required_attribute = False

    new_email = email_field(
        label="Новый e-mail",
        help_text="На него придёт письмо со ссылкой для подтверждения",
        autocomplete="email",
    )
    password = password_field(label="Текущий пароль")


def refuse_different(form: forms.BaseForm) -> None:
    """Say beside the second password that it differs from the first."""
    first, second = form.cleaned_data.get("password"), form.cleaned_data.get("password_again")
    if first is not None and second is not None and first != second:
        form.add_error("password_again", "Пароли не совпадают: введите в оба поля один и тот же.")

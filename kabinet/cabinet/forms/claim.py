"""«У меня есть код из офиса»: the number, the code, and what registration asks of a login."""

from django import forms
from django.utils.html import format_html

from kabinet.accounts.models import User
from kabinet.accounts.passwords import ADVICE, password_problems
from kabinet.applicants import purposes
from kabinet.applicants.lookup import identifier_in
from kabinet.cabinet.forms.applicant import (
    ACQUAINTED,
    EMAIL_NOTICES,
    LOGIN_HINT,
    PROCESSING,
    consent_link,
)
from kabinet.cabinet.forms.passwords import FILL, email_field, password_field, refuse_different
from kabinet.law.errors import Malformed
from kabinet.ui.consents import ConsentField


class ClaimForm(forms.Form):
    """Whose cabinet it is and with what it is entered from now on."""

    use_required_attribute = False

    number = forms.CharField(
        label="СНИЛС или ИНН",
        help_text="СНИЛС — для граждан, ИНН — для предпринимателей и организаций",
        max_length=40,
        error_messages=FILL,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    string = forms.CharField(
        label="Код из офиса",
        help_text="Пять групп по четыре знака. Пробелы, дефисы и регистр не важны.",
        max_length=200,
        error_messages=FILL,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    email = email_field(help_text=LOGIN_HINT)
    password = password_field(help_text=ADVICE, autocomplete="new-password")
    password_again = password_field(label="Пароль ещё раз", autocomplete="new-password")
    consent = ConsentField(
        label=PROCESSING,
        error_messages={"required": "Без этого согласия открыть кабинет нельзя."},
    )
    email_notices = ConsentField(label=EMAIL_NOTICES, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["consent"].help_text = format_html("{} {}", ACQUAINTED, consent_link(purposes.PROCESSING))
        self.fields["email_notices"].help_text = consent_link(purposes.EMAIL_NOTICES)

    def clean_number(self) -> str:
        """Refuse a number that nobody can have."""
        number: str = self.cleaned_data["number"]
        try:
            identifier = identifier_in(number)
        except Malformed as fault:
            raise forms.ValidationError(str(fault)) from None
        if identifier.column == "ogrn":
            raise forms.ValidationError("Введите СНИЛС (11 цифр) или ИНН (10 или 12 цифр).")
        return identifier.value

    def clean(self) -> None:
        """Refuse a weak password and two different ones."""
        if (password := self.cleaned_data.get("password")) is not None:
            for problem in password_problems(password, User(email=self.cleaned_data.get("email", ""))):
                self.add_error("password", problem)
        refuse_different(self)

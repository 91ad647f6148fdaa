"""The forms about consents and the end of an account."""

from django import forms

from kabinet.cabinet.forms.passwords import password_field
from kabinet.ui.consents import ConsentField


class ProcessingAgainForm(forms.Form):
    """Giving again the consent that was withdrawn."""

    use_required_attribute = False

    consent = ConsentField(
        label="Я согласен(а) на обработку персональных данных",
        error_messages={"required": "Поставьте отметку, если снова даёте согласие."},
    )


class OwnDataForm(forms.Form):
    """Asking for all of one's data: the password, as they are all that there is."""

    use_required_attribute = False

    password = password_field(label="Текущий пароль")


class ClosingForm(forms.Form):
    """Closing the account: the password, as an open session alone is not enough for what is for good."""

    use_required_attribute = False

    password = password_field(label="Текущий пароль")

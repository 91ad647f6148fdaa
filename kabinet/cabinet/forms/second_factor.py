"""Forms of the second factor: one field each."""

from django import forms

from kabinet.cabinet.forms.passwords import FILL


class TelephoneCodeForm(forms.Form):
    """The six digits that the telephone shows now."""

    use_required_attribute = False

    code = forms.CharField(
        label="Код из приложения",
        help_text="Шесть цифр. Код меняется каждые полминуты, один и тот же второй раз не подойдёт.",
        max_length=40,
        error_messages=FILL,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "data-width": "10",
            }
        ),
    )


class RecoveryCodeForm(forms.Form):
    """One of the ten codes that stand in for the telephone."""

    use_required_attribute = False

    code = forms.CharField(
        label="Резервный код",
        help_text="Один из десяти, которые вы сохранили. Пробелы, дефисы и регистр не важны.",
        max_length=40,
        error_messages=FILL,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-width": "20",
            }
        ),
    )


class PasskeyForm(forms.Form):
    """What a new key is called; the key itself the browser's script adds."""

    use_required_attribute = False

    name = forms.CharField(
        label="Название ключа",
        help_text="Чтобы отличать его от других: «Рабочий ноутбук», «Телефон», «Токен».",
        max_length=60,
        error_messages={**FILL, "max_length": "Слишком длинное название: не больше 60 знаков."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": "20"}),
    )

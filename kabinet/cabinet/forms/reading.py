"""The form of readings; what is refused besides numbers and days, the domain says."""

from django import forms

_NUMBER = {
    "required": "Заполните это поле.",
    "invalid": "Напишите число, например 12345 или 12345,6.",
    "max_digits": "Слишком длинное число.",
    "max_whole_digits": "Слишком длинное число.",
    "max_decimal_places": "После запятой не больше двух знаков.",
}


def _value(label: str, help_text: str, *, required: bool) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=required,
        max_digits=12,
        decimal_places=2,
        localize=True,
        error_messages=_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-width": "20"}),
    )


class ReadingForm(forms.Form):
    """What a meter shows."""

    use_required_attribute = False

    meter = forms.CharField(
        label="Номер прибора учёта", help_text="Стоит на самом приборе.", error_messages=_NUMBER
    )
    place = forms.CharField(label="Адрес, где стоит прибор", error_messages=_NUMBER)
    value = _value("Показания, кВт·ч", "Если прибор двухтарифный — дневные (Т1).", required=True)
    night = _value("Ночные показания (Т2), кВт·ч", "Если прибор двухтарифный.", required=False)
    replaced = forms.BooleanField(
        label="Считать заново: прибор заменили или прежние показания ошибочны", required=False
    )
    on = forms.DateField(
        label="На какой день",
        help_text="Например, 21.01.2027",
        error_messages={"required": "Напишите дату.", "invalid": "Напишите дату так: 21.01.2027."},
        widget=forms.DateInput(attrs={"data-mask": "date", "inputmode": "numeric", "autocomplete": "off"}),
    )

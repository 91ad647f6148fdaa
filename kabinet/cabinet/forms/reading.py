"""The form of readings; what is refused besides numbers and days, the domain says."""

from typing import Any

from django import forms

from kabinet.core.values import without_unit
from kabinet.law.power import read_decimal
from kabinet.ui.typed import day

UNIT = "кВт·ч"
_NUMBER = {
    "required": "Заполните это поле.",
    "invalid": "Напишите число, например 12345 или 12345,6.",
    "max_digits": "Слишком длинное число.",
    "max_whole_digits": "Слишком длинное число.",
    "max_decimal_places": "После запятой не больше двух знаков.",
}


class MeteredField(forms.DecimalField):
    """Kilowatt-hours, with or without the unit that the label prints."""

    def to_python(self, value: Any) -> Any:
        """Read the number, its thousands parted or not."""
        number = read_decimal(without_unit(value, UNIT)[0]) if isinstance(value, str) else None
        return super().to_python(value if number is None else number)


def _value(label: str, help_text: str, *, required: bool) -> MeteredField:
    return MeteredField(
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
    value = _value(f"Показания, {UNIT}", "Если прибор двухтарифный — дневные (Т1).", required=True)
    night = _value(f"Ночные показания (Т2), {UNIT}", "Если прибор двухтарифный.", required=False)
    replaced = forms.BooleanField(
        label="Считать заново: прибор заменили или прежние показания ошибочны", required=False
    )
    on = day("На какой день", help_text="Например, 21.01.2027", error_messages={"required": "Напишите дату."})

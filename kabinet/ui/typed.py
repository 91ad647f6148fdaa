"""Fields of plain forms whose text is read as the questions read theirs: days, sums, people's names."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kabinet.core.dates import clean_date, clean_past_date
from kabinet.core.values import storable
from kabinet.law.errors import Malformed
from kabinet.law.naming import with_capitals
from kabinet.ui.wording import ru_date

FILL = {"required": "Заполните это поле."}


class TypedField(forms.CharField):
    """A text that `clean_typed` turns into a value; empty is None."""

    def __init__(
        self,
        clean_typed: Callable[[str], Any],
        *,
        width: int = 20,
        error_messages: dict[str, str] | None = None,
        attrs: dict[str, str] | None = None,
        **options: Any,
    ) -> None:
        self.clean_typed = clean_typed
        super().__init__(
            error_messages={**FILL, **(error_messages or {})},
            widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": str(width), **(attrs or {})}),
            **{"max_length": 40, **options},
        )

    def prepare_value(self, value: Any) -> Any:
        """Show a day as people write it."""
        return ru_date(value) if isinstance(value, date) else value

    def clean(self, value: Any) -> Any:
        """Read the value. Raises ValidationError with what is wrong."""
        text = super().clean(storable(value) if isinstance(value, str) else value)
        if not text:
            return None
        try:
            return self.clean_typed(text)
        except Malformed as refusal:
            raise ValidationError(str(refusal)) from None


def day(label: str, *, past: bool = False, **options: Any) -> TypedField:
    """A date, written by numbers or with the month in a word; `past`: today at the latest."""
    attrs = {"inputmode": "numeric", "data-mask": "date"}
    clean = clean_past_date if past else clean_date
    return TypedField(clean, label=label, width=10, attrs=attrs, **options)


class PersonNameField(forms.CharField):
    """The name of a person, with its capital letters where none were typed."""

    def clean(self, value: Any) -> str:
        """Give the name as it is kept."""
        return with_capitals(super().clean(value))

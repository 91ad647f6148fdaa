"""The tick of a consent: an act each time (152-ФЗ, ст. 9), so nothing but the person ever sets it."""

from typing import Any

from django import forms


class ConsentField(forms.BooleanField):
    """A box that the browser's copy passes over; of what is stored only a standing consent ticks it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.CheckboxInput(attrs={"data-no-draft": True, "autocomplete": "off"})
        super().__init__(widget=widget, **options)

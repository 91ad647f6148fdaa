"""The form in which a person chooses how letters come."""

from typing import Any

from django import forms

from kabinet.notifications.choosing import ways_for
from kabinet.notifications.kinds import EXAMPLES, OBLIGED, TITLES, Group
from kabinet.notifications.models import Way


class ChoiceForm(forms.Form):
    """A choice about each group that letters may be chosen of; `consented`: to notices by e-mail."""

    use_required_attribute = False

    def __init__(self, posted: Any, *, chosen: dict[Group, Way], consented: bool) -> None:
        super().__init__(posted, initial={str(group): way for group, way in chosen.items()})
        for group in Group:
            if consented or group in OBLIGED:
                self.fields[group] = forms.ChoiceField(
                    label=TITLES[group],
                    help_text=EXAMPLES[group],
                    choices=[(way.value, way.label.capitalize()) for way in ways_for(group)],
                    widget=forms.RadioSelect,
                    error_messages={"required": "Выберите одно из перечисленного."},
                )

    @property
    def ways(self) -> dict[Group, Way]:
        """What was chosen."""
        return {Group(name): Way(value) for name, value in self.cleaned_data.items()}

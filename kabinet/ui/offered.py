"""The input of a text that is mostly one of a few: choices, and a field for another one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

OWN = "own"
"""The choice «another», and the end of the name of its field: «supplier-own»."""


class Offered(forms.Widget):
    """Radios of the offered texts; the last one opens a field of one's own."""

    use_fieldset = True
    template_name = "components/offered.html"

    def __init__(
        self, offered: Sequence[tuple[str, str]], own: tuple[str, str], attrs: dict[str, Any] | None = None
    ) -> None:
        self.offered = offered
        self.own = own
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Which choice is made, and what was typed instead of the offered ones."""
        context = super().get_context(name, value, attrs)
        text = str(value or "")
        own = text if text not in dict(self.offered) else ""
        context["widget"] |= {
            "options": [
                {"value": one, "label": label, "checked": one == text} for one, label in self.offered
            ],
            "own": own,
            "own_name": f"{name}-{OWN}",
            "own_value": OWN,
            "own_choice": self.own[0],
            "own_label": self.own[1],
        }
        return context

    def id_for_label(self, id_: str) -> str:
        """The first of the radios: a fieldset cannot be typed into."""
        return f"{id_}_0" if id_ else id_


def offered_text(data: Mapping[str, Any], name: str) -> Any:
    """What was posted: the choice, or the text of one's own where that is chosen."""
    chosen, own = data.get(name), f"{name}-{OWN}"
    return data.get(own) if chosen == OWN and own in data else chosen

"""Supplying what is missing: the applicant ticks what of the request they supply (861, п. 15)."""

from collections.abc import Mapping
from typing import Any

from django import forms

from kabinet.correspondence.compose import MessageForm


class SupplyForm(MessageForm):
    """The points of the request, a text and files."""

    points = forms.MultipleChoiceField(
        label="Что вы представляете",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Отметьте, что из запрошенного вы представляете.",
            "invalid_choice": "Запрос изменился: отметьте заново.",
        },
    )

    field_order = ("points", "text", "uploads")

    def __init__(self, asked: list[str], brought: Mapping[str, str], *posted: Any, **how: Any) -> None:
        """`brought`: how a point was brought by the applicant's word, for those that were."""
        super().__init__(*posted, **how)
        self.asked, self.brought = asked, brought
        field = self.fields["points"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [
                (str(number), f"{point} ({brought[point]})" if point in brought else point)
                for number, point in enumerate(asked)
            ]

    def told(self, text: str) -> str:
        """What the conversation says: the points that are supplied, those that are not, and the text."""
        ticked = set(self.cleaned_data["points"])
        supplied = [point for number, point in enumerate(self.asked) if str(number) in ticked]
        others = [point for number, point in enumerate(self.asked) if str(number) not in ticked]
        parts = [
            _listed("Представлено:", supplied),
            _listed("Принесено:", [f"{one} ({self.brought[one]})" for one in others if one in self.brought]),
            _listed("Пока не представлено:", [one for one in others if one not in self.brought]),
            text.strip(),
        ]
        return "\n\n".join(part for part in parts if part)


def _listed(title: str, points: list[str]) -> str:
    return "\n".join([title, *(f"– {point}" for point in points)]) if points else ""

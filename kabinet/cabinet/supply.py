"""Supplying what is missing: the applicant ticks what of the request they supply (861, п. 15)."""

import re
from typing import Any

from django import forms

from kabinet.applications.models import Application
from kabinet.applications.rules.states import Action
from kabinet.correspondence.compose import MessageForm

_POINT = re.compile(r"^\s*(?:[-–—•*]|\d{1,2}[.)])\s+(.+?)[\s;.]*$")
_MOST_POINTS = 40
_WHOLE = "Всё, о чём написал специалист"


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

    def __init__(self, asked: list[str], *posted: Any, **how: Any) -> None:
        super().__init__(*posted, **how)
        self.asked = asked
        field = self.fields["points"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(number), point) for number, point in enumerate(asked)]

    def told(self, text: str) -> str:
        """What the conversation says: the points that are supplied, those that are not, and the text."""
        ticked = set(self.cleaned_data["points"])
        supplied = [point for number, point in enumerate(self.asked) if str(number) in ticked]
        left = [point for number, point in enumerate(self.asked) if str(number) not in ticked]
        parts = [_listed("Представлено:", supplied), _listed("Пока не представлено:", left), text.strip()]
        return "\n\n".join(part for part in parts if part)


def _listed(title: str, points: list[str]) -> str:
    return "\n".join([title, *(f"– {point}" for point in points)]) if points else ""


def asked_points(application: Application) -> list[str]:
    """The points of the last request: its lines after a dash or a number; else all of it at once."""
    asked = (Action.REQUEST_DOCUMENTS, Action.SUPPLY_PART)
    request = application.history.filter(action__in=asked).order_by("at", "id").last()
    lines = request.comment.splitlines() if request else []
    points = [found[1] for line in lines if (found := _POINT.match(line))]
    return points[:_MOST_POINTS] or [_WHOLE]

"""Inserting a template into the form of an answer: what a card's view and its page need for it.

The page includes office/template_choice.html inside the form; its button «Вставить» posts the whole form to
the same address, so it works without scripts. The view then shows the form again with the text from here.
"""

from collections.abc import Iterable
from typing import Any

from kabinet.core.ids import read_id
from kabinet.office.access import OfficeRequest
from kabinet.office.models import AnswerTemplate
from kabinet.office.templates.answers import fill_template
from kabinet.office.templates.fields import reader

INSERT = "insert_template"


def template_choices(purpose: str) -> Iterable[AnswerTemplate]:
    """The templates of a purpose by title, without their texts."""
    return AnswerTemplate.objects.filter(purpose=purpose).only("title").order_by("title", "pk")


def text_with_template(request: OfficeRequest, *, purpose: str, case: Any, field: str = "text") -> str | None:
    """What is typed in a field and behind it the chosen template, if «Вставить» was pressed; else None."""
    if INSERT not in request.POST:
        return None
    typed = request.POST.get(field, "")
    chosen = read_id(request.POST.get("template"))
    template = AnswerTemplate.objects.filter(pk=chosen, purpose=purpose).first() if chosen else None
    if template is None:
        return typed
    filled = fill_template(template.text, reader(purpose, case, request.user))
    return f"{typed.rstrip()}\n\n{filled}" if typed.strip() else filled

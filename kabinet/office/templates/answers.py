"""Templates of answers: their filling in, every write.

A text is only ever searched for `{{ field }}` of the known fields; it is never given to a template engine.
"""

import re
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from kabinet.accounts.models import User
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable
from kabinet.correspondence.services import MAX_TEXT
from kabinet.office.models import AnswerTemplate
from kabinet.office.templates.fields import FIELDS

MOST = 200
"""Templates of one purpose: a list to choose from, not an archive."""
_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class TemplateRefused(DomainError):
    """Something about the title or the text is wrong; `field` says which."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


class TemplateStale(DomainError):
    """Somebody saved another text after this one was opened; `template` is it."""

    def __init__(self, template: AnswerTemplate) -> None:
        self.template = template
        who = template.updated_by.name or template.updated_by.email
        super().__init__(
            f"Пока вы правили шаблон, его изменил другой сотрудник: {who}. Его текст показан ниже; ваш "
            "остался в поле и заменит его, если сохранить ещё раз."
        )


def fill_template(text: str, read: Callable[[str], str | None]) -> str:
    """The text with its fields filled in; a field without a value stays as «[срок]» for the author to see."""
    return _FIELD.sub(lambda found: read(found[1].lower()) or f"[{found[1]}]", text)


@transaction.atomic
def save_template(
    *,
    template: AnswerTemplate | None,
    seen: datetime | None,
    title: str,
    purpose: str,
    text: str,
    by: User,
    address: str | None,
    at: datetime,
) -> AnswerTemplate:
    """Make a template (None) or change it as it was `seen`. Raises TemplateRefused, TemplateStale."""
    title, text = " ".join(storable(title).split()), storable(text).replace("\r\n", "\n").strip()
    _check(title, text, purpose)
    if template is None:
        if AnswerTemplate.objects.filter(purpose=purpose).count() >= MOST:
            raise TemplateRefused("title", f"Шаблонов уже {MOST}: удалите ненужные.")
        saved, act = AnswerTemplate(), "template.created"
    else:
        saved, act = _locked(template), "template.changed"
        if saved.updated_at != seen:
            raise TemplateStale(saved)
    saved.title, saved.purpose, saved.text = title, purpose, text
    saved.updated_at, saved.updated_by = at, by
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise TemplateRefused("title", "Шаблон с таким названием уже есть. Назовите иначе.") from None
    _record(act, saved, by, address, at)
    return saved


@transaction.atomic
def remove_template(*, template: AnswerTemplate, by: User, address: str | None, at: datetime) -> None:
    """Remove a template; what was written with it stays. A repeated removal changes nothing."""
    removed = AnswerTemplate.objects.select_for_update().filter(pk=template.pk).first()
    if removed is None:
        return
    _record("template.removed", removed, by, address, at)
    removed.delete()


def _check(title: str, text: str, purpose: str) -> None:
    if not title:
        raise TemplateRefused("title", "Назовите шаблон.")
    if not text:
        raise TemplateRefused("text", "Напишите текст шаблона.")
    if len(text) > MAX_TEXT:
        raise TemplateRefused("text", f"Слишком длинный текст: не больше {MAX_TEXT} знаков.")
    for name in _FIELD.findall(text):
        if name.lower() in FIELDS[purpose]:
            continue
        if any(name.lower() in fields for fields in FIELDS.values()):
            raise TemplateRefused("text", f"Поле «{name}» есть только у шаблонов другого назначения.")
        raise TemplateRefused("text", f"Нет поля «{name}». Те, что есть, перечислены под текстом.")
    if "{{" in (rest := _FIELD.sub("", text)) or "}}" in rest:
        raise TemplateRefused("text", "Поле пишется в двойных скобках с обеих сторон: {{ номер }}.")


def _locked(template: AnswerTemplate) -> AnswerTemplate:
    rows = AnswerTemplate.objects.select_for_update(of=("self",)).select_related("updated_by")
    found = rows.filter(pk=template.pk).first()
    if found is None:
        raise TemplateRefused("title", "Шаблон уже удалён. Скопируйте текст и создайте новый.")
    return found


def _record(act: str, template: AnswerTemplate, by: User, address: str | None, at: datetime) -> None:
    details = {"title": template.title, "purpose": template.purpose, "text": template.text}
    journal.record(
        act=act, subject=f"template:{template.pk}", by=by.pk, at=at, address=address, details=details
    )

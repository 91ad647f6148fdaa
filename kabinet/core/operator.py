"""The grid operator as every page and letter names it: KABINET_OPERATOR_* and what the administrator changed.

The full name and the address stand in consents, contracts and printed forms, whose texts are kept: they
change in the settings alone.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.models import OperatorDetails
from kabinet.core.values import storable

EDITABLE = ("name", "phone", "email", "hours", "hotline", "hotline_hours", "accent")
OPTIONAL = ("hotline", "hotline_hours")
LONGEST = 100
KEPT_SECONDS = 60
"""How long a process may show what another one has changed since: no query for it on every page."""
CACHE_KEY = "operator_details"


class DetailRefused(DomainError):
    """A detail is empty or not of its kind; `field` says which."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


def operator() -> Any:
    """The details of now, with the attributes of `settings.OPERATOR`."""
    changed = cache.get(CACHE_KEY)
    if changed is None:
        changed = _changed(OperatorDetails.objects.first())
        cache.set(CACHE_KEY, changed, KEPT_SECONDS)
    return replace(settings.OPERATOR, **changed)


@transaction.atomic
def change_operator(*, details: Mapping[str, str], by: UUID, address: str | None, at: datetime) -> None:
    """Keep the details of EDITABLE that differ from the settings; the others follow the settings again.

    Raises DetailRefused.
    """
    cleaned = {field: " ".join(storable(details[field]).split()) for field in EDITABLE}
    _check(cleaned)
    kept = {
        field: value if value != getattr(settings.OPERATOR, field) else "" for field, value in cleaned.items()
    }
    row, _created = OperatorDetails.objects.select_for_update().get_or_create(pk=1)
    changed = {field: cleaned[field] for field in EDITABLE if kept[field] != getattr(row, field)}
    if not changed:
        return
    for field, value in kept.items():
        setattr(row, field, value)
    row.save()
    journal.record(act="operator.changed", subject="operator", by=by, at=at, address=address, details=changed)
    transaction.on_commit(lambda: cache.set(CACHE_KEY, _changed(row), KEPT_SECONDS))


def _changed(row: OperatorDetails | None) -> dict[str, str]:
    return {field: value for field in EDITABLE if row and (value := getattr(row, field))}


def _check(details: Mapping[str, str]) -> None:
    for field, value in details.items():
        if not value and field not in OPTIONAL:
            raise DetailRefused(field, "Заполните это поле.")
        if len(value) > LONGEST:
            raise DetailRefused(field, f"Слишком длинно: не больше {LONGEST} знаков.")
    if details["hotline"] and not details["hotline_hours"]:
        raise DetailRefused("hotline_hours", "Напишите часы горячей линии. По приказу № 186 — круглосуточно.")
    try:
        validate_email(details["email"])
    except ValidationError:
        raise DetailRefused("email", "Это не похоже на e-mail. Пример: support@example.ru.") from None
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", details["accent"]):
        raise DetailRefused("accent", "Цвет пишется как #0b5cad.")

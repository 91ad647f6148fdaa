"""Topics of appeals: the administrator's writes.

The code stands in the numbers of appeals («13620/01/ЛК»), so it never changes. Topics are not removed: one
that is not wanted is no longer offered.
"""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from kabinet.accounts.models import User
from kabinet.appeals.models import Topic
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable

LONGEST_TERM = 365
LONGEST = {"title": 200, "act": 200, "paragraph": 100}


class TopicRefused(DomainError):
    """Something about the topic is wrong; `field` says which."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


@transaction.atomic
def save_topic(
    *,
    topic: Topic | None,
    code: str,
    title: str,
    days: int,
    extended_days: int | None,
    unit: str,
    act: str,
    paragraph: str,
    complaint: bool,
    urgent: bool,
    active: bool,
    order: int,
    by: User,
    address: str | None,
    at: datetime,
) -> Topic:
    """Add a topic (None) or change one; `code` counts for a new one alone.

    Terms of appeals already sent stay as they were counted. Raises TopicRefused.
    """
    texts = {
        name: " ".join(storable(text).split())
        for name, text in (("title", title), ("act", act), ("paragraph", paragraph))
    }
    _check(texts, days, extended_days)
    if topic is None:
        if not re.fullmatch(r"[0-9]{2}", code):
            raise TopicRefused("code", "Код — две цифры, например 07: он войдёт в номера обращений.")
        saved = Topic(code=code)
    else:
        # Every topic is locked, so that two administrators do not close the last two at once.
        topics = {one.pk: one for one in Topic.objects.select_for_update().order_by("pk")}
        saved = topics[topic.pk]
        if not active and not any(one.active for one in topics.values() if one.pk != saved.pk):
            raise TopicRefused("active", "Это единственная тема, которую видят заявители: откройте другую.")
    for name, value in {
        **texts, "days": days, "extended_days": extended_days, "unit": unit, "complaint": complaint,
        "urgent": urgent, "active": active, "order": order,
    }.items():  # fmt: skip
        setattr(saved, name, value)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise TopicRefused("code", "Тема с таким кодом уже есть.") from None
    did = "topic.created" if topic is None else "topic.changed"
    details = {
        "code": saved.code, **texts, "days": days, "extended_days": extended_days, "unit": unit,
        "urgent": urgent, "active": active,
    }  # fmt: skip
    journal.record(act=did, subject=f"topic:{saved.pk}", by=by.pk, at=at, address=address, details=details)
    return saved


def _check(texts: dict[str, str], days: int, extended_days: int | None) -> None:
    if not texts["title"]:
        raise TopicRefused("title", "Назовите тему.")
    if not texts["act"]:
        raise TopicRefused("act", "Укажите, каким актом установлен срок.")
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            raise TopicRefused(name, f"Слишком длинно: не больше {LONGEST[name]} знаков.")
    if not 1 <= days <= LONGEST_TERM:
        raise TopicRefused("days", f"Срок — от 1 до {LONGEST_TERM} дней.")
    if extended_days is not None and not days < extended_days <= LONGEST_TERM:
        told = f"Продлённый срок длиннее обычного, но не больше {LONGEST_TERM} дней."
        raise TopicRefused("extended_days", told)

"""Telling administrators once that something is wrong, and once that it is right again."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kabinet.accounts.models import Role, User
from kabinet.notifications.services import send_letter
from kabinet.watching.checks import Result, look_at_all
from kabinet.watching.found import Severity
from kabinet.watching.models import Alarm

CALM = timedelta(minutes=30)
"""What comes and goes within this time is one trouble: it is not told again and again."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _News:
    """What the letter tells."""

    wrong: list[Result] = field(default_factory=list)
    right: list[Result] = field(default_factory=list)


def watch(*, at: datetime) -> bool:
    """Make all checks and write a letter of what has become wrong, worse or right; whether there was one."""
    lines = look_at_all(at)
    with transaction.atomic():
        news = _News()
        alarms = {alarm.name: alarm for alarm in Alarm.objects.select_for_update()}
        for line in lines:
            _compare(line, alarms.pop(line.check.name, None), news, at)
        for alarm in alarms.values():  # of a check that this release does not make
            alarm.delete()
        if not (news.wrong or news.right):
            return False
        context = {"wrong": news.wrong, "right": news.right, "at": at}
        for address in _addresses():
            send_letter(kind="watching", recipient=address, context=context, at=at)
    for line in news.wrong:
        level = logging.ERROR if line.found.level == Severity.CRITICAL else logging.WARNING
        logger.log(level, "Not in order: %s", line.check.name)
    return True


def _compare(line: Result, alarm: Alarm | None, news: _News, at: datetime) -> None:
    """Change the row of one check by what it has found, and add what is new."""
    level = line.found.level
    if alarm is None:
        if level > Severity.OK:
            Alarm.objects.create(name=line.check.name, level=level, since=at)
            news.wrong.append(line)
    elif level > Severity.OK:
        if level > alarm.level:
            news.wrong.append(line)
        alarm.level, alarm.well_since = max(level, alarm.level), None
        alarm.save()
    elif alarm.well_since is None:
        alarm.well_since = at
        alarm.save()
    elif at - alarm.well_since >= CALM:
        alarm.delete()
        news.right.append(line)


def _addresses() -> list[str]:
    if settings.ALERT_EMAIL:
        return list(settings.ALERT_EMAIL)
    people = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    return [email for email in people.order_by("pk").values_list("email", flat=True) if email]

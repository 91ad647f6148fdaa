"""The operator's own days off and working days: written here, and the running terms counted anew."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.tasks import task

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.course.derive import derive
from kabinet.applications.models import Application
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.models import CalendarDay
from kabinet.law.working_days import is_working_day


class CalendarRefused(DomainError):
    """The day cannot be kept; the text says why."""


@transaction.atomic
def set_day(*, day: date, working: bool, reason: str, by: User, at: datetime) -> CalendarDay:
    """Make a day off or a working one for the operator, unlike the country; running terms are counted anew.

    Raises CalendarRefused without the duty, without a reason, or when the country has the day so already.
    """
    _refuse_without_duty(by)
    if not reason.strip():
        raise CalendarRefused("Напишите основание: закон или указ региона, приказ организации.")
    if is_working_day(day) is working:
        kind = "рабочий" if working else "выходной"
        raise CalendarRefused(f"{day:%d.%m.%Y} и без того {kind} день: менять нечего.")
    kept, _ = CalendarDay.objects.update_or_create(
        day=day, defaults={"working": working, "reason": reason.strip()[:200]}
    )
    _changed("calendar_day_set", day, {"working": working, "reason": kept.reason}, by, at)
    return kept


@transaction.atomic
def remove_day(*, day: date, by: User, at: datetime) -> None:
    """Let a day be as in the rest of the country; nothing happens when it is so. Raises CalendarRefused."""
    _refuse_without_duty(by)
    deleted, _ = CalendarDay.objects.filter(day=day).delete()
    if deleted:
        _changed("calendar_day_removed", day, {}, by, at)


def _refuse_without_duty(by: User) -> None:
    if Duty.ADMINISTRATION not in by.duties:
        raise CalendarRefused("Календарь меняет администратор.")


def _changed(act: str, day: date, details: dict[str, object], by: User, at: datetime) -> None:
    recount_terms.enqueue()
    journal.record(act=act, subject="calendar", by=by.pk, at=at, details={"day": day.isoformat(), **details})


@task
def recount_terms() -> None:
    """Count the running terms of every open application by the calendar as it is now."""
    for pk in Application.objects.open().values_list("pk", flat=True):
        _recount(pk)


@transaction.atomic
def _recount(pk: UUID) -> None:
    derive(Application.objects.select_for_update().get(pk=pk))

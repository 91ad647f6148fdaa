"""The days of what a specialist enters: which they may be, by which moment what came on one is ordered."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kabinet.core.errors import DomainError

FOUND_WITHIN = timedelta(days=366)
"""How long ago a paper may have come: what is older is a mistaken year."""


class DayImpossible(DomainError):
    """What is entered cannot have happened on that day, or has no day of its own."""


class DayOfReceiptRefused(DomainError):
    """The day cannot be that of the receipt."""


def check_receipt_day(day: date, *, today: date) -> None:
    """Raise DayOfReceiptRefused for a day that is ahead or longer ago than FOUND_WITHIN."""
    if day > today:
        raise DayOfReceiptRefused("Этот день ещё не наступил: укажите, когда это поступило.")
    if today - day > FOUND_WITHIN:
        raise DayOfReceiptRefused("С этого дня прошло больше года: проверьте, верно ли указан год.")


def moment_of(day: date, at: datetime) -> datetime:
    """The moment by which what came on `day` is ordered and dated: its entry, or the beginning of the day."""
    if day == timezone.localdate(at):
        return at
    return timezone.make_aware(datetime.combine(day, time()))

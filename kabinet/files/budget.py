"""How much one applicant may store in a day: nobody fills the disk of all the others."""

from datetime import datetime, timedelta

from django.db.models import Count, Min, Sum
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.files.limits import ZIP
from kabinet.files.models import StoredFile
from kabinet.files.refusals import NBSP, FileRefused

DAY = timedelta(days=1)
MOST_BYTES = 500 * 1024 * 1024
"""A hundred files of the largest size: more than any application needs."""
MOST_FILES = 300


def demand_budget(*, owner: User, name: str, at: datetime) -> None:
    """Raise FileRefused when the applicant has stored MOST_BYTES or MOST_FILES within a day.

    What was removed again is not counted. The operator's own people are not limited.
    """
    if owner.is_operator:
        return
    sent = StoredFile.objects.filter(owner=owner, uploaded_at__gt=at - DAY)
    stored = sent.exclude(content_type=ZIP.content_type).aggregate(
        files=Count("pk"), size=Sum("size"), first=Min("uploaded_at")
    )
    if stored["files"] < MOST_FILES and (stored["size"] or 0) < MOST_BYTES:
        return
    again = timezone.localtime(stored["first"] + DAY)
    raise FileRefused(
        name,
        f"Файл «{name}» не принят: за сутки вы загрузили файлов на {MOST_BYTES // 1024 // 1024}{NBSP}МБ "
        f"или больше {MOST_FILES}{NBSP}штук. Загрузите остальные после {again:%d.%m.%Y %H:%M}; "
        "всё загруженное сохранено.",
    )

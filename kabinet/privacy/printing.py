"""The act of a destruction with the extract of the journal (приказ Роскомнадзора № 179, пп. 3, 5): a PDF."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from kabinet.core.models import JournalEntry
from kabinet.core.operator import operator
from kabinet.files.limits import PDF
from kabinet.files.services import store_made
from kabinet.law.deadlines import Code
from kabinet.law.editions import law_at
from kabinet.printing import render
from kabinet.privacy.keeping import act_kept_until
from kabinet.privacy.models import Destruction

_TEMPLATE = "privacy/print_templates/destruction.typ"
_SYSTEM = "«Личный кабинет потребителя» (Kabinet): база данных и хранилище файлов"
_WAY = (
    "Удаление записей из базы данных и файлов из хранилища без возможности восстановления средствами "
    "портала; имя и e-mail в строке учётной записи заменены обезличенными. Из резервных копий данные уходят "
    "вместе с копиями."
)
_PORTAL = "Портал, автоматически"


@task
def make_act(destruction_id: str) -> None:
    """Print the act of a destruction that was carried out; nothing happens when it has one."""
    done = Destruction.objects.done().select_related("by").filter(pk=UUID(destruction_id), act=None).first()
    if done is None:
        return
    data = _data(done)
    pdf = render(_TEMPLATE, data)
    at = timezone.now()
    with transaction.atomic():
        locked = Destruction.objects.select_for_update().get(pk=done.pk)
        if locked.act_id is None:  # a second worker may have had the job
            locked.act = store_made(
                content=pdf, name=f"{data['title']}.pdf", kind=PDF, owner=locked.user, at=at
            )
            locked.save(update_fields=["act"])


def _data(done: Destruction) -> dict[str, Any]:
    details, day = operator(), timezone.localdate(done.done_at)
    entries = JournalEntry.objects.filter(
        act__startswith="data.", subject=f"user:{done.user_id}", details__destruction=str(done.pk)
    )
    kept = law_at(day).limits[Code.KEPT_DESTRUCTION_ACT]
    return {
        "title": f"Акт об уничтожении персональных данных от {day:%d.%m.%Y}",
        "dated_at": done.done_at,
        "number": str(done.pk),
        "operator": f"{details.full_name}, {details.address}",
        "subject": f"Учётная запись личного кабинета {done.user_id}",
        "by": (done.by.name or done.by.login) if done.by and done.by.is_operator else _PORTAL,
        "destroyed": [[title, number] for title, number in done.destroyed],
        "system": _SYSTEM,
        "way": _WAY,
        "reason": done.get_reason_display(),
        "done_at": done.done_at,
        "entries": [
            {"at": one.at, "what": _ENTRIES[one.act], "id": one.pk, "seal": one.mark[-16:]}
            for one in entries.order_by("pk")
        ],
        "kept": f"Акт хранится до {act_kept_until(day):%d.%m.%Y}: {kept.words} ({kept.basis}).",
    }


_ENTRIES = {
    "data.destruction_planned": "Назначен день уничтожения",
    "data.destruction_dropped": "Уничтожение отменено",
    "data.destroyed": "Персональные данные уничтожены",
}

"""One's own data: asked for with the password, made by a worker, offered for days to their owner alone."""

import tempfile
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.accounts.services import check_current
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.files.limits import ZIP
from kabinet.files.models import StoredFile
from kabinet.files.services import remove_file, store_made
from kabinet.notifications.services import send_letter
from kabinet.privacy.models import OwnData
from kabinet.privacy.own_archive import write_archive

OFFERED_FOR = timedelta(days=3)
AGAIN_AFTER = timedelta(hours=1)
"""An archive is dear to make: another one is not made at once."""


class AskedJustNow(DomainError):
    """The last one was asked for a moment ago."""

    def __init__(self) -> None:
        super().__init__("Архив уже запрошен меньше часа назад. Новый можно запросить позже.")


def own_data_of(user: User, *, at: datetime) -> OwnData | None:
    """What the person asked for last, while it is made or offered."""
    return OwnData.objects.select_related("file").filter(user=user, until__gt=at).first()


def ask_for_data(*, user: User, password: str, address: str | None, at: datetime) -> OwnData:
    """Have the data of a person put together, instead of what was made before.

    Raises WrongPassword, TooManyAttempts, AskedJustNow.
    """
    check_current(user, password, at)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if OwnData.objects.filter(user=user, asked_at__gt=at - AGAIN_AFTER).exists():
            raise AskedJustNow
        for former in OwnData.objects.filter(user=user):
            forget_data(former)
        asked = OwnData.objects.create(user=user, asked_at=at, until=at + OFFERED_FOR)
        _record("own_data.asked", asked, address, at)
        make_own_data.enqueue(str(asked.pk))
    return asked


@task
def make_own_data(own_data_id: str) -> None:
    """Make the archive; nothing happens when it is made or is not wanted any more."""
    asked = OwnData.objects.select_related("user").filter(pk=UUID(own_data_id), file=None).first()
    if asked is None or not asked.user.is_active:
        return
    at = timezone.now()
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as stream:
        write_archive(stream, user=asked.user, at=at)
        file = store_made(
            content=stream, name=f"Мои данные {at:%d.%m.%Y}.zip", kind=ZIP, owner=asked.user, at=at
        )
    with transaction.atomic():
        locked = OwnData.objects.select_for_update().filter(pk=asked.pk, file=None).first()
        if locked is None:  # forgotten, or made by another worker
            remove_file(file=file)
            return
        locked.file, locked.until = file, at + OFFERED_FOR
        locked.save(update_fields=["file", "until"])
        send_letter(
            kind="own_data",
            recipient=asked.user.login,
            context={"until": locked.until},
            person=asked.user_id,
            at=at,
        )


def take_data(*, user: User, address: str | None, at: datetime) -> StoredFile | None:
    """The archive for its owner; None when there is none (any more)."""
    found = own_data_of(user, at=at)
    if found is None or found.file is None:
        return None
    _record("own_data.taken", found, address, at)
    return found.file


def purge_own_data(*, at: datetime) -> int:
    """Remove the archives that are offered no more; how many there were."""
    over = OwnData.objects.select_related("file").filter(until__lte=at)
    for one in over:
        forget_data(one)
    return len(over)


@transaction.atomic
def forget_data(one: OwnData) -> None:
    """Remove an archive, made or not."""
    one.delete()
    if one.file is not None:
        remove_file(file=one.file)


def _record(act: str, one: OwnData, address: str | None, at: datetime) -> None:
    journal.record(act=act, subject=f"user:{one.user_id}", by=one.user_id, at=at, address=address)

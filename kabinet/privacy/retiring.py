"""What the law has kept of people who left goes when its term is over, case by case."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from kabinet.accounts.models import Role, User
from kabinet.appeals.models import Appeal
from kabinet.applicants.models import Consent, IdentityCheck, Withdrawal
from kabinet.applicants.powers import forget_powers
from kabinet.applications.models import Application
from kabinet.files.services import remove_file
from kabinet.meters.models import MeterReading
from kabinet.privacy.destroying import certify
from kabinet.privacy.erasing import erase_case
from kabinet.privacy.keeping import Kept, act_kept_until, claims_end, kept_cases
from kabinet.privacy.models import Destruction
from kabinet.surveys.models import Survey

RETENTION = Destruction.Reason.RETENTION


def left() -> QuerySet[User]:
    """The rows of people whose accounts are closed."""
    return User.objects.filter(role=Role.APPLICANT, name="", is_active=False)


def retire(*, at: datetime) -> list[Exception]:
    """Destroy what has been kept for long enough; what did not let itself be destroyed."""
    failed = list[Exception]()

    def tried(work: Callable[..., None], *args: Any) -> None:
        try:
            work(*args, at)
        except Exception as error:  # noqa: BLE001 - one case's trouble keeps nothing else
            failed.append(error)

    today = timezone.localdate(at)
    for user in left().order_by("pk").iterator():
        for kept in kept_cases(user):
            if kept.until < today:
                tried(_retire_case, user, kept)
        tried(_retire_readings, user)
        tried(_retire_evidence, user)
    for done in Destruction.objects.done().exclude(act=None).select_related("act"):
        if done.done_at and act_kept_until(timezone.localdate(done.done_at)) < today:
            tried(_retire_act, done)
    return failed


@transaction.atomic
def _retire_case(user: User, kept: Kept, at: datetime) -> None:
    if kept.case is None:
        return
    files = erase_case(kept.case)
    _certify(user, [(kept.title, 1), ("Файлы", files)], at)


@transaction.atomic
def _retire_readings(user: User, at: datetime) -> None:
    """Readings that are too old to be argued about."""
    today = timezone.localdate(at)
    over = [
        pk
        for pk, on in MeterReading.objects.filter(owner=user).values_list("pk", "on")
        if claims_end(on) < today
    ]
    gone, _ = MeterReading.objects.filter(pk__in=over).delete()
    _certify(user, [("Показания приборов учёта", gone)], at)


@transaction.atomic
def _retire_evidence(user: User, at: datetime) -> None:
    """The consents, their withdrawals, checks of identity and powers, behind all that leaned on them."""
    own = Withdrawal.objects.filter(user=user)
    ended = (
        own.aggregate(at=Max("at"))["at"],
        Destruction.objects.filter(user=user).exclude(reason=RETENTION).aggregate(at=Max("done_at"))["at"],
    )
    last = max((at for at in ended if at is not None), default=None)
    leaning: tuple[QuerySet[Any], ...] = (
        Application.objects.filter(owner=user),
        Appeal.objects.filter(owner=user),
        MeterReading.objects.filter(owner=user),
        Survey.objects.filter(owner=user),
    )
    if last is None or any(found.exists() for found in leaning):
        return
    if claims_end(timezone.localdate(last)) >= timezone.localdate(at):
        return
    powers, of_powers = forget_powers(owner=user)
    scans = [scan for one in own for scan in one.scans.all()]
    gone = [
        ("Записи о согласиях", Consent.objects.filter(user=user).delete()[0]),
        ("Записи об отзыве согласий", own.count()),
        ("Записи о подтверждении личности", IdentityCheck.objects.filter(user=user).delete()[0]),
        ("Доверенности тех, кто действовал за заявителя", powers),
        ("Файлы", len(scans) + of_powers),
    ]
    own.delete()
    for scan in scans:
        remove_file(file=scan)
    _certify(user, gone, at)


@transaction.atomic
def _retire_act(done: Destruction, at: datetime) -> None:
    act, done.act = done.act, None
    done.done_at = done.done_at or at
    done.save(update_fields=["act"])
    if act is not None:
        remove_file(file=act)


def _certify(user: User, gone: list[tuple[str, int]], at: datetime) -> None:
    """Have an act made of what went, unless nothing did."""
    if not any(number for _title, number in gone):
        return
    done = Destruction.objects.create(
        user=user,
        reason=RETENTION,
        planned_at=at,
        planned_on=timezone.localdate(at),
        done_at=at,
        destroyed=[one for one in gone if one[1]],
    )
    certify(done, address=None, at=at)

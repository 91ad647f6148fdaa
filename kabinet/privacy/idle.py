"""Drafts that nobody goes on with and accounts that nobody enters: told by a letter, then removed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kabinet.accounts.models import Role, User
from kabinet.appeals.leaving import open_cases
from kabinet.applications.models import Application
from kabinet.core import journal
from kabinet.core.channels import Channel
from kabinet.notifications.services import send_letter
from kabinet.privacy.models import Destruction, DraftNotice


def _days(name: str) -> timedelta | None:
    """A length that is set in days; 0 is for ever."""
    return timedelta(days=number) if (number := settings.RETENTION[name]) else None


DRAFT_FOR, DRAFT_NOTICE = _days("drafts"), timedelta(days=14)
IDLE_FOR, IDLE_NOTICE = _days("idle"), timedelta(days=30)


def tell_of_drafts(*, at: datetime) -> int:
    """Write to the owners of drafts that are soon too old, once about each as it stands; how many letters."""
    if DRAFT_FOR is None:
        return 0
    old = _drafts(at - DRAFT_FOR + DRAFT_NOTICE).filter(~Exists(_notices()), owner__email__isnull=False)
    told = 0
    for draft in old.select_related("owner").order_by("pk"):
        with transaction.atomic():
            DraftNotice.objects.update_or_create(application=draft, defaults={"told_at": at})
            context = {"draft": draft, "on": timezone.localdate(at + DRAFT_NOTICE)}
            send_letter(
                kind="draft_expires",
                recipient=draft.owner.login,
                context=context,
                person=draft.owner_id,
                about=f"application:{draft.pk}",
                at=at,
            )
        told += 1
    return told


def delete_old_drafts(*, at: datetime) -> int:
    """Delete the drafts whose owners were told in time: they may be restored as if deleted by hand."""
    if DRAFT_FOR is None:
        return 0
    due = _drafts(at - DRAFT_FOR).filter(Exists(_notices().filter(told_at__lte=at - DRAFT_NOTICE)))
    deleted = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            draft = due.select_for_update(of=("self",)).filter(pk=pk).first()
            if draft is None:  # somebody goes on with it
                continue
            draft.deleted_at = at
            draft.save(update_fields=["deleted_at"])
            subject, details = f"application:{draft.pk}", {"number": draft.number}
            journal.record(act="draft_deleted", subject=subject, by=None, at=at, details=details)
        deleted += 1
    return deleted


def idle(*, at: datetime) -> QuerySet[User]:
    """Applicants who can sign in and have not for IDLE_FOR; nobody when it is for ever."""
    if IDLE_FOR is None:
        return User.objects.none()
    since = at - IDLE_FOR
    never_came = Q(last_login=None, confirmed_at__lt=since)
    return User.objects.filter(
        Q(last_login__lt=since) | never_came,
        role=Role.APPLICANT,
        is_active=True,
        confirmed_at__isnull=False,
        email__isnull=False,
    )


def plan_for_idle(*, at: datetime) -> int:
    """Name the day to whoever has not come for so long and has nothing going on; how many there were."""
    planned_for = Destruction.objects.planned().filter(user=OuterRef("pk"))
    planned = 0
    for user in idle(at=at).filter(~Exists(planned_for)).order_by("pk").iterator():
        if open_cases(user):
            continue
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)
            one = Destruction.objects.create(
                user=user,
                reason=Destruction.Reason.IDLE,
                planned_at=at,
                planned_on=timezone.localdate(at + IDLE_NOTICE),
            )
            context = {"on": one.planned_on}
            send_letter(kind="account_idle", recipient=user.login, context=context, person=user.pk, at=at)
            journal.record(
                act="data.destruction_planned",
                subject=f"user:{user.pk}",
                by=None,
                at=at,
                details={"destruction": str(one.pk), "day": one.planned_on},
            )
        planned += 1
    return planned


def _drafts(before: datetime) -> QuerySet[Application]:
    """Drafts of applicants themselves that nobody has changed since."""
    return Application.objects.drafts().filter(channel=Channel.CABINET, updated_at__lt=before)


def _notices() -> QuerySet[DraftNotice]:
    """The notices of a draft since its last change."""
    return DraftNotice.objects.filter(application=OuterRef("pk"), told_at__gt=OuterRef("updated_at"))

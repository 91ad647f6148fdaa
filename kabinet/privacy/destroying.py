"""Carrying out: whoever takes back the consent to processing is told of a day, and on it the data go.

A person with a case that goes on is a person with a contract or on the way to one: what it needs is processed
without a consent (152-ФЗ, ст. 6 ч. 1 п. 5), and the day is named when the last case ends (ст. 21 ч. 4).
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from kabinet.accounts.models import Role, User
from kabinet.appeals.leaving import CasesOpen, close_account, open_cases
from kabinet.applicants.models import Consent, Withdrawal
from kabinet.applicants.purposes import PROCESSING
from kabinet.applications.models import Application, SearchWord
from kabinet.applications.submission.withdrawals import remove_drafts
from kabinet.core import journal
from kabinet.notifications.services import send_letter
from kabinet.privacy.going import going_of
from kabinet.privacy.idle import idle, plan_for_idle
from kabinet.privacy.keeping import kept_of
from kabinet.privacy.models import Destruction, OwnData
from kabinet.privacy.own_data import forget_data
from kabinet.privacy.printing import make_act
from kabinet.surveys.models import MARKS, Survey

TIME_TO_THINK = timedelta(days=7)
"""Between the letter that names the day and the day: the consent may be given again."""

Reason = Destruction.Reason


def leaving() -> QuerySet[User]:
    """Applicants who took back the consent to processing, have not given it again and are still here."""
    own = {"user": OuterRef("pk")}
    again = Consent.objects.in_force().filter(text__purpose=PROCESSING, subject="", **own)
    taken_back = Withdrawal.objects.filter(purpose=PROCESSING, subject="", **own)
    return User.objects.filter(Exists(taken_back), ~Exists(again), role=Role.APPLICANT, is_active=True)


def plan_of(user: User) -> Destruction | None:
    """The destruction that waits for its day."""
    return Destruction.objects.planned().filter(user=user).first()


@transaction.atomic
def plan_destruction(*, user: User, at: datetime) -> Destruction | None:
    """Name the day and tell it; None when it is named, or is not to be: cases go on, or the person stays."""
    locked = leaving().select_for_update().filter(pk=user.pk).first()
    if locked is None or plan_of(locked) or open_cases(locked):
        return None
    planned = Destruction.objects.create(
        user=locked,
        reason=Reason.WITHDRAWAL,
        planned_at=at,
        planned_on=timezone.localdate(at + TIME_TO_THINK),
    )
    context = {
        "on": planned.planned_on,
        "going": going_of(locked),
        "kept": kept_of(locked, today=planned.planned_on),
    }
    send_letter(kind="destruction_planned", recipient=locked.login, context=context, person=locked.pk, at=at)
    _record("data.destruction_planned", planned, by=None, at=at, address=None, day=planned.planned_on)
    return planned


@transaction.atomic
def drop_plan(*, planned: Destruction, at: datetime) -> None:
    """Forget a day that has lost its reason: a consent given again, a login, a new case."""
    _record("data.destruction_dropped", planned, by=None, at=at, address=None)
    planned.delete()


def destroy_data(
    *, user: User, reason: str, by: User | None, address: str | None, user_agent: str = "", at: datetime
) -> Destruction:
    """Destroy what nothing but the consent let the operator keep, and shut the rest; an act is printed.

    Drafts go one by one, then all that is left in one short transaction: whoever is interrupted goes on
    from there. Raises CasesOpen.
    """
    going = going_of(user)
    if open_cases(user):
        raise CasesOpen
    remove_drafts(user)
    with transaction.atomic():
        close_account(user=user, by=by, address=address, user_agent=user_agent, at=at)
        _forget_words(user)
        for asked in OwnData.objects.filter(user=user):
            forget_data(asked)
        _shut_cases(user)
        done, _ = Destruction.objects.planned().update_or_create(
            user=user,
            defaults={"reason": reason, "done_at": at, "by": by, "destroyed": going},
            create_defaults={
                "user": user,
                "reason": reason,
                "planned_at": at,
                "planned_on": timezone.localdate(at),
                "done_at": at,
                "by": by,
                "destroyed": going,
            },
        )
        certify(done, address=address, at=at)
    return done


def certify(done: Destruction, *, address: str | None, at: datetime) -> None:
    """Write the destruction into the journal, by ids alone, and have its act printed."""
    _record("data.destroyed", done, by=done.by, at=at, address=address, reason=done.reason)
    make_act.enqueue(str(done.pk))


def carry_out(*, at: datetime) -> list[Exception]:
    """Name the days that are to be named and destroy what is due; what did not let itself be destroyed."""
    today, failed = timezone.localdate(at), list[Exception]()
    plan_for_idle(at=at)
    planned_for = Destruction.objects.planned().filter(user=OuterRef("pk"))
    for user in leaving().filter(~Exists(planned_for)).order_by("pk").iterator():
        plan_destruction(user=user, at=at)
    due = Destruction.objects.planned().filter(planned_on__lte=today).order_by("planned_on", "pk")
    for planned in due.select_related("user"):
        try:
            _carry_out(planned, at=at)
        except Exception as error:  # noqa: BLE001 - one person's trouble keeps nobody else's data
            failed.append(error)
    return failed


def _carry_out(planned: Destruction, *, at: datetime) -> None:
    going = idle(at=at) if planned.reason == Reason.IDLE else leaving()
    if not going.filter(pk=planned.user_id).exists() or open_cases(planned.user):
        drop_plan(planned=planned, at=at)
    else:
        destroy_data(user=planned.user, reason=planned.reason, by=None, address=None, at=at)


def _forget_words(user: User) -> None:
    """Of surveys only the marks stay, for the statistics."""
    own = Survey.objects.filter(owner=user)
    own.filter(**dict.fromkeys(MARKS)).delete()
    own.update(text="")


def _shut_cases(user: User) -> None:
    """Nobody finds what is kept by a name or an ИНН any more, by its number alone (152-ФЗ, ст. 3 п. 7)."""
    SearchWord.objects.filter(application__owner=user).delete()
    Application.objects.filter(owner=user).update(applicant_inn="")


def _record(
    act: str, one: Destruction, *, by: User | None, at: datetime, address: str | None, **details: str | date
) -> None:
    journal.record(
        act=act,
        subject=f"user:{one.user_id}",
        by=by.pk if by else None,
        at=at,
        address=address,
        details={"destruction": str(one.pk), **details},
    )

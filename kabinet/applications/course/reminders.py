"""What the end of a term brings about, and letters on terms that come and that are missed.

Each application, and each letter with the note that it was sent, is a transaction of its own: one that raises
does not stop the others, and a repetition does only what was not done.
"""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import Role, User
from kabinet.accounts.standing_in import Absences, away_on, stand_in_of
from kabinet.applications.course.deadlines import NextStep, next_step, running_limit
from kabinet.applications.course.transitions import make_expired
from kabinet.applications.models import Application, Reminder
from kabinet.applications.rules.guidance import place_in
from kabinet.applications.rules.states import State
from kabinet.cases.sides import Side
from kabinet.core.calendar import overrides
from kabinet.jobs.rounds import Round
from kabinet.law.deadlines import Bound
from kabinet.law.working_days import add_working_days
from kabinet.notifications.services import send_letter

_APPLICATION = "Application"


class Due(NamedTuple):
    """An application whose term comes or is missed."""

    application: Application
    step: NextStep
    late: bool
    ours: bool
    """Whether the term binds the operator, whoever acts next."""

    @property
    def stage(self) -> str:
        """Which of the two letters it is."""
        return Reminder.Stage.MISSED if self.late else Reminder.Stage.SOON

    @property
    def state(self) -> str:
        """The state as people see it."""
        return str(State(self.application.state).label)


def expire_terms(*, at: datetime) -> int:
    """Make what follows from terms that ended before the day of `at`; how many applications moved.

    Raises PartlyDoneError, after the others, when an application could not be moved.
    """
    late = list(Application.objects.open().filter(due_on__lt=timezone.localdate(at)))
    moved = Round(of=_APPLICATION)
    for application in late:
        with moved.one(application.pk):
            moved.done += make_expired(application=application, at=at)
    return moved.end()


def remind(*, at: datetime) -> int:
    """Send the letters that were not sent yet, once per term and stage; how many there were.

    The applicant gets a letter on each application. A person of the operator gets one on all of theirs:
    specialists (or who stands in for them) on what comes and is missed, heads on what is missed and on what
    nobody has taken.
    Raises PartlyDoneError, after the others, when an application could not be told of.
    """
    today = timezone.localdate(at)
    known, away = overrides(), away_on(today)
    staff_until = add_working_days(today, settings.REMINDED_BEFORE["staff"], overrides=known)
    applicant_until = add_working_days(today, settings.REMINDED_BEFORE["applicant"], overrides=known)
    heads = list(User.objects.filter(role=Role.HEAD, is_active=True))
    near = Application.objects.open().filter(due_on__lte=applicant_until)
    sent = Round(of=_APPLICATION)
    for_staff: dict[User, list[Due]] = defaultdict(list)
    for application in near.select_related("owner", "specialist").order_by("due_rank", "submitted_at"):
        with sent.one(application.pk):
            step = next_step(application)
            code = running_limit(application)
            due = Due(
                application,
                step,
                late=step.by is not None and step.by < today,
                ours=code is not None and application.law.limits[code].binds is Bound.OPERATOR,
            )
            if due.late or (due.ours and step.by and step.by <= staff_until):
                for user in _responsible(due, heads, away):
                    for_staff[user].append(due)
            if step.party is Side.APPLICANT:
                sent.done += _remind_applicant(due, at)
    for user, found in for_staff.items():
        _tell_staff(user, found, at, sent)
    return sent.end()


def _tell_staff(user: User, found: list[Due], at: datetime, sent: Round) -> None:
    """One letter on all; when an application lets none be written, the others come in more letters."""
    if len(found) == 1:
        with sent.one(found[0].application.pk):
            sent.done += _remind_staff(user, found, at)
        return
    try:
        sent.done += _remind_staff(user, found, at)
    except Exception:  # noqa: BLE001 - whatever it is, the halves tell of which application
        half = len(found) // 2
        _tell_staff(user, found[:half], at, sent)
        _tell_staff(user, found[half:], at, sent)


def _responsible(due: Due, heads: list[User], away: Absences) -> list[User]:
    """Whom of the operator a term concerns."""
    specialist = due.application.specialist
    if specialist is not None:
        specialist = stand_in_of(specialist.pk, away) or specialist
    if specialist is None or not specialist.is_active:
        return heads
    others = [head for head in heads if head.pk != specialist.pk]
    return [specialist, *others] if due.late and due.ours else [specialist]


@transaction.atomic
def _remind_applicant(due: Due, at: datetime) -> int:
    owner = due.application.owner
    if not _is_new(due, owner, at):
        return 0
    send_letter(
        kind="term_reminder",
        recipient=owner.email,
        context={
            "application": due.application,
            "due": due,
            "place": place_in(due.application.state),
        },
        person=owner.pk,
        about=due.application.subject,
        at=at,
    )
    return 1


@transaction.atomic
def _remind_staff(user: User, found: list[Due], at: datetime) -> int:
    new = [due for due in found if _is_new(due, user, at)]
    if not new:
        return 0
    send_letter(
        kind="terms_of_the_day",
        recipient=user.email,
        context={
            "missed": [due for due in new if due.late],
            "coming": [due for due in new if not due.late],
        },
        at=at,
    )
    return 1


def _is_new(due: Due, user: User, at: datetime) -> bool:
    """Note that the person is told; whether that is for the first time."""
    if due.step.by is None:
        return False
    _, created = Reminder.objects.get_or_create(
        application=due.application,
        user=user,
        due_on=due.step.by,
        stage=due.stage,
        defaults={"sent_at": at},
    )
    return created

"""All open cases of a person go over to another: each in a short transaction, with its line in the journal.

Whoever was killed in the midst of it left every case given or not: the worker goes on with the rest. The one
who gets them is told once, at the end.
"""

from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.tasks import task
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.appeals.transitions import ENGINE as APPEALS
from kabinet.applications.course.transitions import ENGINE as APPLICATIONS
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import plain_text
from kabinet.notifications.services import send_letter
from kabinet.office.applications.notes import write_note
from kabinet.office.models import WorkHandover
from kabinet.office.people import name_of
from kabinet.office.staff.kept import KeptCases, open_appeals_of, open_applications_of

AT_ONCE = 30
"""Cases that whoever asks waits for; the worker gives the rest."""
LONGEST_NOTE = 2000
LISTED = 10


class HandoverRefused(DomainError):
    """The cases cannot go so; `field` is the input it belongs to."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


@transaction.atomic
def ask_handover(
    *,
    giver: User,
    taker: User | None,
    what: frozenset[Duty],
    note: str,
    token: UUID,
    by: User,
    address: str | None,
    at: datetime,
) -> WorkHandover:
    """Say that the open cases of `giver` go to `taker`; a repeated `token` gives what was asked first.

    `what`: which cases, by the duty whose work they are. A worker gives them; whoever asks may begin with
    `carry_out`. Raises HandoverRefused.
    """
    # The giver's row is locked, so that a form sent twice is asked for once.
    User.objects.select_for_update().get(pk=giver.pk)
    if (first := WorkHandover.objects.filter(token=token).first()) is not None:
        return first
    if not by.duties & {Duty.LEADING, Duty.ADMINISTRATION}:
        raise HandoverRefused("taker", "Передать все дела сотрудника может руководитель или администратор.")
    if not what:
        raise HandoverRefused("what", "Отметьте, что передать: заявки, обращения или то и другое.")
    if taker is None or taker.pk == giver.pk:
        raise HandoverRefused("taker", "Выберите из списка, кому передать дела.")
    if not _may_take(taker, what):
        raise HandoverRefused(
            "taker", f"{name_of(taker)} не работает с тем, что передаётся. Выберите другого сотрудника."
        )
    cleaned = plain_text(note)
    if len(cleaned) > LONGEST_NOTE:
        raise HandoverRefused("note", f"Сократите до {LONGEST_NOTE} знаков: сейчас {len(cleaned)}.")
    asked = WorkHandover.objects.create(
        giver=giver, taker=taker, by=by, note=cleaned, token=token, address=address, asked_at=at,
        applications=Duty.APPLICATIONS in what, appeals=Duty.APPEALS in what,
    )  # fmt: skip
    give_the_rest.enqueue(str(asked.pk))
    return asked


@task
def give_the_rest(handover: str) -> None:
    """Give what is left of a handover."""
    carry_out(handover=UUID(handover), at=timezone.now())


def carry_out(*, handover: UUID, at: datetime, most: int | None = None) -> None:
    """Give the cases that were not given yet, at most so many; when none is left, tell of it.

    Who was blocked meanwhile, or works on such cases no more, gets no further ones.
    """
    asked = WorkHandover.objects.select_related("giver", "taker", "by").get(pk=handover)
    if asked.finished_at is not None:
        return
    left = _left_of(asked) if _may_take(asked.taker, _what(asked)) else []
    for kind, pk in islice(left, most):
        _give(asked, kind, pk, at)
    if most is None or len(left) <= most:
        _finish(asked, at)


def handovers_of(giver: User) -> list[WorkHandover]:
    """The latest handovers of a person's cases, the newest first, with whom they are about. One query."""
    found = WorkHandover.objects.filter(giver=giver).select_related("taker", "by")
    return list(found.order_by("-asked_at", "-pk")[:LISTED])


def given_so_far(handover: WorkHandover) -> KeptCases:
    """How many cases have gone over."""
    return KeptCases(handover.applications_given, handover.appeals_given)


def _what(asked: WorkHandover) -> frozenset[Duty]:
    named = ((asked.applications, Duty.APPLICATIONS), (asked.appeals, Duty.APPEALS))
    return frozenset(duty for is_asked, duty in named if is_asked)


def _may_take(taker: User, what: frozenset[Duty]) -> bool:
    return taker.is_active and what <= taker.duties


def _left_of(asked: WorkHandover) -> list[tuple[str, UUID]]:
    """What is still the giver's, the nearest term first."""
    left = list[tuple[str, UUID]]()
    if asked.applications:
        keys = open_applications_of(asked.giver).values_list("pk", flat=True)
        left += [(APPLICATIONS.name, pk) for pk in keys]
    if asked.appeals:
        left += [(APPEALS.name, pk) for pk in open_appeals_of(asked.giver).values_list("pk", flat=True)]
    return left


@transaction.atomic
def _give(asked: WorkHandover, kind: str, pk: UUID, at: datetime) -> None:
    """Give one case, unless somebody has taken it or it is over."""
    if kind == APPEALS.name:
        appeal = open_appeals_of(asked.giver).select_for_update().filter(pk=pk).first()
        if appeal is None:
            return
        APPEALS.give(appeal, asked.taker, act="appeal_assigned", by=asked.by, at=at, address=asked.address)
        WorkHandover.objects.filter(pk=asked.pk).update(appeals_given=F("appeals_given") + 1)
        return
    application = open_applications_of(asked.giver).select_for_update().filter(pk=pk).first()
    if application is None:
        return
    APPLICATIONS.give(
        application, asked.taker, act="application_assigned", by=asked.by, at=at, address=asked.address
    )
    if asked.note:
        text = f"Для {name_of(asked.taker)}: {asked.note}"
        write_note(
            application=application, text=text, by=asked.by, at=at, token=asked.token, address=asked.address
        )
    WorkHandover.objects.filter(pk=asked.pk).update(applications_given=F("applications_given") + 1)


@transaction.atomic
def _finish(asked: WorkHandover, at: datetime) -> None:
    """Write down how many went over and tell both people of it, once."""
    locked = WorkHandover.objects.select_for_update().get(pk=asked.pk)
    if locked.finished_at is not None:
        return
    locked.finished_at = at
    locked.save(update_fields=["finished_at"])
    given = given_so_far(locked)
    journal.record(
        act="account.work_handed_over",
        subject=f"user:{asked.giver.pk}",
        by=asked.by.pk,
        at=at,
        address=asked.address,
        details={"to": str(asked.taker.pk), "applications": given.applications, "appeals": given.appeals},
    )
    told = {person.pk: person for person in (asked.taker, asked.giver) if person.is_active}
    told.pop(asked.by.pk, None)
    for person in told.values() if given else ():
        send_letter(
            kind="work_handed_over",
            recipient=person.login,
            context={
                "given": str(given),
                "with_applications": bool(given.applications),
                "with_appeals": bool(given.appeals),
                "by": name_of(asked.by),
                "giver": name_of(asked.giver),
                "taker": name_of(asked.taker),
                "theirs": person.pk == asked.taker.pk,
                "note": asked.note,
            },
            at=at,
        )

"""What the withdrawal of a consent does to applications, and who is told of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applicants.models import Consent, Withdrawal
from kabinet.applicants.purposes import APPLICATION_PROCESSING, EMAIL_NOTICES, PROCESSING, SIMPLE_SIGNATURE
from kabinet.applicants.withdrawals import Paper, execute_withdrawal, record_withdrawal, told
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.applications.submission.deleting import remove_draft
from kabinet.cases.days import check_receipt_day
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.core.operator import operator
from kabinet.files.models import StoredFile
from kabinet.notifications.services import send_letter

_OF_APPLICATION = "application:"
MOST_PAPERS = 100
"""Among so many of the newest applications those on paper are looked for."""


@transaction.atomic
def withdraw_consent(
    *, consent: Consent, by: User, address: str | None, user_agent: str, at: datetime
) -> Withdrawal | None:
    """Take back a consent of one's own, and everything that rests on it; None when it was taken back before.

    The drafts go for good with the consent that they rest on. The person and the operator get a letter; of
    e-mail notices nobody does, as people turn them on and off.
    """
    withdrawal = record_withdrawal(
        user=by,
        purpose=consent.text.purpose,
        subject=consent.subject,
        address=address,
        user_agent=user_agent,
        at=at,
    )
    if withdrawal is None:
        return None
    _follow(withdrawal, consent)
    return withdrawal


def _follow(withdrawal: Withdrawal, consent: Consent | None) -> None:
    """Do what follows at once, and tell of it."""
    if withdrawal.purpose == PROCESSING:
        remove_drafts(withdrawal.user)
    if withdrawal.purpose != EMAIL_NOTICES:
        _tell(withdrawal, consent)


class Withdrawable(NamedTuple):
    """A consent that may be taken back, and the number of the application it is about, if about one.

    `recorded` is one of the portal's records of it; None when it stands on a paper alone.
    """

    purpose: str
    subject: str
    title: str
    about: str
    recorded: Consent | None = None

    @property
    def key(self) -> str:
        """By what a form names it."""
        return f"{self.purpose}|{self.subject}"


class AlreadyWithdrawn(DomainError):
    """There is no such consent any more."""

    def __init__(self) -> None:
        super().__init__("Действующего согласия на этот день нет: оно уже отозвано или дано позже.")


def withdrawable(user: User) -> list[Withdrawable]:
    """Every consent of the person that is in force, those that stand on paper alone too."""
    every = Consent.objects.of(user).select_related("text").order_by("-pk")
    found: dict[str, Withdrawable] = {}
    for consent in every:
        if consent.withdrawn_at is None:
            subject = "" if consent.text.purpose == SIMPLE_SIGNATURE else consent.subject
            about = number_of(consent) if subject else ""
            one = Withdrawable(consent.text.purpose, subject, consent.text.title, about, consent)
            found.setdefault(one.key, one)
    known = {f"{one.text.purpose}|{one.subject}" for one in every}
    known |= {f"{one.purpose}|{one.subject}" for one in Withdrawal.objects.filter(user=user)}
    return [*found.values(), *(one for one in _on_paper(user) if one.key not in known)]


def _on_paper(user: User) -> list[Withdrawable]:
    """The consents of whom the office entered: to processing at all, and that of each application."""
    newest = Application.objects.of(user).submitted().latest_first()
    listed = newest.values_list("pk", "number", "channel")[:MOST_PAPERS]
    numbers = [(pk, number) for pk, number, channel in listed if channel != Channel.CABINET]
    return [
        Withdrawable(PROCESSING, "", "Согласие на обработку персональных данных, данное на бумаге", ""),
        *(
            Withdrawable(
                APPLICATION_PROCESSING, f"{_OF_APPLICATION}{pk}", "Согласие в заявке на бумаге", number
            )
            for pk, number in numbers
        ),
    ]


@transaction.atomic
def enter_withdrawal(
    *,
    user: User,
    key: str,
    channel: Channel,
    received_on: date,
    note: str,
    scans: Sequence[StoredFile],
    by: User,
    address: str | None,
    at: datetime,
    token: UUID,
) -> Withdrawal:
    """Take a consent back for the applicant whose withdrawal came outside the cabinet; once for one `token`.

    All that follows is as of one's own withdrawal; the term runs from the day of the receipt (ст. 21 ч. 5).
    Raises DayOfReceiptRefused, AlreadyWithdrawn.
    """
    User.objects.select_for_update().get(pk=user.pk)
    entered = Withdrawal.objects.filter(token=token, user=user).first()
    if entered is not None:
        return entered
    check_receipt_day(received_on, today=timezone.localdate(at))
    chosen = next((one for one in withdrawable(user) if one.key == key), None)
    if chosen is None:
        raise AlreadyWithdrawn
    paper = Paper(
        channel=channel,
        received_on=received_on,
        note=note,
        scans=scans,
        unrecorded=chosen.recorded is None,
        by=by,
        token=token,
    )
    withdrawal = record_withdrawal(
        user=user,
        purpose=chosen.purpose,
        subject=chosen.subject,
        address=address,
        user_agent="",
        at=at,
        paper=paper,
    )
    if withdrawal is None:
        raise AlreadyWithdrawn
    _follow(withdrawal, chosen.recorded)
    return withdrawal


@transaction.atomic
def finish_withdrawal(
    *, withdrawal: Withdrawal, remark: str, by: User, address: str | None, at: datetime
) -> Withdrawal:
    """The operator has done what was to be done; the person is told. Raises AlreadyExecuted, RemarkNeeded."""
    done = execute_withdrawal(withdrawal=withdrawal, remark=remark, by=by, address=address, at=at)
    send_letter(
        kind="withdrawal_executed",
        recipient=done.user.login,
        context={"title": told(done.purpose, at)["title"], "withdrawal": done, "about": number_of(done)},
        person=done.user_id,
        at=at,
    )
    return done


def remove_drafts(user: User) -> None:
    """Remove the person's drafts for good, the deleted ones that could be restored with them."""
    for draft in Application.objects.filter(owner=user, state=State.DRAFT):
        remove_draft(draft)


def application_of(given: Consent | Withdrawal) -> Application | None:
    """The application that a consent or its withdrawal is about, if about one."""
    prefix, _, pk = given.subject.partition(_OF_APPLICATION)
    if prefix or not pk:
        return None
    return Application.objects.filter(pk=pk, owner=given.user_id).defer("answers").first()


def number_of(given: Consent | Withdrawal) -> str:
    """The number of that application, «» without one."""
    application = application_of(given)
    return application.number if application else ""


def _tell(withdrawal: Withdrawal, consent: Consent | None) -> None:
    context = {
        "withdrawal": withdrawal,
        "consent": consent,
        "about": number_of(withdrawal),
        **told(withdrawal.purpose, withdrawal.at),
    }
    user = withdrawal.user
    send_letter(
        kind="consent_withdrawn",
        recipient=user.email,
        context=context,
        person=user.pk,
        at=withdrawal.at,
    )
    if withdrawal.executed_at is None:
        send_letter(kind="withdrawal_received", recipient=operator().email, context=context, at=withdrawal.at)

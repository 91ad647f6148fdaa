"""What the withdrawal of a consent does to applications, and who is told of it."""

from datetime import datetime

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applicants.models import Consent, Withdrawal
from kabinet.applicants.purposes import EMAIL_NOTICES, PROCESSING
from kabinet.applicants.withdrawals import execute_withdrawal, record_withdrawal, told
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.applications.submission.deleting import remove_draft
from kabinet.core.operator import operator
from kabinet.notifications.services import send_letter

_OF_APPLICATION = "application:"


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
    if withdrawal.purpose == PROCESSING:
        remove_drafts(by)
    if withdrawal.purpose != EMAIL_NOTICES:
        _tell(withdrawal, consent)
    return withdrawal


@transaction.atomic
def finish_withdrawal(
    *, withdrawal: Withdrawal, remark: str, by: User, address: str | None, at: datetime
) -> Withdrawal:
    """The operator has done what was to be done; the person is told. Raises AlreadyExecuted, RemarkNeeded."""
    done = execute_withdrawal(withdrawal=withdrawal, remark=remark, by=by, address=address, at=at)
    send_letter(
        kind="withdrawal_executed",
        recipient=done.user.email,
        context={"title": told(done.purpose, at)["title"], "withdrawal": done, "about": number_of(done)},
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


def _tell(withdrawal: Withdrawal, consent: Consent) -> None:
    context = {
        "withdrawal": withdrawal,
        "consent": consent,
        "about": number_of(withdrawal),
        **told(withdrawal.purpose, withdrawal.at),
    }
    user = withdrawal.user
    send_letter(kind="consent_withdrawn", recipient=user.email, context=context, at=withdrawal.at)
    if withdrawal.executed_at is None:
        send_letter(kind="withdrawal_received", recipient=operator().email, context=context, at=withdrawal.at)

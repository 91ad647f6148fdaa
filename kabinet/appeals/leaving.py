"""Closing an account: whatever its owner did not send goes at once, what was sent stays as the law wants it.

Submitted cases, contracts, signatures, consents and the journal are the operator's evidence and archive
(152-ФЗ, ст. 6 ч. 1 пп. 2, 5 и 7; ст. 9 ч. 3). An account with a case that still goes on is not closed: the
person would lose the way to the documents that the operator has to place there (861, п. 8).
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.accounts.services import end_account
from kabinet.appeals.models import Appeal
from kabinet.appeals.services import drop_appeal_draft
from kabinet.applicants.members import leave_all
from kabinet.applicants.models import IdentityCheck, Withdrawal
from kabinet.applicants.powers import forget_powers
from kabinet.applicants.purposes import PROCESSING
from kabinet.applicants.services import erase_applicant
from kabinet.applicants.withdrawals import execute_withdrawal, record_withdrawal
from kabinet.applications.models import Application
from kabinet.applications.submission.withdrawals import remove_drafts
from kabinet.cases.models import Case
from kabinet.core.errors import DomainError
from kabinet.correspondence.drafts import drop_drafts_of
from kabinet.files.incoming import forget_incoming
from kabinet.kept.services import forget_kept
from kabinet.notifications.services import send_letter

LISTED = 10
"""How many open cases are named to whoever wants to close the account."""
ERASED = (
    "Учётная запись закрыта. Уничтожены профиль, черновики заявок и обращений и файлы к ним; поданные "
    "заявки и обращения, подписи и записи о согласиях хранятся по закону."
)


class CasesOpen(DomainError):
    """Something that the person asked for is not finished."""

    def __init__(self) -> None:
        super().__init__("Учётную запись нельзя закрыть, пока есть незаконченные заявки или обращения.")


def open_cases(user: User) -> Sequence[Case]:
    """The cases of the person that still go on, no more than LISTED of each kind."""
    applications = Application.objects.of(user).open().defer("answers").latest_first()[:LISTED]
    appeals = Appeal.objects.of(user).open().latest_first()[:LISTED]
    return [*applications, *appeals]


@transaction.atomic
def close_account(*, user: User, by: User | None, address: str | None, user_agent: str, at: datetime) -> None:
    """End the account for good and erase the data that nothing but a consent let the operator keep.

    By its owner, by a person of the operator, who carries out a withdrawal, or by nobody, when the portal
    does it (kabinet.privacy). Whatever withdrawals of the person waited are executed with it.
    Raises CasesOpen.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if open_cases(locked):
        raise CasesOpen
    if by is not None and by.pk == locked.pk:
        record_withdrawal(user=locked, purpose=PROCESSING, address=address, user_agent=user_agent, at=at)
    send_letter(kind="account_closed", recipient=locked.email, context={"at": at}, at=at)
    remove_drafts(locked)
    drop_appeal_draft(by=locked)
    drop_drafts_of(locked)
    forget_kept(owner=locked)
    forget_incoming(owner=locked)
    if not Application.objects.submitted().filter(owner=locked).exists():
        IdentityCheck.objects.filter(user=locked).delete()  # evidence of nothing that was signed
        if not Appeal.objects.of(locked).exists():
            forget_powers(owner=locked)
    leave_all(user=locked, at=at)
    erase_applicant(user=locked)
    for withdrawal in Withdrawal.objects.filter(user=locked).waiting():
        execute_withdrawal(withdrawal=withdrawal, remark=ERASED, by=by, address=address, at=at)
    end_account(user=locked, by=by, address=address, at=at)

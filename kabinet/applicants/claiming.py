"""Whom the office entered from paper opens the cabinet: by a code from the office and a number of one's own.

The code is spent when the mailbox is proved, not before: a mistake in the e-mail costs nobody a second visit.
Until then the account has no e-mail, so nobody signs in to it.
"""

from datetime import datetime

from django.db import transaction

from kabinet.accounts import throttle
from kabinet.accounts.codes import CodeRefused, cancel_codes, find_code, issue_code
from kabinet.accounts.models import OneTimeCode, User
from kabinet.accounts.passwords import set_password
from kabinet.accounts.services import CHANGE_EMAIL, offer_email
from kabinet.applicants import consents, purposes
from kabinet.applicants.models import Applicant
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.notifications.choosing import follow_consent

CLAIM = OneTimeCode.Purpose.CLAIM


class HasLogin(DomainError):
    """The applicant signs in already: there is nothing to claim."""

    def __init__(self) -> None:
        super().__init__("Заявитель уже входит в кабинет: код ему не нужен.")


class ClaimRefused(DomainError):
    """The number and the code do not belong together, or the code is not good any more: we do not tell."""

    def __init__(self) -> None:
        super().__init__(
            "Номер и код не подходят друг к другу. Проверьте обе строки; если код уже использован или "
            "устарел, новый выдаст сетевая организация."
        )


@transaction.atomic
def issue_claim_code(*, applicant: Applicant, by: User, address: str | None, at: datetime) -> str:
    """A new code for the applicant, to be shown once; those given before are no longer taken.

    Raises HasLogin.
    """
    user = User.objects.select_for_update().get(pk=applicant.user_id)
    if user.email:
        raise HasLogin
    for purpose in (CLAIM, CHANGE_EMAIL):
        cancel_codes(user=user, purpose=purpose, at=at)
    string = issue_code(user=user, purpose=CLAIM, at=at)
    journal.record(
        act="account.claim_code_issued", subject=f"user:{user.pk}", by=by.pk, at=at, address=address
    )
    return string


def claim_cabinet(
    *,
    number: str,
    text: str,
    email: str,
    password: str,
    email_notices: bool,
    address: str | None,
    user_agent: str,
    at: datetime,
) -> None:
    """Give the cabinet of the code and the number (СНИЛС, ИНН) its password; the e-mail gets a link to prove.

    Whether the e-mail has an account already, its owner alone is told. Raises ClaimRefused, TooManyAttempts,
    PasswordRefused.
    """
    digits = _digits(number)
    throttle.attempt(
        (throttle.CLAIM_OF_NUMBER, throttle.from_place(digits, address=address)),
        (throttle.CODES_FROM_ADDRESS, address or ""),
        at=at,
    )
    with transaction.atomic():
        try:
            user = find_code(text=text, purpose=CLAIM, at=at).user
        except CodeRefused:
            raise ClaimRefused from None
        applicant = user.applicant
        if user.email or digits not in {_digits(applicant.snils), applicant.inn} - {""}:
            raise ClaimRefused
        set_password(user=user, password=password)
        user.save(update_fields=["password"])
        offer_email(user=user, new_email=email, letter="claim_cabinet", at=at)
        applicant.email_notices = email_notices
        applicant.save(update_fields=["email_notices"])
        follow_consent(person=user.pk, given=email_notices)
        journal.record(
            act="account.claim_requested", subject=f"user:{user.pk}", by=user.pk, at=at, address=address
        )
        for purpose in (purposes.PROCESSING, *([purposes.EMAIL_NOTICES] if email_notices else [])):
            consents.record_consent(user=user, purpose=purpose, address=address, user_agent=user_agent, at=at)
    throttle.take_back((throttle.CODES_FROM_ADDRESS, address or ""))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())

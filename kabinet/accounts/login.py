"""Signing in: who may, and what a failure tells."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils.crypto import salted_hmac

from kabinet.accounts import throttle
from kabinet.accounts.backend import owes_factor
from kabinet.accounts.models import User
from kabinet.accounts.passwords import MAX_LENGTH
from kabinet.core import journal
from kabinet.core.errors import DomainError


class WrongCredentials(DomainError):
    """No such e-mail, or not its password, or the account is closed: which of them, we do not tell."""


class NotConfirmed(DomainError):
    """The password is right, but the mailbox is not proved yet; `user` may be sent the letter again."""

    def __init__(self, user: User) -> None:
        self.user = user
        super().__init__(
            "E-mail ещё не подтверждён: откройте ссылку из письма, которое мы отправили при регистрации."
        )


def check_login(*, email: str, password: str, address: str | None, at: datetime, browser: str = "") -> User:
    """The user that `email` and `password` belong to; of whom `owes_factor` a second one is asked next.

    `browser`: the mark of a browser in which this account has been signed in to (accounts.devices). What
    others try elsewhere does not delay it.

    Raises TooManyAttempts (even when the password is right), WrongCredentials, NotConfirmed. Takes the
    same time for a known and an unknown e-mail.
    """
    email = email.strip().lower()
    here = (throttle.LOGIN_OF_ACCOUNT, throttle.from_place(email, address=address, browser=browser))
    elsewhere = (
        ()
        if browser
        else ((throttle.LOGIN_FROM_ADDRESS, address or ""), (throttle.LOGIN_FROM_ANYWHERE, email))
    )
    throttle.attempt(here, *elsewhere, at=at)
    user = User.objects.filter(email=email).first()
    if not _password_is_right(user, password) or user is None or not user.is_active:
        journal.record(
            act="account.login_failed", subject="", by=None, at=at, address=address,
            details={"email_digest": email_digest(email)},
        )  # fmt: skip
        raise WrongCredentials("Неверный логин или пароль.")
    throttle.take_back(*elsewhere)
    throttle.forgive(here)
    if user.confirmed_at is None:
        raise NotConfirmed(user)
    record_login(user=user, complete=not owes_factor(user), address=address, at=at)
    return user


def record_login(*, user: User, complete: bool, address: str | None, at: datetime) -> None:
    """Note in the journal that `user` signed in, or (not `complete`) that the second factor is to come."""
    act = "account.login" if complete else "account.password_accepted"
    journal.record(act=act, subject=f"user:{user.pk}", by=user.pk, at=at, address=address)


def _password_is_right(user: User | None, password: str) -> bool:
    # No password is longer than MAX_LENGTH, so a longer text may be cut: it stays wrong.
    password = password[: MAX_LENGTH + 1]
    if user is None or not user.has_usable_password():
        make_password(password)  # costs what checking costs
        return False
    return user.check_password(password)


def email_digest(email: str) -> str:
    """What the journal keeps of an e-mail: enough to see that it is the same one, not to read it."""
    return salted_hmac("kabinet.accounts.journal", email.strip().lower(), algorithm="sha256").hexdigest()[:16]

"""Writes about accounts: opening, confirming, recovering, changing the password and the e-mail."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from kabinet.accounts import throttle
from kabinet.accounts.codes import cancel_codes, find_code, issue_code, spent_code, use_code
from kabinet.accounts.models import (
    OneTimeCode,
    Passkey,
    RecoveryCode,
    Role,
    SecondFactor,
    Session,
    SubmittedForm,
    User,
)
from kabinet.accounts.passwords import set_password
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.notifications.copies import follow_mailbox
from kabinet.notifications.services import forget_letters, send_letter

CONFIRM_EMAIL = OneTimeCode.Purpose.CONFIRM_EMAIL
RECOVER_PASSWORD = OneTimeCode.Purpose.RECOVER_PASSWORD
CHANGE_EMAIL = OneTimeCode.Purpose.CHANGE_EMAIL


class EmailTaken(DomainError):
    """An account with this e-mail exists already."""


class EmailUnchanged(DomainError):
    """The new e-mail is the one the account has."""


class WrongPassword(DomainError):
    """The current password, which a change asks for, is wrong."""


@transaction.atomic
def open_account(*, email: str, password: str, name: str, at: datetime, carried: str = "") -> User | None:
    """The unconfirmed account of `email`: a new one, or the abandoned one with its password replaced.

    None when the e-mail already belongs to a confirmed account: its owner gets a letter, the caller
    must not show the difference. Letters sent before to an unconfirmed account no longer confirm it:
    they belong to what another person may have typed. `carried`: a query of an address, for the letter's link
    to an application that was begun before the account. Raises PasswordRefused.
    """
    email = email.strip().lower()
    fresh = User(email=email, name=name[:255], created_at=at)
    set_password(user=fresh, password=password)
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        user = User.objects.select_for_update().get(email=email)
    else:
        return fresh
    if user.confirmed_at is not None or user.is_operator:
        context = {"email": email, "carried": carried}
        send_letter(kind="already_registered", recipient=email, context=context, at=at)
        return None
    user.password, user.name, user.created_at = fresh.password, fresh.name, at
    user.save(update_fields=["password", "name", "created_at"])
    cancel_codes(user=user, purpose=CONFIRM_EMAIL, at=at)
    return user


@transaction.atomic
def create_specialist(
    *, email: str, password: str, name: str, at: datetime, role: str = Role.SPECIALIST
) -> User:
    """Open a confirmed account of a person of the operator, a specialist unless `role` says otherwise.

    The second factor is set up at the first login. Raises EmailTaken, PasswordRefused.
    """
    user = User(email=email.strip().lower(), name=name[:255], role=role, created_at=at, confirmed_at=at)
    set_password(user=user, password=password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise EmailTaken("Учётная запись с таким e-mail уже есть.") from None
    journal.record(
        act="account.specialist_created", subject=f"user:{user.pk}", by=None, at=at, details={"role": role}
    )
    return user


@transaction.atomic
def send_confirmation(*, user: User, at: datetime, carried: str = "") -> None:
    """Send the link that confirms the e-mail of `user`; those sent before stay good.

    `carried`: a query that the link takes along, of an application begun before the account.
    """
    code = issue_code(user=user, purpose=CONFIRM_EMAIL, at=at)
    context = {"code": code, "email": user.email, "carried": carried}
    send_letter(kind="confirm_email", recipient=user.email, context=context, at=at)


def resend_confirmation(*, email: str, address: str | None, at: datetime, carried: str = "") -> None:
    """Send the confirming link again if `email` waits for it; say nothing if not. Raises TooManyAttempts."""
    email = email.strip().lower()
    throttle.attempt(
        (throttle.CONFIRMATION_OF_EMAIL, throttle.from_place(email, address=address)),
        (throttle.RECOVERY_FROM_ADDRESS, address or ""),
        at=at,
    )
    user = User.objects.filter(email=email, confirmed_at=None, is_active=True).first()
    if user is not None and throttle.is_free((throttle.CONFIRMATION_LETTERS, email), at=at):
        send_confirmation(user=user, at=at, carried=carried)


def confirmed_by(text: str, *, at: datetime) -> User | None:
    """Whose e-mail the string of a letter has confirmed already; None when it has not."""
    spent = spent_code(text=text, purpose=CONFIRM_EMAIL, at=at)
    return spent.user if spent is not None and spent.used_at == spent.user.confirmed_at else None


def confirm_email(*, text: str, address: str | None, at: datetime) -> User:
    """Confirm the e-mail by the string of the letter; a second click on the button changes nothing.

    Raises CodeRefused, TooManyAttempts.
    """
    _count_code(address, at)
    with transaction.atomic():
        if (user := confirmed_by(text, at=at)) is not None:
            return user
        code = find_code(text=text, purpose=CONFIRM_EMAIL, at=at)
        user = code.user
        use_code(code=code, at=at)
        user.confirmed_at = at
        user.save(update_fields=["confirmed_at"])
        _record("account.email_confirmed", user, address, at)
    _uncount_code(address)
    return user


def request_recovery(*, email: str, address: str | None, at: datetime) -> None:
    """Send a control string to the owner of `email`; to a stranger, a letter that there is no account.

    The caller shows the same in both cases. A mailbox that has just got a letter, whoever asked for it, gets
    no further one for some minutes, and the caller shows the same again: the string of the last letter is
    good. A stranger gets one letter a day. Raises TooManyAttempts for what is asked from one address.
    """
    email = email.strip().lower()
    throttle.attempt(
        (throttle.RECOVERY_OF_EMAIL, throttle.from_place(email, address=address)),
        (throttle.RECOVERY_FROM_ADDRESS, address or ""),
        at=at,
    )
    user = User.objects.filter(email=email, is_active=True).first()
    letters = throttle.LETTERS_TO_STRANGER if user is None else throttle.RECOVERY_LETTERS
    if not throttle.is_free((letters, email), at=at):
        return
    with transaction.atomic():
        if user is None:
            send_letter(kind="recover_unknown", recipient=email, context={"email": email}, at=at)
        else:
            code = issue_code(user=user, purpose=RECOVER_PASSWORD, at=at)
            send_letter(
                kind="recover_password", recipient=email, context={"code": code, "email": email}, at=at
            )


@transaction.atomic
def let_in(*, email: str, at: datetime) -> str | None:
    """A control string for the owner of `email`, given by hand and not by letter; None without an account.

    For whoever runs the server: what strangers try from anywhere cannot shut this way.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        return None
    string = issue_code(user=user, purpose=RECOVER_PASSWORD, at=at)
    journal.record(act="account.let_in", subject=f"user:{user.pk}", by=None, at=at)
    return string


def recover_password(*, text: str, password: str, address: str | None, at: datetime) -> User:
    """Set a new password by the control string; every session of the user ends, since its hash changes.

    The string also proves the mailbox, so an unconfirmed account becomes confirmed, and a locked one is
    open again. Raises CodeRefused, PasswordRefused (the string is not spent), TooManyAttempts.
    """
    _count_code(address, at)
    with transaction.atomic():
        code = find_code(text=text, purpose=RECOVER_PASSWORD, at=at)
        user = code.user
        set_password(user=user, password=password)
        use_code(code=code, at=at)
        user.confirmed_at = user.confirmed_at or at
        user.save(update_fields=["password", "confirmed_at"])
        cancel_codes(user=user, purpose=CHANGE_EMAIL, at=at)
        cancel_codes(user=user, purpose=CONFIRM_EMAIL, at=at)
        throttle.forgive((throttle.LOGIN_OF_ACCOUNT, throttle.from_place(user.login, address=address)))
        _tell_password_changed(user, "account.password_recovered", address, at)
    _uncount_code(address)
    return user


def change_password(*, user: User, current: str, new: str, address: str | None, at: datetime) -> None:
    """Change the password; the other sessions of the user end.

    Raises WrongPassword, PasswordRefused, TooManyAttempts.
    """
    check_current(user, current, at)
    with transaction.atomic():
        set_password(user=user, password=new)
        user.save(update_fields=["password"])
        for purpose in (RECOVER_PASSWORD, CHANGE_EMAIL):
            cancel_codes(user=user, purpose=purpose, at=at)
        _tell_password_changed(user, "account.password_changed", address, at)


def request_email_change(
    *, user: User, password: str, new_email: str, address: str | None, at: datetime
) -> None:
    """Send a confirming link to `new_email`; the account keeps the old e-mail until it is opened.

    If the new e-mail has an account already, its owner gets a letter about that instead, and the caller
    shows the same. Raises WrongPassword, EmailUnchanged, TooManyAttempts.
    """
    new_email = new_email.strip().lower()
    if new_email == user.email:
        raise EmailUnchanged("Это ваш нынешний e-mail: укажите новый.")
    check_current(user, password, at)
    throttle.attempt(
        (throttle.EMAIL_CHANGE_OF_ACCOUNT, str(user.pk)),
        (throttle.EMAIL_CHANGE_FROM_ADDRESS, address or ""),
        at=at,
    )
    with transaction.atomic():
        offer_email(user=user, new_email=new_email, letter="change_email", at=at)
        _record("account.email_change_requested", user, address, at)


@transaction.atomic
def offer_email(*, user: User, new_email: str, letter: str, at: datetime) -> None:
    """Send the link that makes `new_email` the login of `user`; links sent before are no longer taken.

    If an account has the e-mail already, its owner gets a letter about that instead.
    """
    new_email = new_email.strip().lower()
    cancel_codes(user=user, purpose=CHANGE_EMAIL, at=at)
    if User.objects.filter(email=new_email).exists():
        send_letter(kind="email_taken", recipient=new_email, context={"email": new_email}, at=at)
        return
    code = issue_code(user=user, purpose=CHANGE_EMAIL, at=at, new_email=new_email)
    send_letter(kind=letter, recipient=new_email, context={"code": code, "email": new_email}, at=at)


def confirm_new_email(*, text: str, address: str | None, at: datetime) -> User:
    """Give the account its new e-mail by the string of the letter; the old mailbox gets a letter.

    The first e-mail of a person whom the office entered opens the cabinet, and spends its code. Strings sent
    to the old mailbox are no longer taken. A second click on the button changes nothing.
    Raises CodeRefused, EmailTaken, TooManyAttempts.
    """
    _count_code(address, at)
    with transaction.atomic():
        spent = spent_code(text=text, purpose=CHANGE_EMAIL, at=at)
        if spent is not None and spent.new_email == spent.user.email:
            return spent.user
        code = find_code(text=text, purpose=CHANGE_EMAIL, at=at)
        user, old_email = code.user, code.user.email
        use_code(code=code, at=at)
        for purpose in (RECOVER_PASSWORD, OneTimeCode.Purpose.CLAIM):
            cancel_codes(user=user, purpose=purpose, at=at)
        user.email, user.confirmed_at = code.new_email, user.confirmed_at or at
        try:
            with transaction.atomic():
                user.save(update_fields=["email", "confirmed_at"])
        except IntegrityError:
            raise EmailTaken("Пока письмо ждало, с этим e-mail открыли другую учётную запись.") from None
        follow_mailbox(reader=user.pk, recipient=code.new_email)
        send_letter(
            kind="email_changed",
            recipient=old_email,
            context={"at": at, "new_email": hide_email(user.email)},
            person=user.pk,
            at=at,
        )
        _record("account.email_changed" if old_email else "account.claimed", user, address, at)
    _uncount_code(address)
    return user


@transaction.atomic
def rename_user(*, user: User, name: str, at: datetime) -> None:
    """Change the name by which `user` is shown to others."""
    user.name = name[:255]
    user.save(update_fields=["name"])
    _record("account.renamed", user, None, at)


def claim_form(*, token: UUID, at: datetime) -> bool:
    """Whether the form with this token is carried out for the first time (call inside a transaction).

    A second request with the same token waits here until the transaction of the first one ends.
    """
    SubmittedForm.objects.filter(at__lt=at - timedelta(days=1)).delete()
    try:
        with transaction.atomic():
            SubmittedForm.objects.create(token=token, at=at)
    except IntegrityError:
        return False
    return True


def release_form(*, token: UUID) -> None:
    """Let the form be sent again: it was not carried out."""
    SubmittedForm.objects.filter(token=token).delete()


def hide_email(email: str) -> str:
    """An e-mail as others may see it: «iv***@example.ru»."""
    name, _, host = email.partition("@")
    return f"{name[:2]}***@{host}"


@transaction.atomic
def end_account(*, user: User, by: User | None, address: str | None, at: datetime) -> None:
    """Close an account for good: nobody signs in, and the row, which cases lean on, names nobody.

    The mailbox is free for another account.
    """
    for held in (OneTimeCode, SecondFactor, RecoveryCode, Passkey, Session):
        held.objects.filter(user=user).delete()
    forget_letters(person=user.pk, email=user.login)
    user.email, user.name, user.second_factor_at = f"{user.pk}@closed.invalid", "", None
    user.set_unusable_password()
    user.is_active = False
    user.session_epoch += 1
    user.save(update_fields=["email", "name", "second_factor_at", "password", "is_active", "session_epoch"])
    journal.record(
        act="account.closed", subject=f"user:{user.pk}", by=by.pk if by else None, at=at, address=address
    )


def take_login_away(*, user: User) -> None:
    """Nobody signs in by this account any more; the row and what it owns stay. Its mailbox is free again."""
    for held in (OneTimeCode, SecondFactor, RecoveryCode, Passkey, Session):
        held.objects.filter(user=user).delete()
    user.email = user.confirmed_at = user.second_factor_at = None
    user.set_unusable_password()
    user.session_epoch += 1
    user.save(update_fields=["email", "confirmed_at", "second_factor_at", "password", "session_epoch"])


def check_current(user: User, password: str, at: datetime) -> None:
    """See that the person at the keyboard knows the password: an open session alone is not enough.

    Raises WrongPassword, TooManyAttempts.
    """
    limit = (throttle.PASSWORD_OF_SESSION, str(user.pk))
    throttle.attempt(limit, at=at)
    if not user.check_password(password):
        raise WrongPassword("Неверный текущий пароль.")
    throttle.forgive(limit)


def _count_code(address: str | None, at: datetime) -> None:
    throttle.attempt((throttle.CODES_FROM_ADDRESS, address or ""), at=at)


def _uncount_code(address: str | None) -> None:
    throttle.take_back((throttle.CODES_FROM_ADDRESS, address or ""))


def _tell_password_changed(user: User, act: str, address: str | None, at: datetime) -> None:
    send_letter(kind="password_changed", recipient=user.email, context={"at": at}, person=user.pk, at=at)
    _record(act, user, address, at)


def _record(act: str, user: User, address: str | None, at: datetime) -> None:
    journal.record(act=act, subject=f"user:{user.pk}", by=user.pk, at=at, address=address)

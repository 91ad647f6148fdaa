"""The operator's people as the administrator sees them: invitations, roles, blocking.

At least one administrator who can sign in always remains: whoever takes away the last one is refused.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from kabinet.accounts.codes import cancel_codes, find_code, issue_code
from kabinet.accounts.models import OPERATOR_ROLES, OneTimeCode, Role, User
from kabinet.accounts.passwords import set_password
from kabinet.accounts.services import EmailTaken, claim_form
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.notifications.services import send_letter

INVITE = OneTimeCode.Purpose.INVITE


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a person of the operator is and does; `handles_…` count for specialists alone."""

    role: str
    handles_applications: bool = True
    handles_appeals: bool = True


class PostRefused(DomainError):
    """The role is none of the operator's, or a specialist would have nothing to do."""


class LastAdministrator(DomainError):
    """Without this person nobody could administer the portal."""


class InvitationAccepted(DomainError):
    """The person has a password already: there is nothing to invite to."""


@transaction.atomic
def invite_person(
    *, email: str, name: str, post: Post, token: UUID, by: User, address: str | None, at: datetime
) -> User:
    """Open an account without a password and send its owner the invitation; a repeated form sends nothing.

    Raises EmailTaken, PostRefused.
    """
    email = email.strip().lower()
    _check_post(post)
    if not claim_form(token=token, at=at):
        return User.objects.get(email=email)
    person = User(email=email, name=name.strip()[:255], created_at=at, **_columns(post))
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise EmailTaken(
            "На этот e-mail уже открыта учётная запись — сотрудника или заявителя. Укажите рабочий e-mail."
        ) from None
    _send_invitation(person, at)
    _record("account.person_invited", person, by=by, address=address, at=at, role=post.role, email=email)
    return person


@transaction.atomic
def resend_invitation(*, person: User, by: User, address: str | None, at: datetime) -> None:
    """Send a new link; those sent before are no longer taken. Raises InvitationAccepted."""
    locked = User.objects.select_for_update().get(pk=person.pk)
    if locked.confirmed_at is not None:
        raise InvitationAccepted("Приглашение уже принято: у сотрудника есть пароль.")
    cancel_codes(user=locked, purpose=INVITE, at=at)
    _send_invitation(locked, at)
    _record("account.invitation_resent", locked, by=by, address=address, at=at)


@transaction.atomic
def invited_person(*, text: str, at: datetime) -> User:
    """Whom the link of an invitation belongs to. Raises CodeRefused."""
    return find_code(text=text, purpose=INVITE, at=at).user


@transaction.atomic
def accept_invitation(*, text: str, password: str, address: str | None, at: datetime) -> User:
    """Set the person's own password by the link of the letter, which also proves the mailbox.

    Raises CodeRefused, PasswordRefused (the link is not spent).
    """
    person = find_code(text=text, purpose=INVITE, at=at).user
    set_password(user=person, password=password)
    cancel_codes(user=person, purpose=INVITE, at=at)
    person.confirmed_at = at
    person.save(update_fields=["password", "confirmed_at"])
    _record("account.invitation_accepted", person, by=person, address=address, at=at)
    return person


@transaction.atomic
def change_person(
    *, person: User, name: str, post: Post, by: User, address: str | None, at: datetime
) -> None:
    """Change the name, the role and the duties. Raises PostRefused, LastAdministrator."""
    _check_post(post)
    locked = _locked(person, still_administrates=post.role == Role.ADMINISTRATOR)
    changed = {
        field: value
        for field, value in {"name": name.strip()[:255], **_columns(post)}.items()
        if value != getattr(locked, field)
    }
    if not changed:
        return
    for field, value in changed.items():
        setattr(locked, field, value)
    locked.save(update_fields=list(changed))
    _record("account.person_changed", locked, by=by, address=address, at=at, **changed)


@transaction.atomic
def block_person(*, person: User, by: User, address: str | None, at: datetime) -> None:
    """Close the account: every session ends and no login succeeds. Raises LastAdministrator."""
    locked = _locked(person, still_administrates=False)
    if not locked.is_active:
        return
    locked.is_active = False
    locked.session_epoch += 1
    locked.save(update_fields=["is_active", "session_epoch"])
    _record("account.person_blocked", locked, by=by, address=address, at=at)


@transaction.atomic
def unblock_person(*, person: User, by: User, address: str | None, at: datetime) -> None:
    """Open the account again with the password and the second factor it had."""
    locked = User.objects.select_for_update().get(pk=person.pk)
    if locked.is_active:
        return
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    _record("account.person_unblocked", locked, by=by, address=address, at=at)


def _check_post(post: Post) -> None:
    if post.role not in OPERATOR_ROLES:
        raise PostRefused("Выберите роль сотрудника.")
    if post.role == Role.SPECIALIST and not (post.handles_applications or post.handles_appeals):
        raise PostRefused("Отметьте, с чем работает специалист: с заявками, с обращениями или с обоими.")


def _columns(post: Post) -> dict[str, str | bool]:
    """The post as the columns of User hold it; what means nothing for the role stays as it is by default."""
    works = post.role == Role.SPECIALIST
    return {
        "role": post.role,
        "handles_applications": post.handles_applications or not works,
        "handles_appeals": post.handles_appeals or not works,
    }


def _locked(person: User, *, still_administrates: bool) -> User:
    """The person's row, locked together with every administrator's, so that two do not remove each other."""
    able = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(confirmed_at=None)
    others = [one for one in able.select_for_update().order_by("pk") if one.pk != person.pk]
    locked = User.objects.select_for_update().get(pk=person.pk)
    if locked.role == Role.ADMINISTRATOR and not still_administrates and locked.is_active and not others:
        raise LastAdministrator(
            "Это единственный администратор, который может войти. Сначала дайте эту роль ещё кому-нибудь."
        )
    return locked


def _send_invitation(person: User, at: datetime) -> None:
    code = issue_code(user=person, purpose=INVITE, at=at)
    context = {
        "code": code, "email": person.email, "name": person.name, "role": Role(person.role).label.lower(),
    }  # fmt: skip
    send_letter(kind="invitation", recipient=person.email, context=context, at=at)


def _record(
    act: str, person: User, *, by: User, address: str | None, at: datetime, **details: str | bool
) -> None:
    journal.record(act=act, subject=f"user:{person.pk}", by=by.pk, at=at, address=address, details=details)

"""Who acts for an applicant: invitations, their acceptance, the end; the applicants that a person adds.

An applicant has an account of its own, with or without a login (docs/adr/0036): what is done for it is its
own act (ГК РФ, ст. 182, п. 1), and the journal names the person. What each role may do is decided by
kabinet.cabinet.access alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from kabinet.accounts.codes import LIFETIMES, canonical, dashed, digest_of, new_string
from kabinet.accounts.models import OneTimeCode, User
from kabinet.accounts.passwords import set_password
from kabinet.accounts.services import claim_form, take_login_away
from kabinet.applicants.consents import record_consent
from kabinet.applicants.models import Applicant, ApplicantKind, MemberRole, Membership, Memberships
from kabinet.applicants.powers import PowerTold, give_power
from kabinet.applicants.purposes import PROCESSING
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable
from kabinet.notifications.copies import begin_copies, end_copies, forget_copies, is_copied
from kabinet.notifications.services import send_letter

INVITED_FOR = LIFETIMES[OneTimeCode.Purpose.INVITE]
MOST = 50
"""People of one applicant, and applicants of one person: a bound, more than an accounting firm needs."""


class InvitationRefused(DomainError):
    """The string is unknown, accepted, taken back or too old: which of them, we do not tell."""

    def __init__(self) -> None:
        super().__init__("Приглашение уже принято, отозвано или устарело. Попросите прислать новое.")


class InvitationOfAnother(DomainError):
    """The invitation went to another mailbox than that of the person who is signed in."""

    def __init__(self, email: str) -> None:
        super().__init__(f"Приглашение отправлено на {email}. Войдите с этим e-mail и откройте ссылку снова.")


class MemberRefused(DomainError):
    """Nobody is invited, and the text says why."""


class AccountExists(DomainError):
    """The mailbox of the invitation has an account: its owner signs in and accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Who is invited to do what for an applicant, on what ground and until when.

    `power`: the power of attorney, whose last day is then `until`. `hands_over`: with the acceptance the
    inviter may act no more.
    """

    name: str
    email: str
    role: str
    basis: str = ""
    until: date | None = None
    power: PowerTold | None = None
    hands_over: bool = False


@transaction.atomic
def invite_member(
    *, applicant: Applicant, invitation: Invitation, token: UUID, by: User, address: str | None, at: datetime
) -> Membership | None:
    """Write to the mailbox; a repeated form sends nothing. An earlier invitation to it is taken back.

    `by`: the person who invites. Raises MemberRefused, PowerRefused.
    """
    if not claim_form(token=token, at=at):
        return None
    locked = Applicant.objects.select_for_update().select_related("user").get(pk=applicant.pk)
    email, today = invitation.email.strip().lower(), timezone.localdate(at)
    _check(locked, invitation, email, by, today)
    pending = locked.memberships.invited(at).filter(email=email)
    pending.update(ended_at=at, ended_by=by, digest="")
    string = new_string()
    made = Membership.objects.create(
        applicant=locked, role=invitation.role, name=storable(invitation.name.strip())[:255], email=email,
        basis=storable(invitation.basis.strip())[:300], until=invitation.until, invited_by=by, invited_at=at,
        expires_at=at + INVITED_FOR, digest=digest_of(string), hands_over=invitation.hands_over,
    )  # fmt: skip
    if invitation.power is not None:
        power = give_power(membership=made, told=invitation.power, scan=None, by=by, address=address, at=at)
        made.until = power.until
    context = {
        "code": dashed(string), "name": made.name, "party": locked.name, "inviter": by.name or by.login,
        "role": MemberRole(made.role).label.lower(), "until": made.until, "hands_over": made.hands_over,
    }  # fmt: skip
    send_letter(kind="member_invited", recipient=email, context=context, at=at)
    _record("member.invited", made, by=by, address=address, at=at)
    return made


def _check(applicant: Applicant, invitation: Invitation, email: str, by: User, today: date) -> None:
    if invitation.role not in MemberRole:
        raise MemberRefused("Выберите, что человек сможет делать.")
    if invitation.until is not None and invitation.until < today:
        raise MemberRefused("Этот срок уже прошёл: укажите день в будущем или оставьте поле пустым.")
    if email in {applicant.user.login, by.login}:
        raise MemberRefused("Это ваш собственный e-mail: приглашают другого человека.")
    if applicant.memberships.in_force(today).filter(person__email=email).exists():
        raise MemberRefused("Этот человек уже действует за заявителя. Сначала прекратите прежние полномочия.")
    if applicant.memberships.filter(ended_at=None).count() >= MOST:
        raise MemberRefused(f"У заявителя уже {MOST} человек и приглашений. Завершите ненужные.")
    if invitation.hands_over and applicant.kind != ApplicantKind.COMPANY:
        raise MemberRefused("Передать другому можно только кабинет организации.")


def invitation_of(*, text: str, at: datetime) -> Membership:
    """The invitation that the string of a letter opens. Raises InvitationRefused."""
    found = (
        Membership.objects.invited(at)
        .select_related("applicant__user", "invited_by")
        .filter(digest=digest_of(canonical(text)))
        .first()
    )
    if found is None:
        raise InvitationRefused
    return found


def has_account(email: str) -> bool:
    """Whether the mailbox of an invitation has an account: told only to whoever holds its string."""
    return User.objects.filter(email=email).exists()


@transaction.atomic
def accept_membership(*, text: str, by: User, address: str | None, at: datetime) -> Membership:
    """The person accepts: from now on they act for the applicant, and get its letters.

    Raises InvitationRefused, InvitationOfAnother, MemberRefused.
    """
    found = invitation_of(text=text, at=at)
    locked = (
        Membership.objects.select_for_update(of=("self",)).select_related("applicant__user").get(pk=found.pk)
    )
    if locked.accepted_at or locked.ended_at:
        raise InvitationRefused
    if by.login != locked.email:
        raise InvitationOfAnother(locked.email)
    if by.is_operator:
        raise MemberRefused("Сотрудник сетевой организации не может действовать за заявителя.")
    _begin(locked, by, at)
    _record("member.accepted", locked, by=by, address=address, at=at)
    if locked.hands_over:
        _hand_over(locked, address=address, at=at)
    return locked


@transaction.atomic
def join_by_invitation(
    *, text: str, name: str, password: str, address: str | None, user_agent: str, at: datetime
) -> User:
    """Open an account for the mailbox, which the string proves, and accept; nothing more is asked.

    Raises InvitationRefused, AccountExists, PasswordRefused.
    """
    found = invitation_of(text=text, at=at)
    person = User(email=found.email, name=storable(name.strip())[:255], created_at=at, confirmed_at=at)
    set_password(user=person, password=password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise AccountExists(
            "На этот e-mail уже есть учётная запись: войдите и примите приглашение."
        ) from None
    journal.record(
        act="account.registered", subject=f"user:{person.pk}", by=person.pk, at=at, address=address
    )
    record_consent(user=person, purpose=PROCESSING, address=address, user_agent=user_agent, at=at)
    accept_membership(text=text, by=person, address=address, at=at)
    return person


@transaction.atomic
def end_membership(*, membership: Membership, by: User, address: str | None, at: datetime) -> None:
    """End it at once, or take the invitation back; `by`: the person who does. Twice is once."""
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if locked.ended_at is not None:
        return
    _end(locked, by, at)
    if locked.person is not None and locked.person_id != by.pk:
        context = {"party": locked.applicant.name, "at": at}
        send_letter(
            kind="member_ended",
            recipient=locked.person.email,
            context=context,
            person=locked.person_id,
            at=at,
        )
    _record("member.ended", locked, by=by, address=address, at=at)


@transaction.atomic
def choose_copies(*, membership: Membership, wanted: bool) -> None:
    """Whether the person gets the applicant's letters at their own mailbox."""
    person, owner = membership.person, membership.applicant.user_id
    if person is None:
        return
    if wanted:
        begin_copies(person=owner, reader=person.pk, recipient=person.login, until=membership.until)
    else:
        end_copies(person=owner, reader=person.pk)


def wants_copies(membership: Membership) -> bool:
    """Whether they come now."""
    return membership.person_id is not None and is_copied(
        person=membership.applicant.user_id, reader=membership.person_id
    )


def leave_all(*, user: User, at: datetime) -> None:
    """An account is closed: it acts for nobody, nobody acts for it, and the rows name nobody any more."""
    own = Membership.objects.filter(person=user)
    of_others = Membership.objects.filter(applicant__user=user)
    for rows in (own, of_others):
        rows.filter(ended_at=None).update(ended_at=at, ended_by=None)
        rows.update(name="", email="", digest="")
    forget_copies(account=user.pk)


def people_of(owner: UUID, *, at: datetime) -> Sequence[Membership]:
    """Who acts for the applicant of this account, who could until the power ran out, who is invited."""
    rows = Membership.objects.filter(applicant__user=owner, ended_at=None)
    order = list(MemberRole.values)
    shown = [
        row
        for row in rows.select_related("person", "invited_by").prefetch_related("powers__scan")
        if row.accepted_at or row.expires_at > at
    ]
    return sorted(shown, key=lambda row: (row.accepted_at is None, order.index(row.role), row.pk))


def former_people(owner: UUID) -> Sequence[Membership]:
    """Who acted for the applicant of this account before, the last first."""
    ended = Membership.objects.filter(
        applicant__user=owner, accepted_at__isnull=False, ended_at__isnull=False
    )
    return list(ended.prefetch_related("powers__scan").order_by("-ended_at", "-pk")[:MOST])


def accepted_people(owner: UUID) -> Sequence[Membership]:
    """Whoever acts or acted for the applicant of this account, as the office sees them; the latest first."""
    accepted = Membership.objects.filter(applicant__user=owner, accepted_at__isnull=False)
    return list(accepted.prefetch_related("powers__scan").order_by("-accepted_at", "-pk"))


def memberships_of(person: User, *, at: datetime) -> Sequence[Membership]:
    """For whom else a person may act now, by the names of the applicants."""
    found = Membership.objects.in_force(timezone.localdate(at)).filter(person=person)
    return list(_with_powers(found).order_by("applicant__name", "pk"))


def lapsed_of(person: User, *, at: datetime) -> Sequence[Membership]:
    """For whom a person could act until the last day of the power, and could again by a new one."""
    found = Membership.objects.filter(person=person, ended_at=None, until__lt=timezone.localdate(at))
    return list(_with_powers(found).order_by("applicant__name", "pk"))


def _with_powers(rows: Memberships) -> Memberships:
    return rows.select_related("applicant__user").prefetch_related("powers__scan")


def has_cabinet(owner: User) -> bool:
    """Whether anybody reads in the cabinet what is written there to this party: it has a login, or people."""
    if owner.login:
        return True
    return Membership.objects.in_force(timezone.localdate()).filter(applicant__user=owner).exists()


def _begin(membership: Membership, person: User, at: datetime) -> None:
    earlier = Membership.objects.filter(applicant=membership.applicant_id, person=person, ended_at=None)
    earlier.update(ended_at=at)  # what has run out is still unended
    membership.person, membership.accepted_at, membership.digest = person, at, ""
    membership.save(update_fields=["person", "accepted_at", "digest"])
    choose_copies(membership=membership, wanted=True)


def _end(membership: Membership, by: User | None, at: datetime) -> None:
    membership.ended_at, membership.ended_by, membership.digest = at, by, ""
    membership.save(update_fields=["ended_at", "ended_by", "digest"])
    choose_copies(membership=membership, wanted=False)


def _hand_over(membership: Membership, *, address: str | None, at: datetime) -> None:
    """Whoever offered the cabinet leaves it: their membership ends, or the account loses its login."""
    owner, former = membership.applicant.user, membership.invited_by
    context = {"party": membership.applicant.name, "successor": membership.name, "at": at}
    send_letter(kind="cabinet_handed_over", recipient=former.login, context=context, at=at)
    if former.pk == owner.pk:
        take_login_away(user=owner)
    else:
        held = Membership.objects.filter(applicant=membership.applicant_id, person=former, ended_at=None)
        for row in held:
            _end(row, former, at)
    _record("member.handed_over", membership, by=former, address=address, at=at)


def _record(act: str, row: Membership, *, by: User, address: str | None, at: datetime) -> None:
    details = {"role": row.role, "membership": str(row.pk), "person": str(row.person_id or "")}
    journal.record(
        act=act, subject=f"user:{row.applicant.user_id}", by=by.pk, at=at, address=address, details=details
    )

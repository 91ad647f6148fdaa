"""Writes about applicants: registration, changes of the profile; and what a new application begins with."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from kabinet.accounts import throttle
from kabinet.accounts.models import Role, User
from kabinet.accounts.services import open_account, send_confirmation
from kabinet.applicants import consents, purposes, withdrawals
from kabinet.applicants.answers import ProfileName, profile_text
from kabinet.applicants.models import Applicant, ApplicantKind, Consent
from kabinet.applicants.questions import (
    EMAIL,
    IDENTITY_DOCUMENT,
    PASSPORT,
    display_name,
    questions_for,
)
from kabinet.applicants.representation import representative_questions, representative_told
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.questions import Answers, Kind, Question, parse
from kabinet.notifications.choosing import follow_consent

UNCONFIRMED_FOR = timedelta(days=settings.RETENTION["unconfirmed"])
"""How long a registration waits for its mailbox to be proved."""
CLOSED_NAME = "Закрытая учётная запись"


class ProfileStale(DomainError):
    """The profile was changed after the form was opened; `current` is what is saved now."""

    def __init__(self, current: Applicant) -> None:
        self.current = current
        super().__init__("Пока эта страница была открыта, профиль изменили — например, в другой вкладке.")


class OwnersBusiness(DomainError):
    """The applicant has a cabinet: the details in it are the owner's to change."""

    def __init__(self) -> None:
        super().__init__("Заявитель уже входит в кабинет: свои данные он меняет сам.")


class AlreadyEntered(DomainError):
    """The office has entered somebody with these numbers before: `applicant`."""

    def __init__(self, applicant: Applicant) -> None:
        self.applicant = applicant
        super().__init__(f"Такой заявитель уже заведён в офисе: {applicant.name}. Найдите его по номеру.")


def register_applicant(
    *,
    kind: str,
    answers: Answers,
    password: str,
    email_notices: bool,
    address: str | None,
    user_agent: str,
    at: datetime,
    carried: str = "",
) -> User | None:
    """Open an account for the applicant that `answers` (well formed, with «email») describe.

    The mailbox gets a letter with a confirming link; if the e-mail has a confirmed account, its owner gets
    another letter and nothing else happens, None: the caller shows the same in both cases. `carried`: the
    query of an application begun before, which the links of both letters take along. Raises
    TooManyAttempts, PasswordRefused.
    """
    email = profile_text(answers, "email")
    throttle.attempt(
        (throttle.REGISTRATION_OF_EMAIL, throttle.from_place(email.strip().lower(), address=address)),
        (throttle.REGISTRATION_LETTERS, email.strip().lower()),
        (throttle.REGISTRATION_FROM_ADDRESS, address or ""),
        at=at,
    )
    with transaction.atomic():
        name = display_name(kind, answers)
        user = open_account(email=email, password=password, name=name, at=at, carried=carried)
        if user is None:
            return None
        applicant = Applicant.objects.filter(user=user).first() or Applicant(user=user)
        applicant.kind = kind
        describe(applicant, answers, at)
        applicant.email_notices = email_notices
        applicant.save()
        follow_consent(person=user.pk, given=email_notices)
        send_confirmation(user=user, at=at, carried=carried)
        journal.record(
            act="account.registered", subject=f"user:{user.pk}", by=user.pk, at=at, address=address
        )
        for purpose in (purposes.PROCESSING, *((purposes.EMAIL_NOTICES,) if email_notices else ())):
            consents.record_consent(
                user=user,
                purpose=purpose,
                representative=representative_told(answers),
                address=address,
                user_agent=user_agent,
                at=at,
            )
    return user


def enter_applicant(
    *, applicant_id: UUID, kind: str, answers: Answers, by: User, address: str | None, at: datetime
) -> Applicant:
    """Register whom `answers` (well formed) describe, without e-mail and password: there is paper.

    The same `applicant_id` again gives the applicant entered first. No consent is recorded: nobody clicked
    (152-ФЗ, ст. 6, ч. 1, п. 5: the contract that is asked for is ground enough). Raises AlreadyEntered.
    """
    entered = Applicant.objects.select_related("user").filter(pk=applicant_id)
    try:
        with transaction.atomic():
            return entered.first() or _enter(applicant_id, kind, answers, by=by, address=address, at=at)
    except IntegrityError:  # two requests with one id at once: the second lost
        return entered.get()


def _enter(
    applicant_id: UUID, kind: str, answers: Answers, *, by: User, address: str | None, at: datetime
) -> Applicant:
    user = User(name=display_name(kind, answers)[:255], created_at=at)
    user.set_unusable_password()
    applicant = Applicant(id=applicant_id, user=user, kind=kind)
    describe(applicant, answers, at)
    numbers = {"snils": applicant.snils, "inn": applicant.inn, "ogrn": applicant.ogrn}
    same = Applicant.objects.filter(kind=kind, user__email=None, memberships=None, **numbers)
    # Whoever kept the numbers cannot be told from others who did.
    if any(numbers.values()) and (first := same.exclude(pk=applicant_id).first()) is not None:
        raise AlreadyEntered(first)
    user.save(force_insert=True)
    applicant.save(force_insert=True)
    journal.record(act="account.entered", subject=f"user:{user.pk}", by=by.pk, at=at, address=address)
    return applicant


@transaction.atomic
def correct_entered(
    *, applicant: Applicant, answers: Answers, version: int, by: User, address: str | None, at: datetime
) -> Applicant:
    """Correct what the office entered from paper; once the cabinet is claimed, its owner alone does.

    Raises ProfileStale, OwnersBusiness.
    """
    current = Applicant.objects.select_for_update().select_related("user").get(pk=applicant.pk)
    if current.user.email or current.memberships.exists():
        raise OwnersBusiness
    if current.version != version:
        raise ProfileStale(current)
    before = current.details
    describe(current, answers, at)
    current.version += 1
    current.save()
    current.user.name = current.name[:255]
    current.user.save(update_fields=["name"])
    changed = sorted(name for name in current.details if current.details[name] != before.get(name))
    journal.record(
        act="profile.changed",
        subject=f"user:{current.user_id}",
        by=by.pk,
        at=at,
        address=address,
        details={"fields": changed},
    )
    return current


def purge_unconfirmed(*, at: datetime) -> int:
    """Forget the registrations whose mailbox nobody proved in UNCONFIRMED_FOR; how many there were.

    They are data of a person who may never have been here: there is nothing to keep them for (152-ФЗ, ст. 5,
    ч. 7). Whom the office entered from paper has no mailbox to prove, and stays,
    and so does what the law keeps of one who left.
    """
    forgotten = User.objects.filter(
        role=Role.APPLICANT,
        is_active=True,
        confirmed_at=None,
        created_at__lt=at - UNCONFIRMED_FOR,
        email__isnull=False,
    )
    purged = 0
    for user in forgotten.iterator():
        with transaction.atomic():
            # The letter may be followed at this very moment.
            locked = User.objects.select_for_update().filter(pk=user.pk, confirmed_at=None).first()
            if locked is None:
                continue
            Consent.objects.filter(user=locked).delete()
            Applicant.objects.filter(user=locked).delete()
            locked.delete()
        purged += 1
    return purged


@transaction.atomic
def update_applicant(
    *,
    applicant: Applicant,
    answers: Answers,
    email_notices: bool,
    version: int,
    address: str | None,
    user_agent: str,
    at: datetime,
) -> Applicant:
    """Save the profile (well formed `answers`). `version` is that of the profile the form was opened with.

    Turning notices on or off is recorded as a consent given or withdrawn. Raises ProfileStale.
    """
    current = Applicant.objects.select_for_update().select_related("user").get(pk=applicant.pk)
    if current.version != version:
        raise ProfileStale(current)
    before, user = current.details, current.user
    describe(current, answers, at)
    if email_notices and not current.email_notices:
        consents.record_consent(
            user=user, purpose=purposes.EMAIL_NOTICES, address=address, user_agent=user_agent, at=at
        )
        follow_consent(person=user.pk, given=True)
    elif current.email_notices and not email_notices:
        withdrawals.record_withdrawal(
            user=user, purpose=purposes.EMAIL_NOTICES, address=address, user_agent=user_agent, at=at
        )
    current.email_notices = email_notices
    current.version += 1
    current.save()
    user.name = current.name[:255]
    user.save(update_fields=["name"])
    changed = sorted(name for name in current.details if current.details[name] != before.get(name))
    journal.record(
        act="profile.changed",
        subject=f"user:{user.pk}",
        by=user.pk,
        at=at,
        address=address,
        details={"fields": changed},
    )
    return current


def erase_applicant(*, user: User) -> None:
    """Forget what the profile of a closed account said; what cases say stays in them."""
    Applicant.objects.filter(user=user).update(
        name=CLOSED_NAME, snils="", inn="", ogrn="", details={}, email_notices=False
    )


def prefill(applicant: Applicant, *, email: str = "") -> dict[str, Any]:
    """The answers that a new application begins with: the profile, the e-mail, a passport as the document.

    `email`: of whoever acts for an applicant without a mailbox of its own.
    """
    document = {IDENTITY_DOCUMENT.name: PASSPORT} if applicant.kind == ApplicantKind.PERSON else {}
    filled = {name: answer for name, answer in applicant.details.items() if answer}
    return {**document, **filled, EMAIL.name: applicant.user.login or email}


def describe(applicant: Applicant, answers: Answers, at: datetime) -> None:
    """Put the answers into the row (unsaved), with the copies that lists and search use. Raises Malformed."""
    asked = {question.name: question for question in profile_questions(applicant.kind)}
    applicant.details = {name: _one_spelling(question, answers) for name, question in asked.items()}
    applicant.name = display_name(applicant.kind, answers)[:500]
    applicant.snils = _parsed(asked, "snils", answers)
    applicant.inn = _parsed(asked, "inn", answers)
    applicant.ogrn = _parsed(asked, "ogrn", answers) or _parsed(asked, "ogrnip", answers)
    applicant.updated_at = at


_OF_ONE_SPELLING = {
    Kind.PERSON_NAME, Kind.SNILS, Kind.INN_PERSON, Kind.INN_COMPANY, Kind.OGRN, Kind.OGRNIP, Kind.KPP,
    Kind.PASSPORT, Kind.DEPARTMENT_CODE,
}  # fmt: skip
"""Names and numbers with one right spelling: the profile has it, however they were typed."""


def _one_spelling(question: Question, answers: Answers) -> Any:
    raw = answers.get(question.name, "")
    return (parse(question, raw) or "") if raw and question.kind in _OF_ONE_SPELLING else raw


def profile_questions(kind: str) -> list[Question]:
    """What the profile of an applicant of this kind asks, with the representative, without the e-mail."""
    both = (*questions_for(kind), *representative_questions(kind))
    return [question for question in both if question.name != EMAIL.name]


def _parsed(asked: dict[str, Question], name: ProfileName, answers: Answers) -> str:
    return (parse(asked[name], answers.get(name)) or "") if name in asked else ""

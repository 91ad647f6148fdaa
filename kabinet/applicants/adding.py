"""A person adds an applicant for whom they act: a company of the bookkeeper's, one's own business."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from kabinet.accounts.models import User
from kabinet.applicants.consents import record_consent
from kabinet.applicants.members import MOST, choose_copies
from kabinet.applicants.models import Applicant, MemberRole, Membership
from kabinet.applicants.powers import PowerTold, give_power
from kabinet.applicants.purposes import PROCESSING
from kabinet.applicants.questions import display_name
from kabinet.applicants.representation import representative_power, representative_told, represented
from kabinet.applicants.services import describe
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.questions import Answers


class TooManyApplicants(DomainError):
    """The person acts for MOST applicants already."""

    def __init__(self) -> None:
        super().__init__(f"Вы уже действуете за {MOST} заявителей. Завершите полномочия, которые не нужны.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Whom to add: the kind, the well-formed answers, the id that the page gave; and from where it came."""

    applicant_id: UUID
    kind: str
    answers: Answers
    address: str | None
    user_agent: str


def add_applicant(*, added: Added, by: User, at: datetime) -> Membership:
    """Open an account without a login for whom the answers describe; the person `by` acts for it.

    Where the answers tell of a representative, that is what `by` is, on the ground told there; else the head.
    The same id again gives what was added first. Raises TooManyApplicants, PowerRefused.
    """
    earlier = Membership.objects.filter(applicant_id=added.applicant_id, person=by)
    earlier = earlier.select_related("applicant__user")
    try:
        with transaction.atomic():
            return earlier.first() or _add(added, by, at)
    except IntegrityError:  # two requests with one id at once: the second lost
        return earlier.get()


def _add(added: Added, by: User, at: datetime) -> Membership:
    kind, answers = added.kind, added.answers
    if Membership.objects.filter(person=by, ended_at=None).count() >= MOST:
        raise TooManyApplicants
    account = User(name=display_name(kind, answers)[:255], created_at=at)
    account.set_unusable_password()
    applicant = Applicant(id=added.applicant_id, user=account, kind=kind)
    describe(applicant, answers, at)
    account.save(force_insert=True)
    applicant.save(force_insert=True)
    power = representative_power(answers)
    made = Membership.objects.create(
        applicant=applicant, person=by, name=by.name, email=by.login,
        role=MemberRole.REPRESENTATIVE if represented(answers) else MemberRole.HEAD,
        basis=power.told[:300], until=power.until, invited_by=by, invited_at=at, expires_at=at,
        accepted_at=at,
    )  # fmt: skip
    if power.attorney and power.issued_on is not None:
        told = PowerTold(number=power.number, issued_on=power.issued_on, until=power.until)
        given = give_power(membership=made, told=told, scan=None, by=by, address=added.address, at=at)
        made.until = given.until
    choose_copies(membership=made, wanted=True)
    journal.record(
        act="member.added_applicant", subject=f"user:{account.pk}", by=by.pk, at=at, address=added.address,
        details={"role": made.role, "membership": str(made.pk)},
    )  # fmt: skip
    record_consent(
        user=account, purpose=PROCESSING, representative=representative_told(answers),
        address=added.address, user_agent=added.user_agent, at=at,
    )  # fmt: skip
    return made

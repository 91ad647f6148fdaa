"""How it was made sure who uses an account: records with their history (63-ФЗ, ст. 9 ч. 1; ч. 2 п. 1)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.accounts.second_factor import reset_factor
from kabinet.applicants.models import Applicant, IdentityCheck, IdentityWay
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable

LONGEST = 1_000


class IdentityRefused(DomainError):
    """The record says too little or cannot be true; `field` says which of its parts."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class IdentityStanding:
    """Whether the person is verified now.

    `check` is the latest record, `renamed` that the profile's name is another one since.
    """

    check: IdentityCheck | None
    renamed: bool = False

    @property
    def verified(self) -> bool:
        """Whether whoever uses the account was seen to be whom it names now."""
        return self.check is not None and self.check.verified and not self.renamed


def standing_of(user: User) -> IdentityStanding:
    """How the identity of a person stands."""
    latest = IdentityCheck.objects.filter(user=user).select_related("by").order_by("-id").first()
    if latest is None:
        return IdentityStanding(None)
    name = Applicant.objects.filter(user=user).values_list("name", flat=True).first()
    return IdentityStanding(latest, renamed=latest.verified and name != latest.name)


def verified_today(standing: IdentityStanding, *, at: datetime) -> bool:
    """Whether somebody has seen today who the person is."""
    check = standing.check
    return check is not None and standing.verified and check.on == timezone.localdate(at)


@transaction.atomic
def reset_factor_of_verified(*, person: User, by: User, address: str | None, at: datetime) -> None:
    """Take away the second factor of an applicant whose identity was seen today; a letter tells of it.

    Raises IdentityRefused.
    """
    if person.is_operator or person.second_factor_at is None:
        raise IdentityRefused("factor", "Второй фактор уже выключен.")
    if not verified_today(standing_of(person), at=at):
        raise IdentityRefused("factor", "Сначала запишите подтверждение личности сегодняшним днём.")
    reset_factor(person=person, by=by, address=address, at=at)


@transaction.atomic
def record_identity(
    *,
    user: User,
    way: str,
    on: date,
    seen: str,
    reason: str = "",
    verified: bool = True,
    by: User | None,
    address: str | None,
    at: datetime,
) -> IdentityCheck:
    """Write down how a person's identity was verified; whatever follows another record says why.

    Raises IdentityRefused.
    """
    User.objects.select_for_update().get(pk=user.pk)
    seen, reason = (storable(text).strip()[:LONGEST] for text in (seen, reason))
    if way not in IdentityWay.values:
        raise IdentityRefused("way", "Выберите, как подтверждена личность.")
    if on > timezone.localdate(at):
        raise IdentityRefused("on", "Этот день ещё не наступил.")
    if not seen:
        raise IdentityRefused("seen", "Напишите, что вы видели: документ и его реквизиты.")
    if by is not None and not reason and IdentityCheck.objects.filter(user=user).exists():
        raise IdentityRefused("reason", "Напишите, почему прежняя запись исправляется.")
    check = IdentityCheck.objects.create(
        user=user,
        verified=verified,
        way=way,
        on=on,
        name=Applicant.objects.get(user=user).name,
        seen=seen,
        reason=reason,
        by=by,
        at=at,
    )
    journal.record(
        act="identity.recorded",
        subject=f"user:{user.pk}",
        by=by.pk if by else None,
        at=at,
        address=address,
        details={"way": way, "on": on, "verified": verified, "reason": reason},
    )
    return check

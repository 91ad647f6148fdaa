"""Powers of attorney that come with signatures (машиночитаемая доверенность), judged by people."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import clean_text, storable
from kabinet.files.models import StoredFile
from kabinet.files.services import bytes_of
from kabinet.law.errors import Malformed
from kabinet.signatures.errors import SignatureRefused
from kabinet.signatures.identity import Signatory, match
from kabinet.signatures.models import AuthorityDecision, PowerOfAttorney, Signature
from kabinet.signatures.verification import Verified, current_policy, current_store, verify

COMMENT_LIMIT = 2000


class AuthorityRefused(DomainError):
    """The power of attorney, or the decision about it, is not taken."""


@dataclass(frozen=True, slots=True)
class CheckedPower:
    """A power of attorney whose signature is good; `principal_signed` when it is the signatory's own."""

    file: StoredFile
    verified: Verified
    principal_signed: bool


def check_power(*, file: StoredFile, upload: bytes, signatory: Signatory, at: datetime) -> CheckedPower:
    """Check the signature of a power of attorney. Raises AuthorityRefused with what is wrong with it."""
    try:
        verified = verify(bytes_of(file), upload, None, store=current_store(), policy=current_policy(), at=at)
    except SignatureRefused as refusal:
        raise AuthorityRefused(f"Подпись доверенности не принята. {refusal}") from refusal
    try:
        principal_signed = not match(verified.owner, signatory).needs_power_of_attorney
    except SignatureRefused:
        principal_signed = False
    return CheckedPower(file, verified, principal_signed)


def store_power(*, signature: Signature, power: CheckedPower) -> PowerOfAttorney:
    """Keep a checked power of attorney with the signature it came with; once."""
    report = power.verified.report | {"principal_signed": power.principal_signed}
    stored, _created = PowerOfAttorney.objects.get_or_create(
        signature=signature,
        defaults={
            "file": power.file,
            "cms": power.verified.der,
            "owner_shown": storable(power.verified.owner.shown)[:1000],
            "report": storable(report),
        },
    )
    return stored


@transaction.atomic
def decide_authority(
    *, power: PowerOfAttorney, accepted: bool, comment: str, by: User, at: datetime
) -> AuthorityDecision:
    """Write down a specialist's decision; the first one stands. Raises AuthorityRefused."""
    try:
        text = clean_text(comment, COMMENT_LIMIT)
    except Malformed as fault:
        raise AuthorityRefused(str(fault)) from fault
    if not accepted and not text:
        raise AuthorityRefused("Напишите, почему доверенность не подходит: это увидит заявитель.")
    locked = Signature.objects.select_for_update().get(pk=power.signature_id)
    known = AuthorityDecision.objects.filter(power=power).first()
    if known is not None:
        raise AuthorityRefused("Решение по этой доверенности уже принято: обновите страницу.")
    decision = AuthorityDecision.objects.create(power=power, accepted=accepted, comment=text, by=by, at=at)
    journal.record(
        act="signature.authority_decided",
        subject=f"signature:{locked.pk}",
        by=by.pk,
        at=at,
        details={"accepted": accepted, "power": hashlib.sha256(bytes(power.cms)).hexdigest()},
    )
    return decision

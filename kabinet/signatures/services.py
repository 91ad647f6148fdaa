"""Taking a signature of a stored file, checking it again: over the stored bytes, never over sent ones."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable
from kabinet.files.integrity import BytesUnfit, tell_operator
from kabinet.files.models import StoredFile
from kabinet.files.services import bytes_of
from kabinet.jobs.rounds import Round
from kabinet.signatures.errors import SignatureRefused
from kabinet.signatures.external import ask_later
from kabinet.signatures.identity import Signatory
from kabinet.signatures.models import ExternalCheck, Signature, SignatureAttempt, SignatureCheck, Source
from kabinet.signatures.revocation import CertStatus
from kabinet.signatures.trust import serial_of, thumbprint
from kabinet.signatures.verification import Report, Verified, current_policy, current_store, verify

ATTEMPTS = 20
ATTEMPTS_WITHIN = timedelta(hours=1)
"""How many refused signatures one person may send in that time: far more than a person needs."""
CHECK_PAUSE = timedelta(minutes=1)
"""A signature is not checked again sooner: the same lists would say the same."""
RECHECKED_FOR = timedelta(days=90)
"""How long an unknown revocation is asked about: lists of so long ago are not issued any more."""


class TooManyWrongSignatures(DomainError):
    """Somebody sends one wrong signature after another."""

    def __init__(self) -> None:
        super().__init__(
            "Слишком много неудачных попыток. Попробуйте снова через час или позвоните нам: поможем."
        )


@dataclass(frozen=True, slots=True)
class Accepted:
    """A signature that was checked and is not stored yet."""

    document: StoredFile
    upload: bytes
    upload_name: str
    verified: Verified
    at: datetime


def check_upload(
    *,
    document: StoredFile,
    upload: bytes,
    upload_name: str,
    signatory: Signatory | None,
    by: User,
    at: datetime,
) -> Accepted:
    """Check a signature of a stored file by `signatory` (None: by anyone). A refusal is written down.

    Call it outside a transaction, which would take the record of the refusal with it. Raises
    SignatureRefused, TooManyWrongSignatures, BytesUnfit.
    """
    if SignatureAttempt.objects.filter(by=by, at__gt=at - ATTEMPTS_WITHIN).count() >= ATTEMPTS:
        raise TooManyWrongSignatures
    try:
        verified = verify(
            bytes_of(document), upload, signatory, store=current_store(), policy=current_policy(), at=at
        )
    except SignatureRefused as refusal:
        SignatureAttempt.objects.create(
            document_sha256=document.sha256,
            upload_sha256=hashlib.sha256(upload).hexdigest(),
            reason=refusal.reason,
            detail=storable(refusal.detail)[:300],
            by=by,
            at=at,
        )
        raise
    return Accepted(document, upload, storable(upload_name)[:255], verified, at)


@transaction.atomic
def store_signature(*, accepted: Accepted, source: Source, by: User, address: str | None) -> Signature:
    """Keep a checked signature; the same one of the same file again gives the row made first."""
    verified = accepted.verified
    signed = verified.signed
    validity = signed.certificate["tbs_certificate"]["validity"]
    signature, created = Signature.objects.get_or_create(
        document=accepted.document,
        cms_sha256=hashlib.sha256(verified.der).hexdigest(),
        defaults={
            "cms": verified.der,
            "upload": b"" if accepted.upload == verified.der else accepted.upload,
            "upload_name": accepted.upload_name,
            "source": source,
            "by": by,
            "address": address,
            "received_at": accepted.at,
            "claimed_at": signed.claimed_at,
            "verdict": verified.verdict,
            "level": verified.level,
            "certificate": signed.certificate.dump(),
            "serial": serial_of(signed.certificate),
            "thumbprint": thumbprint(signed.certificate),
            "issuer": verified.report["certificate"]["issuer"][:255],
            "not_before": validity["not_before"].native,
            "not_after": validity["not_after"].native,
            "owner": storable(verified.owner.as_dict()),
            "owner_shown": storable(verified.owner.shown)[:1000],
            "report": storable(verified.report),
        },
    )
    if created:
        journal.record(
            act="signature.stored",
            subject=f"signature:{signature.pk}",
            by=by.pk,
            at=accepted.at,
            address=address,
            details={
                "document": accepted.document.sha256,
                "serial": signature.serial,
                "verdict": signature.verdict,
                "level": signature.level,
            },
        )
        ask_later(signature)
    return signature


@transaction.atomic
def forget_signatures(*, document: StoredFile) -> None:
    """Forget the signatures of a document that its signer takes back before anybody relied on it.

    What was submitted is never taken back: its files cannot be removed.
    """
    found = Signature.objects.filter(document=document)
    SignatureCheck.objects.filter(signature__in=found).delete()
    ExternalCheck.objects.filter(signature__in=found).delete()
    found.delete()


def verify_and_store(
    *,
    document: StoredFile,
    upload: bytes,
    upload_name: str,
    signatory: Signatory | None,
    source: Source,
    by: User,
    address: str | None,
    at: datetime,
) -> Signature:
    """Check a signature and keep it. Raises as `check_upload`."""
    accepted = check_upload(
        document=document, upload=upload, upload_name=upload_name, signatory=signatory, by=by, at=at
    )
    return store_signature(accepted=accepted, source=source, by=by, address=address)


def cms_of(signature: Signature) -> bytes:
    """The signature as it was checked. Raises BytesUnfit when the table holds other bytes now."""
    content = bytes(signature.cms)
    if hashlib.sha256(content).hexdigest() != signature.cms_sha256:
        fault = BytesUnfit(f"{signature.document.name}.sig", missing=False)
        tell_operator(
            fault,
            subject=f"signature:{signature.pk}",
            sha256=signature.cms_sha256,
            place=f"{Signature._meta.db_table}.cms",
        )
        raise fault
    return content


def recheck_signature(*, signature: Signature, by: User | None, at: datetime) -> SignatureCheck:
    """Check a stored signature again by today's lists for the moment of its receipt; keep the result.

    Within CHECK_PAUSE of the latest check that one is given back. Foreign bytes are read before the
    transaction, as others wait for its end. Raises BytesUnfit when there is nothing to check.
    """
    latest = _latest_check(signature, at)
    if latest is not None:
        return latest
    reason, report = _verdict_now(signature)
    with transaction.atomic():
        Signature.objects.select_for_update().get(pk=signature.pk)
        latest = _latest_check(signature, at)
        if latest is not None:
            return latest
        check = SignatureCheck.objects.create(
            signature=signature, at=at, by=by, reason=reason, report=storable(report)
        )
        journal.record(
            act="signature.checked",
            subject=f"signature:{signature.pk}",
            by=by.pk if by else None,
            at=at,
            details={"reason": reason},
        )
    return check


def _latest_check(signature: Signature, at: datetime) -> SignatureCheck | None:
    """The latest check, if it is younger than CHECK_PAUSE."""
    latest = SignatureCheck.objects.filter(signature=signature).last()
    return latest if latest is not None and at - latest.at < CHECK_PAUSE else None


def _verdict_now(signature: Signature) -> tuple[str, Report]:
    """Why the signature is refused now ("" when it is not), and the report."""
    try:
        verified = verify(
            bytes_of(signature.document),
            cms_of(signature),
            None,
            store=current_store(),
            policy=current_policy(),
            at=signature.received_at,
        )
    except SignatureRefused as refusal:
        return refusal.reason, {"message": str(refusal), "detail": refusal.detail}
    return "", verified.report


def recheck_unknown(*, at: datetime, pause: timedelta = CHECK_PAUSE) -> tuple[int, int]:
    """Check again the signatures younger than RECHECKED_FOR whose revocation has never been known.

    Gives how many were checked and how many of them are refused now; those checked within `pause` are passed
    over. Raises PartlyDoneError, after the others, when one could not be checked.
    """
    checked, refused = Round(of="Signature"), 0
    recent = Signature.objects.select_related("document").filter(received_at__gt=at - RECHECKED_FOR)
    for signature in recent.filter(report__revocation=CertStatus.UNKNOWN).iterator():
        with checked.one(signature.pk):
            latest = signature.checks.last()
            if latest is not None and (
                latest.reason or latest.report["revocation"] != CertStatus.UNKNOWN or at - latest.at < pause
            ):
                continue
            try:
                refused += bool(recheck_signature(signature=signature, by=None, at=at).reason)
            except BytesUnfit:  # told already; the others are to be checked
                refused += 1
            checked.done += 1
    return checked.end(), refused

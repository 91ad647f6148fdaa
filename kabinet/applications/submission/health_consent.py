"""Signing the written consent to data on health electronically: the signed document joins the draft."""

from datetime import datetime

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.content.documents import HEALTH_CONSENT
from kabinet.applications.models import Application, Attachment
from kabinet.applications.papers.health_consent import waiting_consent
from kabinet.applications.papers.signatories import signatory_of
from kabinet.applications.submission.identifying import identify_by
from kabinet.applications.submission.services import attach_file
from kabinet.core.errors import DomainError
from kabinet.signatures.models import Source
from kabinet.signatures.services import check_upload, store_signature
from kabinet.signatures.verification import SignatureVerdict


class ConsentChanged(DomainError):
    """The draft says something else of the person than the document does, or there is none yet."""

    def __init__(self) -> None:
        super().__init__("Данные в заявке изменились: подготовьте документ для подписи ещё раз.")


class OwnSignatureNeeded(DomainError):
    """A machine-readable power of attorney is not taken here."""

    def __init__(self) -> None:
        super().__init__(
            "Подпишите согласие сертификатом самого заявителя. Если подписывает представитель, распечатайте "
            "согласие, подпишите от руки и приложите скан вместе с доверенностью."
        )


def sign_health_consent(
    *,
    application: Application,
    upload: bytes,
    upload_name: str,
    source: Source,
    by: User,
    at: datetime,
    address: str | None,
) -> Attachment:
    """Check the applicant's own signature over the document that waits and attach the document.

    Raises ConsentChanged, OwnSignatureNeeded, SignatureRefused, TooManyWrongSignatures, AlreadySubmitted,
    AttachmentRefused.
    """
    paper = waiting_consent(application)
    if paper is None:
        raise ConsentChanged
    accepted = check_upload(
        document=paper.file,
        upload=upload,
        upload_name=upload_name,
        signatory=signatory_of(application),
        by=by,
        at=at,
    )
    if accepted.verified.verdict == SignatureVerdict.NEEDS_POWER_OF_ATTORNEY:
        raise OwnSignatureNeeded
    with transaction.atomic():
        attached = attach_file(application=application, kind=HEALTH_CONSENT, file=paper.file, at=at)
        store_signature(accepted=accepted, source=source, by=by, address=address)
        identify_by(accepted, user=by, address=address)
        paper.delete()
        return attached

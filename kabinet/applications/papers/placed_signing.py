"""The operator's signature under what it places in the cabinet (861, пп. 8, 105, 109, 110)."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.course.transitions import ApplicationNotFound
from kabinet.applications.models import Application, PlacedDocument
from kabinet.core.errors import DomainError
from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.identity import Signatory, SignatoryKind
from kabinet.signatures.models import Signature, Source
from kabinet.signatures.services import verify_and_store


class ReplacedAlready(DomainError):
    """A newer edition of the document stands in the cabinet."""

    def __init__(self) -> None:
        super().__init__("Этот документ уже заменён новой редакцией: подпишите последнюю.")


class NotTheOperators(DomainError):
    """The certificate is issued to another organisation."""

    def __init__(self) -> None:
        super().__init__(
            f"Сертификат выдан другой организации: у нашей ИНН {settings.OPERATOR.inn}. Подпишите документ "
            "сертификатом нашей организации или личным сертификатом сотрудника с доверенностью."
        )


def placed_or_none(application: Application, placed_id: UUID) -> PlacedDocument | None:
    """A document placed for the application."""
    return application.placed.select_related("file").filter(pk=placed_id).first()


def sign_placed(
    *,
    document: PlacedDocument,
    upload: bytes,
    upload_name: str,
    source: Source,
    by: User,
    at: datetime,
    address: str | None,
) -> Signature:
    """Check and keep a signature of a placed document; the same one again changes nothing.

    The certificate is the operator's, or an employee's own, who signs by a power of attorney; whose it is,
    both sides see. Raises ApplicationNotFound without the duty, ReplacedAlready, NotTheOperators,
    SignatureRefused, TooManyWrongSignatures.
    """
    if Duty.APPLICATIONS not in by.duties:
        raise ApplicationNotFound
    if not document.application.placed.current().filter(pk=document.pk).exists():
        raise ReplacedAlready
    inn = settings.OPERATOR.inn
    try:
        return verify_and_store(
            document=document.file,
            upload=upload,
            upload_name=upload_name,
            signatory=Signatory(SignatoryKind.COMPANY, inn=inn) if inn else None,
            source=source,
            by=by,
            address=address,
            at=at,
        )
    except SignatureRefused as refusal:
        if refusal.reason is Fault.OTHER_OWNER:
            raise NotTheOperators from refusal
        raise

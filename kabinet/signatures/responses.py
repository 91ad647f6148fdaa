"""Giving a signature, its protocol and the printable copy to a browser."""

from collections.abc import Iterable

from django.conf import settings
from django.http import FileResponse
from django.urls import reverse

from kabinet.files.models import StoredFile
from kabinet.files.responses import download_response, pdf_response
from kabinet.files.services import open_file
from kabinet.signatures.models import Signature, SimpleSignature
from kabinet.signatures.printed import protocol_pdf, stamped_copy
from kabinet.signatures.services import cms_of


def cms_response(signature: Signature) -> FileResponse:
    """The signature as DER, named after its document."""
    return download_response(
        cms_of(signature), f"{signature.document.name}.sig", "application/pkcs7-signature"
    )


def protocol_response(signature: Signature) -> FileResponse:
    """The protocol of the check as a PDF. Raises BytesUnfit: a verdict on other bytes is none."""
    open_file(signature.document).close()
    return pdf_response(protocol_pdf(signature), f"Протокол проверки подписи {signature.document.name}")


def copy_response(
    document: StoredFile, signatures: Iterable[Signature], simple: Iterable[SimpleSignature] = ()
) -> FileResponse:
    """The printable copy with the stamps of signatures that stand, and the code of the public page."""
    standing = [one for one in signatures if not _refused(one)]
    same = [one for one in simple if one.document_sha256 == document.sha256]
    content = stamped_copy(document, signatures=standing, simple=same, url=public_url(document))
    return pdf_response(content, f"Копия {document.name}")


def public_url(document: StoredFile) -> str:
    """The address at which anybody may check a signed document."""
    return f"{settings.SITE_URL}{reverse('signed_document', args=[document.pk])}"


def _refused(signature: Signature) -> bool:
    checks = list(signature.checks.all())
    return bool(checks) and bool(checks[-1].reason)

"""On paper: the protocol of a check, and the printable copy of a signed document with its stamps.

The stamp follows ГОСТ Р 7.0.97-2016, п. 5.23. It stands on a sheet of its own after the document, so that it
never covers the text; the copy is for reading, what was signed is the document's own file.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import segno
from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from kabinet.files.models import StoredFile
from kabinet.files.services import bytes_of
from kabinet.printing import render
from kabinet.signatures.errors import MESSAGES, Reason
from kabinet.signatures.models import Signature, SignatureCheck, SimpleSignature
from kabinet.signatures.protocol import NOT_CERTIFIED, lines_of

_TEMPLATES = "signatures/print_templates"


def protocol_pdf(signature: Signature) -> bytes:
    """The protocol of the check at the receipt, and the later ones."""
    data = {
        "title": "Протокол проверки электронной подписи",
        "dated_at": signature.received_at,
        "lines": [
            ["Документ", signature.document.name],
            ["SHA-256 документа", signature.document.sha256],
            ["Подпись получена", _moment(signature.received_at)],
            *([name, value] for name, value in lines_of(signature.report)),
        ],
        "checks": [
            *(f"{_moment(check.at)}: {outcome_of(check)}" for check in signature.checks.all()),
            *(
                f"{_moment(check.at)}, {check.verifier}: подпись"
                f" {'действительна' if check.valid else 'не подтверждена'}. {check.detail}"
                for check in signature.external_checks.all()
            ),
        ],
        "note": NOT_CERTIFIED,
    }
    return render(f"{_TEMPLATES}/protocol.typ", data)


def outcome_of(check: SignatureCheck) -> str:
    """What a later check ended in, as people read it."""
    return MESSAGES[Reason(check.reason)] if check.reason else "Подпись действительна."


def stamped_copy(
    document: StoredFile,
    *,
    signatures: Iterable[Signature],
    simple: Iterable[SimpleSignature] = (),
    url: str,
) -> bytes:
    """The document's pages and the sheet with its stamps; `url` is where anybody may check it.

    A document that is not a PDF is the sheet alone. Raises OSError when its bytes are gone.
    """
    stamps = [*(_stamp(one) for one in signatures), *(_simple_stamp(one) for one in simple)]
    sheet = render(
        f"{_TEMPLATES}/stamps.typ",
        {
            "title": "Сведения об электронной подписи",
            "dated_at": timezone.localdate(),
            "document": document.name,
            "sha256": document.sha256,
            "stamps": stamps,
            "qr": segno.make(url, error="m").svg_inline(scale=4, border=2),
            "url": url,
            "note": NOT_CERTIFIED,
        },
    )
    if document.content_type != "application/pdf":
        return sheet
    return _joined([bytes_of(document), sheet])


def _stamp(signature: Signature) -> dict[str, Any]:
    name = signature.upload_name or f"{signature.document.name}.sig"
    return {
        "heading": "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ",
        "lines": [
            f"Сертификат: {signature.serial}",
            f"Владелец: {signature.owner_shown}",
            f"Действителен: с {_day(signature.not_before)} по {_day(signature.not_after)}",
        ],
        "below": f"Подпись получена и проверена {_moment(signature.received_at)}; файл подписи: {name}",
    }


def _simple_stamp(signature: SimpleSignature) -> dict[str, Any]:
    return {
        "heading": "ДОКУМЕНТ ПОДПИСАН ПРОСТОЙ ЭЛЕКТРОННОЙ ПОДПИСЬЮ",
        "lines": [
            f"Владелец: {signature.owner_shown}",
            f"Подписано: {_moment(signature.signed_at)}",
        ],
        "below": "Подписано паролем личного кабинета и кодом из письма по соглашению с оператором портала.",
    }


def _joined(parts: Sequence[bytes]) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for part in parts:
        writer.append(PdfReader(io.BytesIO(part)))
    writer.write(out)
    return out.getvalue()


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}"


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"

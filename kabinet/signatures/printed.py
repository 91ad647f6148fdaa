"""On paper: the protocol of a check, and the printable copy of a signed document with its stamps.

The stamp follows ГОСТ Р 7.0.97-2016, п. 5.23. It stands on a sheet of its own after the document, so that it
never covers the text; the copy is for reading, what was signed is the document's own file.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import segno
from django.utils import timezone

from kabinet.core.limited import Budget, Busy, Crashed, OverBudget, run_limited
from kabinet.files.limits import PDF
from kabinet.files.models import StoredFile
from kabinet.files.services import open_file
from kabinet.printing import render
from kabinet.signatures.errors import MESSAGES, Fault
from kabinet.signatures.joining import with_sheet
from kabinet.signatures.models import Signature, SignatureCheck, SimpleSignature
from kabinet.signatures.protocol import NOT_CERTIFIED, lines_of

_BUDGET = Budget(cpu_seconds=4, memory=512 * 1024**2, wall_seconds=20)
"""Twice that of an examination: a document that was taken is read and written again."""
_ALONE = (
    "Это только лист с отметками о подписи. Сам документ скачайте отдельно: «{}». "
    "Его контрольная сумма указана выше."
)

logger = logging.getLogger(__name__)

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
    return MESSAGES[Fault(check.reason)] if check.reason else "Подпись действительна."


def stamped_copy(
    document: StoredFile,
    *,
    signatures: Sequence[Signature],
    simple: Sequence[SimpleSignature] = (),
    url: str,
) -> bytes:
    """The document's pages and the sheet with its stamps; `url` is where anybody may check it.

    A document that is no PDF, or one that cannot be put together with the sheet within the budget, is the
    sheet alone, which says so. Raises BytesUnfit when the document is not what was signed.
    """
    with open_file(document) as content:
        if document.content_type == PDF.content_type:
            try:
                sheet = _sheet(document, signatures, simple, url)
                return run_limited(with_sheet, sheet, source=content, budget=_BUDGET)
            except (OverBudget, Crashed, Busy) as fault:
                logger.warning("The document %s has no copy but the sheet: %s", document.pk, fault)
    return _sheet(document, signatures, simple, url, alone=True)


def _sheet(
    document: StoredFile,
    signatures: Iterable[Signature],
    simple: Iterable[SimpleSignature],
    url: str,
    *,
    alone: bool = False,
) -> bytes:
    stamps = [*(_stamp(one) for one in signatures), *(_simple_stamp(one) for one in simple)]
    return render(
        f"{_TEMPLATES}/stamps.typ",
        {
            "title": "Сведения об электронной подписи",
            "dated_at": timezone.localdate(),
            "document": document.name,
            "sha256": document.sha256,
            "stamps": stamps,
            "qr": segno.make(url, error="m").svg_inline(scale=4, border=2),
            "url": url,
            "alone": _ALONE.format(document.name) if alone else "",
            "note": NOT_CERTIFIED,
        },
    )


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


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}"


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"

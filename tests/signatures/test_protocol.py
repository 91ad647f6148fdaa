"""The protocol of a check: on the screen of an engineer and on paper."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from kabinet.accounts.models import User
from kabinet.files.limits import PDF
from kabinet.files.services import store_made
from kabinet.signatures.certificates import read_certificate
from kabinet.signatures.errors import Fault
from kabinet.signatures.identity import Signatory, SignatoryKind
from kabinet.signatures.models import ExternalCheck, SignatureCheck
from kabinet.signatures.printed import protocol_pdf
from kabinet.signatures.protocol import lines_of
from kabinet.signatures.trust import serial_of, thumbprint
from tests.files.samples import make_pdf
from tests.signatures.issuing import NOW, sign
from tests.signatures.stored import make_signature

DOCUMENT = b"%PDF-1.7 document"


def test_protocol_names_owner_certificate_and_what_was_found(check, world):
    signer = read_certificate(world.entrepreneur.der)
    signatory = Signatory(SignatoryKind.ENTREPRENEUR, inn="500100732259", ogrn="304500116000157")
    found = check(DOCUMENT, sign(DOCUMENT, world.entrepreneur), signatory)
    assert lines_of(found.report) == [
        ("Вывод", "Подпись действительна"),
        ("Проверено на момент", "24.11.2026 12:00:00"),
        ("Вид подписи", "CAdES-BES"),
        ("Владелец", "Кузнецова Анна"),
        ("СНИЛС", "11223344595"),
        ("ИНН", "500100732259"),
        ("ОГРНИП", "304500116000157"),
        ("Сверено с заявителем по", "ОГРНИП, ИНН"),
        ("Сертификат", serial_of(signer)),
        ("Отпечаток сертификата", thumbprint(signer)),
        ("Издатель", "Испытательный аккредитованный УЦ"),
        ("Действителен с", "25.10.2026 12:00:00"),
        ("Действителен по", "29.11.2027 12:00:00"),
        ("Цепочка", "Кузнецова Анна ← Испытательный аккредитованный УЦ ← Испытательный головной УЦ"),
        ("Отзыв", "не отозван"),
        ("Класс средства подписи", "КС1"),
        ("Хеш документа", f"Стрибог-512 (ГОСТ Р 34.11-2012): {found.signed.digest.hex()}"),
        ("Размер документа, байт", "17"),
        ("Время по словам подписавшего", "24.11.2026 12:00:00"),
        ("Чем проверено", "kabinet.signatures/1"),
    ]


def test_protocol_of_a_company_names_it_its_person_and_their_post(check, world):
    lines = lines_of(check(DOCUMENT, sign(DOCUMENT, world.company)).report)
    assert lines[3:9] == [
        ("Организация", "ПАО «Сбербанк»"),
        ("Владелец", "Петров Пётр Петрович"),
        ("Должность", "Генеральный директор"),
        ("СНИЛС", "11223344595"),
        ("ИНН организации", "7707083893"),
        ("ОГРН", "1027700132195"),
    ]


@pytest.mark.django_db
def test_protocol_on_paper_tells_the_later_checks_too():
    owner = User.objects.create(email="signer@example.ru", created_at=NOW)
    file = store_made(content=make_pdf(), name="заявка.pdf", kind=PDF, owner=owner, at=NOW)
    signature = make_signature(file, owner)
    for hours, reason in ((1, ""), (2, Fault.REVOKED)):
        at = NOW + timedelta(hours=hours)
        SignatureCheck.objects.create(signature=signature, at=at, reason=reason, report={})
    for hours, valid, detail in ((3, True, "Всё в порядке"), (4, False, "Нет доверия")):
        ExternalCheck.objects.create(
            signature=signature,
            at=NOW + timedelta(hours=hours),
            verifier="Средство 1.0",
            valid=valid,
            detail=detail,
        )
    pages = PdfReader(io.BytesIO(protocol_pdf(signature))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())
    received = f"{timezone.localtime(NOW):%d.%m.%Y %H:%M}"
    for told in (
        "Документ заявка.pdf",
        "Подпись получена " + received,
        "Вывод Подпись действительна",
        "24.11.2026 13:00: Подпись действительна.",
        "24.11.2026 14:00: Сертификат отозван",
        "24.11.2026 15:00, Средство 1.0: подпись действительна. Всё в порядке",
        "24.11.2026 16:00, Средство 1.0: подпись не подтверждена. Нет доверия",
    ):
        assert told in text
    assert file.sha256 in text.replace(" ", "")

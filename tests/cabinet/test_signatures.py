import io
import re

import pytest
import zxingcpp
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from kabinet.applications.papers.printed_form import freeze_form
from kabinet.files.services import bytes_of
from kabinet.signatures.models import SignatureCheck, SigningCode, SimpleSignature
from tests.applications.builders import NOW, make_applicant, make_submitted
from tests.cabinet.test_signing import text_of
from tests.signatures.stored import make_signature, sign_everything, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(client, tmp_path, settings):
    """A submitted application with its owner's signature; the owner is signed in."""
    settings.TRUST_DIR = world().fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"
    application = make_submitted(make_applicant())
    form = freeze_form(application=application, by=application.owner, at=NOW)
    client.force_login(application.owner)
    return make_signature(form.file, application.owner)


def address(name, signature, *, by="pk"):
    application = signature.document.printed_form.application
    return reverse(name, args=[application.pk, signature.pk if by == "pk" else signature.document_id])


def page_of(client, signature):
    return client.get(reverse("signatures", args=[signature.document.printed_form.application_id]))


def test_page_shows_owner_certificate_term_and_verdict(client, signed):
    page = text_of(page_of(client, signed))
    for part in (
        "Подпись действительна",
        "Иванов Пётр Сергеевич",
        signed.serial,
        "Испытательный аккредитованный УЦ",
        signed.document.sha256,
        "не является сертифицированным средством",
    ):
        assert part in page


def test_signature_is_downloaded_byte_for_byte(client, signed):
    given = client.get(address("signature_cms", signed))
    assert b"".join(given.streaming_content) == bytes(signed.cms)
    assert "attachment" in given["Content-Disposition"]


def pdf_pages(response):
    """The text of each page, without the marks at which a long word may be broken."""
    reader = PdfReader(io.BytesIO(b"".join(response.streaming_content)))
    return [page.extract_text().replace("\u200b", "") for page in reader.pages]


def test_protocol_is_a_pdf_with_everything_checked(client, signed):
    text = " ".join(pdf_pages(client.get(address("signature_protocol", signed))))
    for part in ("Протокол проверки электронной подписи", "CAdES-BES", signed.serial, "СНИЛС", "Стрибог"):
        assert part in text


def test_printable_copy_is_the_document_with_its_stamp_after_it(client, signed):
    first, *_others, last = pdf_pages(client.get(address("signature_copy", signed, by="file")))
    assert "ЗАЯВКА" in first
    assert "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ" in last
    assert f"Сертификат: {signed.serial}" in last.replace("\n", "")
    assert "Владелец: Иванов Пётр Сергеевич" in last
    assert "Действителен: с 25.10.2026 по" in last


def test_code_of_the_copy_leads_to_the_public_page(client, signed, settings):
    import pypdfium2

    content = b"".join(client.get(address("signature_copy", signed, by="file")).streaming_content)
    document = pypdfium2.PdfDocument(content)
    picture: Image.Image = document[len(document) - 1].render(scale=3).to_pil()
    [code] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert code.text == f"{settings.SITE_URL}{reverse('signed_document', args=[signed.document_id])}"


def test_public_page_confirms_without_personal_data(client, signed):
    client.logout()
    page = client.get(reverse("signed_document", args=[signed.document_id]))
    text = text_of(page)
    number = signed.document.printed_form.fields["number"]
    for part in (f"Заявка № {number}", signed.document.sha256, "Подпись действительна", "24.11.2026"):
        assert part in text
    for private in ("Иванов", "11223344595", "500100732259", signed.serial, signed.by.email):
        assert private not in text.replace(signed.document.sha256, "")


def test_public_page_knows_signed_documents_only(client, signed):
    client.logout()
    attachment = signed.document.printed_form.application.attachments.first()
    assert client.get(reverse("signed_document", args=[attachment.file_id])).status_code == 404


def replace_bytes(file, content):
    """Somebody puts other bytes in the place of a stored file; None takes them away."""
    default_storage.delete(file.storage_name)
    if content is not None:
        default_storage.save(file.storage_name, ContentFile(content))


@pytest.mark.parametrize("content", [b"%PDF-1.4 a contract nobody signed", b"", None])
def test_document_that_was_replaced_is_nowhere_shown_as_signed(client, signed, content):
    replace_bytes(signed.document, content)
    page = text_of(page_of(client, signed))
    assert "Подпись действительна" not in page
    assert "Документ не совпадает с подписанным" in page
    assert "Копия для печати" not in page
    for name, by in (("signature_protocol", "pk"), ("signature_copy", "file"), ("application_file", "file")):
        given = client.get(address(name, signed, by=by))
        assert given.status_code == 409
        assert "администратор портала извещён" in text_of(given)
    assert client.post(address("signature_check", signed)).status_code == 409
    assert not SignatureCheck.objects.exists()
    assert client.get(address("signature_cms", signed)).status_code == 200
    client.logout()
    public = text_of(client.get(reverse("signed_document", args=[signed.document_id])))
    assert "Подпись действительна" not in public
    assert "Документ не совпадает с подписанным" in public
    assert "Файл документа в хранилище пропал или повреждён" in public


def test_document_that_came_back_from_a_backup_is_signed_again(client, signed):
    content = bytes_of(signed.document)
    replace_bytes(signed.document, b"other")
    assert "Документ не совпадает" in text_of(page_of(client, signed))
    replace_bytes(signed.document, content)
    assert "Подпись действительна" in text_of(page_of(client, signed))
    assert client.get(address("signature_copy", signed, by="file")).status_code == 200


def test_signature_that_was_replaced_is_not_given(client, signed):
    type(signed).objects.filter(pk=signed.pk).update(cms=b"other")
    assert client.get(address("signature_cms", signed)).status_code == 409
    assert client.post(address("signature_check", signed)).status_code == 409


def test_check_again_is_written_down_and_shown_once_a_minute(client, signed, tmp_path):
    listed = world().authority.crl((world().person, NOW))
    for _ in range(2):
        page = client.post(address("signature_check", signed), follow=True)
    assert SignatureCheck.objects.count() == 1
    assert "Подпись проверена по спискам" in text_of(page)
    SignatureCheck.objects.all()._raw_delete("default")
    (tmp_path / "trust" / "crls" / "authority.crl").write_bytes(listed)
    page = client.post(address("signature_check", signed), follow=True)
    assert "Подпись не подтверждена" in text_of(page)
    assert "Сертификат отозван" in text_of(page)
    assert "Копия для печати" not in text_of(page)
    copy = pdf_pages(client.get(address("signature_copy", signed, by="file")))
    assert "ДОКУМЕНТ ПОДПИСАН" not in copy[-1]


def test_simple_signature_is_shown_and_stamped(client, signed):
    document = signed.document
    code = SigningCode.objects.create(
        document=document, user=signed.by, digest="x", created_at=NOW, expires_at=NOW
    )
    SimpleSignature.objects.create(
        document=document,
        document_sha256=document.sha256,
        code=code,
        by=signed.by,
        owner_shown="Иванов Пётр",
        email=signed.by.email,
        agreement="0" * 64,
        signed_at=NOW,
    )
    assert "Простая электронная подпись" in text_of(page_of(client, signed))
    copy = pdf_pages(client.get(address("signature_copy", signed, by="file")))
    assert "ДОКУМЕНТ ПОДПИСАН ПРОСТОЙ ЭЛЕКТРОННОЙ ПОДПИСЬЮ" in copy[-1]
    replace_bytes(document, b"other")
    public = client.get(reverse("signed_document", args=[document.pk]))
    for page in (page_of(client, signed), public):
        assert "Простая электронная подпись" not in text_of(page)
        assert "Документ не совпадает с подписанным" in text_of(page)


def test_signature_of_the_operator_is_shown_to_the_applicant(client, signed, django_assert_max_num_queries):
    from tests.applications.builders import make_specialist

    application = make_submitted(make_applicant())
    specialist = make_specialist(email="signer@example.ru")
    sign_everything(application, specialist)
    make_signature(application.placed.get().file, specialist, signer=world().company)
    client.force_login(application.owner)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("signatures", args=[application.pk]))
    assert "Подписи сетевой организации" in text_of(page)
    assert "ПАО «Сбербанк», Петров Пётр Петрович (Генеральный директор)" in text_of(page)
    assert "Подпись действительна" in text_of(page)
    copy = re.search(r'href="([^"]+/copy/[^"]+)"', page.content.decode())[1]
    assert client.get(copy).status_code == 200


def test_signature_of_an_earlier_edition_says_so(client, signed):
    application = signed.document.printed_form.application
    assert "прежней редакции" not in text_of(page_of(client, signed))
    type(application).objects.filter(pk=application.pk).update(version=application.version + 1)
    assert "Это подпись прежней редакции" in text_of(page_of(client, signed))

"""A refusal, a notice or remarks of a company: the document, its page of signing, what stays of it."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kabinet.applications.models import ApplicantStatement
from kabinet.applications.papers.statements import waiting_statement
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import State
from kabinet.files.models import StoredFile
from kabinet.files.services import bytes_of
from kabinet.signatures.models import PowerOfAttorney, Signature
from tests.applications.builders import NOW, pdf_bytes, token
from tests.applications.life import Case
from tests.cabinet.test_signing import sig, text_of
from tests.signatures.issuing import World, sign

pytestmark = pytest.mark.django_db

OF_SIGNATURE = ("signature_protocol", "signature_copy")


@pytest.fixture(scope="module")
def people():
    return World(NOW)


@pytest.fixture(autouse=True)
def demanded(people, tmp_path, settings, monkeypatch):
    settings.TRUST_DIR = people.fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"
    settings.SIGNATURE_BUSINESS = True
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=1))


@pytest.fixture
def case(client, settings):
    """A company with an offer, signed in."""
    settings.SIGNATURE_BUSINESS = False
    case = Case("ЮЛ").offer()
    settings.SIGNATURE_BUSINESS = True
    client.force_login(case.owner)
    return case


def act_url(case, action="refuse"):
    return reverse("application_act", args=[case.application.pk, action])


def sign_url(case, action="refuse"):
    return reverse("application_act_sign", args=[case.application.pk, action])


def prepare(client, case, text="Мощность не та", action="refuse", **posted):
    return client.post(act_url(case, action), {"token": token(), "text": text, **posted})


def document_of(case):
    return bytes_of(waiting_statement(case.application).file)


def state_of(case):
    case.application.refresh_from_db()
    return case.application.state


def pdf(name):
    return SimpleUploadedFile(name, pdf_bytes(), content_type="application/pdf")


def test_refusal_is_written_signed_and_only_then_sent(client, case, people):
    page = text_of(client.get(act_url(case)))
    assert "Перейти к подписанию" in page
    assert "Отправить отказ" not in page
    assert prepare(client, case, uploads=[pdf("схема.pdf")]).url == sign_url(case)
    assert state_of(case) == State.AWAITING_PAYMENT
    page = text_of(client.get(sign_url(case)))
    assert "Пока он не подписан, ничего не отправлено" in page
    assert waiting_statement(case.application).file.sha256 in page
    file = waiting_statement(case.application).file
    given = client.get(reverse("application_file", args=[case.application.pk, file.pk]))
    document = b"".join(given.streaming_content)
    signed = b64encode(sign(document, people.company, others=[people.authority]))
    response = client.post(sign_url(case), {"way": "upload", "signature": sig(signed)})
    assert response.url == reverse("application", args=[case.application.pk])
    assert state_of(case) == State.REVISING_OFFER
    page = text_of(client.get(response.url))
    assert "Мотивированный отказ отправлен." in page
    assert "Ваши заявления" in page
    assert file.name in page
    assert "Усиленная квалифицированная электронная подпись" in page
    assert client.post(sign_url(case), {"way": "upload", "signature": sig(signed)}).url == response.url


def test_signed_document_has_its_protocol_on_both_sides_and_a_public_page(client, case, people):
    prepare(client, case)
    document, waiting = document_of(case), waiting_statement(case.application)
    client.post(sign_url(case), {"signature": sig(sign(document, people.company))})
    signature, pk = Signature.objects.get(), case.application.pk
    public = text_of(client.get(reverse("signed_document", args=[waiting.file_id])))
    assert f"Мотивированный отказ от заключения договора: заявка № {case.application.number}" in public
    for user, page, file, before in (
        (case.owner, "signatures", "application_file", ""),
        (case.specialist, "office_signatures", "office_file", "office_"),
    ):
        client.force_login(user)
        assert waiting.file.name in text_of(client.get(reverse(page, args=[pk])))
        protocol, copy = (f"{before}{name}" for name in OF_SIGNATURE)
        for name, key in ((file, waiting.file_id), (protocol, signature.pk), (copy, waiting.file_id)):
            assert client.get(reverse(name, args=[pk, key])).status_code == 200
    page = text_of(client.get(reverse("office_documents", args=[pk])))
    assert "Заявления, подписанные заявителем" in page
    assert waiting.file.name in page
    assert "Усиленная квалифицированная электронная подпись" in page


def test_document_that_waits_is_the_applicants_alone(client, case):
    prepare(client, case)
    waiting = waiting_statement(case.application)
    client.force_login(case.specialist)
    args = [case.application.pk, waiting.file_id]
    assert client.get(reverse("office_file", args=args)).status_code == 404
    page = text_of(client.get(reverse("office_signatures", args=[case.application.pk])))
    assert waiting.file.name not in page


def test_text_and_files_are_there_again_to_be_changed(client, case):
    prepare(client, case, uploads=[pdf("схема.pdf"), pdf("лишнее.pdf")])
    page = client.get(act_url(case)).content.decode()
    assert "Мощность не та" in page
    assert "схема.pdf" in page
    kept, _left = waiting_statement(case.application).attached.order_by("uploaded_at", "pk")
    prepare(client, case, text="И срок не тот", kept=[str(kept.pk)])
    [statement] = ApplicantStatement.objects.all()
    assert (statement.comment, list(statement.attached.all())) == ("И срок не тот", [kept])


def test_two_clicks_prepare_one_document_and_leave_no_second_copy_of_the_files(client, case):
    form = token()
    for _ in range(2):
        prepare(client, case, token=form, uploads=[pdf("схема.pdf")])
    [statement] = ApplicantStatement.objects.all()
    assert statement.attached.get().name == "схема.pdf"
    assert StoredFile.objects.filter(name="схема.pdf").count() == 1


@pytest.mark.parametrize(
    ("who", "told"),
    [("person", "сертификат выдан человеку"), (None, "Выберите файл подписи")],
)
def test_wrong_signature_is_told_and_sends_nothing(client, case, people, who, told):
    prepare(client, case)
    posted = {"way": "upload"}
    if who:
        posted["signature"] = sig(sign(document_of(case), getattr(people, who)))
    response = client.post(sign_url(case), posted)
    assert (response.status_code, told in text_of(response)) == (422, True)
    assert state_of(case) == State.AWAITING_PAYMENT


def test_representative_signs_by_a_power_of_attorney(client, case, people):
    prepare(client, case)
    first = client.post(sign_url(case), {"signature": sig(sign(document_of(case), people.person))})
    assert "Верная подпись уже получена" in text_of(first)
    power = "<Доверенность>Иванову</Доверенность>".encode()
    response = client.post(
        sign_url(case),
        {
            "signed": b64encode(sign(document_of(case), people.person)).decode(),
            "power": SimpleUploadedFile("мчд.xml", power),
            "power_signature": sig(sign(power, people.company), "мчд.sig"),
        },
    )
    assert response.status_code == 302
    assert state_of(case) == State.REVISING_OFFER
    stored = PowerOfAttorney.objects.get()
    client.force_login(case.specialist)
    given = client.get(reverse("office_file", args=[case.application.pk, stored.file_id]))
    assert given.status_code == 200


def test_act_that_is_over_or_not_prepared_leads_back_with_a_reason(client, case, people):
    page = client.get(sign_url(case), follow=True)
    assert "Этот документ устарел" in text_of(page)
    prepare(client, case)
    document = document_of(case)
    case.place(PlacedKind.CONDITIONS, at=NOW + timedelta(minutes=5))
    page = client.post(sign_url(case), {"signature": sig(sign(document, people.company))}, follow=True)
    assert "разместила новую редакцию своих документов" in text_of(page)
    assert state_of(case) == State.AWAITING_PAYMENT
    case.outside("refuse", comment="Письмо № 5")
    page = client.get(act_url(case), follow=True)
    assert "Сейчас это действие невозможно" in text_of(page)


def test_what_cannot_be_taken_back_is_told_again_before_the_signature(client, case):
    prepare(client, case, action="withdraw")
    assert "вернуть заявку будет нельзя" in text_of(client.get(sign_url(case, "withdraw")))
    prepare(client, case)
    assert "нельзя" not in text_of(client.get(sign_url(case)))


def test_wordless_refusal_is_told_before_anything_is_prepared(client, case):
    response = prepare(client, case, text=" ")
    assert response.status_code == 422
    assert not ApplicantStatement.objects.exists()
    assert client.get(sign_url(case, "submit")).status_code == 404


def test_person_sends_by_the_button_as_before(client):
    case = Case("ФЛ").offer()
    client.force_login(case.owner)
    assert "Отправить отказ" in text_of(client.get(act_url(case)))
    response = prepare(client, case)
    assert response.url == reverse("application", args=[case.application.pk])
    assert state_of(case) == State.REVISING_OFFER
    assert "Простая электронная подпись: вход в личный кабинет" in text_of(client.get(response.url))

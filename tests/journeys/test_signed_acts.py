"""A company refuses an offer: the refusal is written, downloaded, signed elsewhere and sent by that."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.applications.rules.states import State
from tests.applications.life import Case
from tests.journeys.conftest import PHONE
from tests.signatures.issuing import World, sign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(tmp_path, settings):
    people = World(timezone.now())
    settings.TRUST_DIR = people.fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"
    return people


def test_company_refuses_an_offer_by_a_signed_document(visitor, people, papers, tmp_path, settings):
    case = Case("ЮЛ", at=timezone.now()).offer(at=timezone.now())
    settings.SIGNATURE_BUSINESS = True
    person = visitor(viewport=PHONE)
    person.sign_in(case.owner.email)
    person.open(reverse("application", args=[case.application.pk]))
    person.follow("Мотивированный отказ")
    person.page.get_by_label("С чем вы не согласны и что предлагаете изменить").fill("Мощность не та")
    person.page.get_by_label("Прикрепить файлы").set_input_files(str(papers["План участка.png"]))
    person.press("Перейти к подписанию")
    person.sees("Документ на подпись")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name=re.compile(r"Мотивированный отказ .*\.pdf")).click()
    document = download.value.path().read_bytes()
    wrong, right = tmp_path / "не та.sig", tmp_path / "отказ.pdf.sig"
    wrong.write_bytes(sign(document, people.person))
    right.write_bytes(sign(document, people.company))
    person.page.get_by_label("Файл подписи", exact=True).set_input_files(str(wrong))
    person.press("Проверить подпись и отправить")
    person.sees("сертификат выдан человеку")
    person.follow("Изменить текст и файлы")
    person.sees("План участка.png")
    person.press("Перейти к подписанию")
    person.page.get_by_label("Файл подписи", exact=True).set_input_files(str(right))
    person.press("Проверить подпись и отправить")
    person.sees("Мотивированный отказ отправлен.")
    person.sees("Ваши заявления")
    person.sees("Усиленная квалифицированная электронная подпись")
    case.application.refresh_from_db()
    assert case.application.state == State.REVISING_OFFER
    person.follow("Электронные подписи заявки и документов")
    person.sees("Подпись действительна")

"""Passports and outages in the office."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kabinet.accounts.models import Role
from kabinet.files.models import StoredFile
from kabinet.published.models import Outage, Passport
from tests.applications.builders import make_user, pdf_bytes
from tests.files.samples import make_png
from tests.office.test_queue import text_of
from tests.published.builders import make_outage

pytestmark = pytest.mark.django_db
PASSPORT = {"section": "connection", "title": "Временное", "text": "Текст", "order": "1", "published": "on"}


@pytest.fixture
def office(client):
    client.force_login(make_user(role=Role.ADMINISTRATOR))
    return client


def pdf():
    return SimpleUploadedFile("паспорт.pdf", pdf_bytes(), content_type="application/pdf")


def test_passport_is_written_by_the_pattern_of_the_order(office):
    assert "Круг заявителей" in office.get("/office/passports/new/").content.decode()
    assert office.post("/office/passports/new/", {**PASSPORT, "file": pdf()}).url == "/office/passports/"
    passport = Passport.objects.get()
    assert (passport.file.name, passport.published, passport.version) == ("паспорт.pdf", True, 1)
    page = f"/office/passports/{passport.pk}/"
    assert office.get(f"{page}1/file/").status_code == 200
    assert office.post(page, {**PASSPORT, "seen": "1", "text": "Новый"}).status_code == 302
    passport.refresh_from_db()
    assert (passport.text, passport.file.name) == ("Новый", "паспорт.pdf")
    assert office.post(page, {**PASSPORT, "seen": "2", "drop_file": "on"}).status_code == 302
    passport.refresh_from_db()
    assert (passport.file, passport.version) == (None, 3)
    assert "Редакция 1 от" in text_of(office.get(page))


def test_refused_passport_keeps_what_was_typed_and_no_file(office):
    answer = office.post("/office/passports/new/", {**PASSPORT, "section": "", "file": pdf()})
    assert (answer.status_code, "Временное" in answer.content.decode()) == (422, True)
    assert "Выберите раздел" in text_of(answer)
    image = SimpleUploadedFile("паспорт.png", make_png())
    assert "другой формат" in text_of(office.post("/office/passports/new/", {**PASSPORT, "file": image}))
    assert (Passport.objects.exists(), StoredFile.objects.exists()) == (False, False)


def test_passport_changed_meanwhile_is_told_of_and_then_replaced(office):
    office.post("/office/passports/new/", PASSPORT)
    page = f"/office/passports/{Passport.objects.get().pk}/"
    office.post(page, {**PASSPORT, "seen": "1", "text": "Чужой"})
    stale = office.post(page, {**PASSPORT, "seen": "1", "text": "Свой"})
    assert (stale.status_code, "сохранил другой сотрудник" in text_of(stale)) == (422, True)
    assert 'name="seen" value="2"' in stale.content.decode()
    assert office.post(page, {**PASSPORT, "seen": "2", "text": "Свой"}).status_code == 302
    assert Passport.objects.get().text == "Свой"


def moment(days):
    return f"{timezone.localtime() + timedelta(days=days):%d.%m.%Y %H:%M}"


def test_outage_is_published_changed_and_withdrawn(office):
    typed = {"kind": "planned", "places": "д. Липки", "reason": "Ремонт"}
    refused = office.post("/office/outages/new/", {**typed, "begins_at": "завтра", "ends_at": ""})
    assert (refused.status_code, "д. Липки" in refused.content.decode()) == (422, True)
    assert office.post("/office/outages/new/", {**typed, "begins_at": moment(9)}).status_code == 422
    typed |= {"begins_at": moment(9), "ends_at": moment(10)}
    assert office.post("/office/outages/new/", typed).url == "/office/outages/"
    listed = text_of(office.get("/office/outages/"))
    assert ("д. Липки" in listed, "не позднее чем за" in listed) == (True, False)
    page = f"/office/outages/{Outage.objects.get().pk}/"
    assert office.post(page, {**typed, "begins_at": moment(1)}).url == "/office/outages/"
    assert "не позднее чем за 7\u00a0дней" in office.get("/office/outages/").content.decode()
    assert office.post(page, {"act": "withdraw"}).url == "/office/outages/"
    assert "Закончились или сняты" in text_of(office.get("/office/outages/"))
    assert "снято" in text_of(office.get(page))


def test_list_of_outages_asks_the_same_for_one_and_for_many(office, django_assert_num_queries):
    at = timezone.now()
    make_outage(at=at)
    with django_assert_num_queries(4):
        office.get("/office/outages/")
    for _ in range(5):
        make_outage(at=at)
    with django_assert_num_queries(4):
        office.get("/office/outages/")

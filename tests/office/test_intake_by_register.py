"""«Заполнить по ИНН» where the office enters an applicant from paper."""

import json
from html import unescape

import pytest

from kabinet.applicants.models import Applicant, ApplicantKind
from kabinet.applicants.services import enter_applicant
from tests.applicants.people import COMPANY
from tests.applicants.register_stand_in import BANK, register_stand_in
from tests.applications.builders import NOW, make_specialist, new_id

pytestmark = pytest.mark.django_db
NEW = "/office/intake/new/company/"


def text(response):
    return unescape(response.content.decode())


@pytest.fixture
def service(settings):
    with register_stand_in() as one:
        settings.REGISTER_URL, settings.REGISTER_TOKEN = one.url, "key"
        yield one


def value(page, name):
    field = page.split(f'name="{name}"', 1)[1].split(">", 1)[0]
    return field.split('value="', 1)[1].split('"', 1)[0] if 'value="' in field else ""


def test_without_a_register_there_is_no_button(office):
    assert "Заполнить по ИНН" not in text(office.get(NEW))


def test_what_is_found_is_shown_then_filled_and_nobody_is_entered_yet(office, service):
    assert "Заполнить по ИНН" in text(office.get(NEW))
    typed = {"inn": BANK["inn"], "short_name": "Банк"}
    page = text(office.post(NEW, {**typed, "by_register": "ask"}))
    for found in BANK.values():
        assert found in page
    assert (value(page, "short_name"), value(page, "full_name")) == ("Банк", "")
    page = text(office.post(NEW, {**typed, "by_register": "empty", "found": json.dumps(BANK)}))
    assert (value(page, "short_name"), value(page, "full_name")) == ("Банк", BANK["full_name"])
    assert len(service.asked) == 1
    assert not Applicant.objects.exists()


def test_a_person_of_no_register_has_no_button(office, service):
    assert "Заполнить по ИНН" not in text(office.get(NEW.replace("company", "person")))


def test_what_was_entered_is_corrected_by_the_register_too(office, specialist, service):
    entered = enter_applicant(
        applicant_id=new_id(),
        kind=ApplicantKind.COMPANY,
        answers=COMPANY,
        by=specialist,
        address=None,
        at=NOW,
    )
    page = f"/office/intake/from/{entered.user_id}/details/"
    service.says({**BANK, "inn": entered.inn})
    shown = text(office.post(page, {**COMPANY, "version": "1", "by_register": "ask"}))
    assert "Нашлось в реестре:" in shown
    entered.refresh_from_db()
    assert entered.version == 1


def test_colleagues_of_one_address_do_not_use_up_each_others_questions(client, service):
    for email in ("a@example.ru", "b@example.ru"):
        client.force_login(make_specialist(email=email))
        pages = [text(client.post(NEW, {"inn": BANK["inn"], "by_register": "ask"})) for _ in range(21)]
        assert "Нашлось в реестре:" in pages[-1]

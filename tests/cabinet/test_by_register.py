"""«Заполнить по ИНН»: found, shown, and filled in only when the person says so."""

import json
from html import unescape

import pytest

from kabinet.applicants.models import Applicant, ApplicantKind
from tests.applicants.people import make_applicant
from tests.applicants.register_stand_in import BANK, register_stand_in

pytestmark = pytest.mark.django_db

PAGE = "/registration/company/"


def text(response):
    return unescape(response.content.decode())


@pytest.fixture
def service(settings):
    with register_stand_in() as one:
        settings.REGISTER_URL, settings.REGISTER_TOKEN = one.url, "key"
        yield one


def press(client, button, path=PAGE, **typed):
    return text(client.post(path, {"inn": BANK["inn"], **typed, "by_register": button}))


def value(page, name):
    field = page.split(f'name="{name}"', 1)[1].split(">", 1)[0]
    return field.split('value="', 1)[1].split('"', 1)[0] if 'value="' in field else ""


def test_without_a_register_there_is_no_button(client):
    assert "Заполнить по ИНН" not in text(client.get(PAGE))
    assert "Заполнить по ИНН" not in press(client, "ask")


def test_a_person_of_no_register_has_no_button(client, service):
    assert "Заполнить по ИНН" not in text(client.get("/registration/person/"))
    assert "Заполнить по ИНН" in text(client.get("/registration/entrepreneur/"))
    assert service.asked == []


def test_what_is_found_is_shown_and_nothing_is_filled_or_refused_yet(client, service):
    page = press(
        client, "ask", inn="77 07 08 38 93", short_name="Банк", consent="on", mobile="+7 917 123-45-67"
    )
    for found in BANK.values():
        assert found in page
    assert "у вас вписано: Банк" in page
    assert value(page, "short_name") == "Банк"
    assert value(page, "full_name") == ""
    assert value(page, "mobile") == "+7 917 123-45-67"
    assert "checked" in page.split('name="consent"', 1)[1].split(">", 1)[0]
    assert "Заполните это поле" not in page


def test_the_first_button_fills_what_is_empty_and_the_second_replaces_too(client, service):
    found = json.dumps(BANK)
    page = press(client, "empty", short_name="Банк", found=found)
    assert (value(page, "full_name"), value(page, "short_name")) == (BANK["full_name"], "Банк")
    page = press(client, "all", short_name="Банк", found=found)
    assert value(page, "short_name") == BANK["short_name"]
    assert "Поля заполнены. Проверьте их" in page
    assert service.asked == []
    assert not Applicant.objects.exists()


@pytest.mark.parametrize("found", ["", "{", "[]", "null", '{"inn": 5}', '{"role": "admin"}'])
def test_what_was_not_found_fills_nothing(client, service, found):
    page = press(client, "all", short_name="Банк", found=found)
    assert (value(page, "full_name"), value(page, "short_name")) == ("", "Банк")


def test_the_state_number_will_do_alone(client, service):
    assert BANK["full_name"] in press(client, "ask", inn="", ogrn=BANK["ogrn"])
    assert service.asked == [f"/find/{BANK['ogrn']}?form=short"]


@pytest.mark.parametrize(
    ("inn", "told"),
    [("", "Впишите ИНН, и мы найдём остальное."), ("7707083894", "ИНН не сходится с контрольной цифрой")],
)
def test_a_number_that_cannot_be_is_told_and_nobody_is_asked(client, service, inn, told):
    assert told in press(client, "ask", inn=inn)
    assert service.asked == []


def test_nothing_found_and_no_answer_are_told_apart_and_everything_typed_stays(client, service):
    service.status = 404
    page = press(client, "ask", short_name="Банк")
    assert "Сведений не нашлось, заполните сами." in page
    assert value(page, "short_name") == "Банк"
    service.status = 500
    assert "Реестр сейчас не отвечает. Заполните поля сами" in press(client, "ask")


def test_one_address_cannot_read_the_register_through(client, service):
    pages = [press(client, "ask") for _ in range(21)]
    assert "Слишком много попыток." in pages[-1]
    assert len(service.asked) == 20


def test_the_profile_is_filled_in_the_same_way_and_saved_by_its_own_button(client, service):
    applicant = make_applicant(ApplicantKind.COMPANY)
    client.force_login(applicant.user)
    before = dict(applicant.details)
    number = before["inn"]
    service.says({**BANK, "inn": number})
    page = press(client, "ask", "/profile/", **before, version="1")
    assert "Нашлось в реестре:" in page
    page = press(
        client, "all", "/profile/", **before, version="1", found=json.dumps({"head_name": "Петров Пётр"})
    )
    assert value(page, "head_name") == "Петров Пётр"
    assert value(page, "version") == "1"
    applicant.refresh_from_db()
    assert applicant.details == before

"""The administrator's calendar page."""

import pytest

from kabinet.accounts.models import Role
from kabinet.core.calendar import overrides
from tests.office.conftest import person
from tests.office.test_queue import text_of

ADDRESS = "/office/calendar/"


@pytest.fixture
def administrator(client, db):
    client.force_login(person("admin@seti.example.ru", role=Role.ADMINISTRATOR))
    return client


def send(administrator, **posted):
    right = {"day": "11.10.2027", "working": "no", "reason": "Закон РБ № 10-з"}
    return administrator.post(ADDRESS, {**right, **posted})


def test_day_is_added_seen_and_removed(administrator):
    assert send(administrator).status_code == 302
    page = text_of(administrator.get(ADDRESS))
    assert "11.10.2027 выходной Закон РБ № 10-з" in page
    administrator.post(ADDRESS, {"remove": "2027-10-11"})
    assert overrides() == {}


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"day": ""}, "Напишите день."),
        ({"day": "31.02.2027"}, "Такой даты нет: 31.02.2027."),
        ({"reason": ""}, "Напишите основание."),
        ({"reason": "я" * 201}, "длиннее 200 знаков"),
        ({"working": "maybe"}, "11.10.2027"),
        ({"day": "01.01.2027"}, "и без того выходной"),
    ],
)
def test_mistake_is_told_and_what_was_typed_stays(administrator, posted, said):
    response = send(administrator, **posted)
    assert (response.status_code, said in text_of(response) + response.content.decode()) == (422, True)
    assert overrides() == {}


def test_strange_day_to_remove_changes_nothing(administrator):
    assert administrator.post(ADDRESS, {"remove": "вчера"}).status_code == 302

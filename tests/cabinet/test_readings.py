"""«Показания» in the cabinet and in the office."""

from uuid import uuid4

import pytest
from django.utils import timezone

from kabinet.meters.models import MeterReading
from tests.applications.builders import make_applicant, make_specialist
from tests.cabinet.test_appeals import text_of

pytestmark = pytest.mark.django_db
PAGE, OFFICE = "/readings/", "/office/readings/"


@pytest.fixture
def applicant():
    return make_applicant()


def typed(value="12345,6", **more):
    day = f"{timezone.localdate():%d.%m.%Y}"
    return {"meter": "0123", "place": "д. Липки", "value": value, "on": day, "token": str(uuid4()), **more}


def test_readings_are_sent_and_stand_below_with_the_consumption(client, applicant):
    client.force_login(applicant.user)
    assert "ничего не отправляли" in text_of(client.get(PAGE))
    assert client.post(PAGE, typed()).url == PAGE
    client.post(PAGE, typed("12 400 кВтч", night="7 кВт·ч"))
    page = client.get(PAGE)
    assert "54,40" in text_of(page)
    assert 'name="meter" value="0123"' in page.content.decode()
    assert MeterReading.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"value": "много"}, {"on": "вчера"}, {"meter": ""}, {"value": "-5"}])
def test_refused_readings_come_back_as_they_were_typed(client, applicant, wrong):
    client.force_login(applicant.user)
    answer = client.post(PAGE, typed(**wrong))
    assert (answer.status_code, "д. Липки" in answer.content.decode()) == (422, True)
    assert not MeterReading.objects.exists()


def test_office_lists_readings_and_those_of_one_meter(client, applicant, django_assert_num_queries):
    client.force_login(applicant.user)
    client.post(PAGE, typed())
    client.post(PAGE, typed(meter="777"))
    client.force_login(make_specialist())
    client.get(OFFICE)
    with django_assert_num_queries(4):  # session, user, the rows, what was recorded of the reading
        listed = text_of(client.get(OFFICE))
    assert ("0123" in listed, "777" in listed, "Иванов" in listed) == (True, True, True)
    found = text_of(client.get(OFFICE, {"meter": "777"}))
    assert ("0123" in found, "777" in found) == (False, True)


def test_stranger_sends_no_readings(client):
    assert client.post(PAGE, typed()).url.startswith("/login/")
    assert not MeterReading.objects.exists()

from datetime import timedelta
from html import unescape

import pytest

from kabinet.accounts.models import Role, User
from kabinet.applicants.models import Withdrawal
from kabinet.applicants.purposes import APPLICATION_PROCESSING, EMAIL_NOTICES
from kabinet.applicants.withdrawals import execute_withdrawal
from tests.applicants.people import AT, make_applicant, withdrawn
from tests.applications.builders import make_submitted, make_user
from tests.office.conftest import person

pytestmark = pytest.mark.django_db
LIST = "/office/withdrawals/"


def text(response):
    return unescape(response.content.decode())


def test_what_waits_is_listed_by_its_last_day_with_what_to_do(office):
    late = withdrawn(make_applicant().user, at=AT - timedelta(days=60))
    withdrawn(make_applicant(email="petrov@example.ru").user)
    page = text(office.get(LIST))
    assert page.index("просрочено") < page.index("остал")
    assert f"{LIST}{late.pk}/" in page
    card = text(office.get(f"{LIST}{late.pk}/"))
    for words in ("Что сделать", "192.0.2.1", "ст. 21 ч. 5", "Иванов Пётр Сергеевич"):
        assert words in card.replace("\u00a0", " ")


def test_what_the_portal_did_alone_waits_for_nobody(office):
    withdrawn(make_applicant().user, EMAIL_NOTICES)
    assert "Отзывов нет" in text(office.get(LIST))
    assert "портал" in text(office.get(f"{LIST}?state=executed"))


def test_execution_asks_for_a_remark_and_is_written_once(office, specialist):
    submitted = make_submitted()
    made = withdrawn(submitted.owner, APPLICATION_PROCESSING, subject=f"application:{submitted.pk}")
    address = f"{LIST}{made.pk}/"
    assert submitted.number in text(office.get(address))
    assert office.post(address, {"remark": " "}).status_code == 422
    assert office.post(address, {"remark": "Выгрузка стёрта."}).url == LIST
    made.refresh_from_db()
    assert (made.executed_by, made.remark) == (specialist, "Выгрузка стёрта.")
    again = office.post(address, {"remark": "Ещё раз"})
    assert again.status_code == 422
    assert "Выгрузка стёрта." in text(office.get(address))


def test_the_account_that_is_left_is_closed_from_the_office(office, specialist):
    made = withdrawn(make_applicant().user)
    assert office.post(f"{LIST}{made.pk}/", {"act": "close"}).url == LIST
    made.refresh_from_db()
    assert made.executed_by == specialist
    assert User.objects.get(role=Role.APPLICANT).is_active is False


def test_account_with_an_open_case_stays(office):
    submitted = make_submitted()
    made = withdrawn(submitted.owner)
    address = f"{LIST}{made.pk}/"
    assert 'value="close"' not in text(office.get(address))
    office.post(address, {"act": "close"})
    submitted.owner.refresh_from_db()
    assert submitted.owner.is_active


def test_no_other_withdrawal_closes_an_account(office):
    made = withdrawn(make_applicant().user, EMAIL_NOTICES)
    assert office.post(f"{LIST}{made.pk}/", {"act": "close"}).status_code == 404
    assert User.objects.get(role=Role.APPLICANT).is_active


def test_administrator_sees_no_application_by_it(client):
    submitted = make_submitted()
    made = withdrawn(submitted.owner, APPLICATION_PROCESSING, subject=f"application:{submitted.pk}")
    client.force_login(make_user(role=Role.ADMINISTRATOR, name="Администратор"))
    page = text(client.get(f"{LIST}{made.pk}/"))
    assert "Что сделать" in page
    assert submitted.number not in page


def test_the_list_costs_the_same_queries_for_one_and_for_many(office, django_assert_max_num_queries):
    withdrawn(person("one@example.ru", name="Кто-то"))
    with django_assert_max_num_queries(14):  # six of them record the reading
        office.get(LIST)
    for number in range(59):
        withdrawn(person(f"person{number}@example.ru", name="Кто-то"))
    with django_assert_max_num_queries(8):
        page = text(office.get(LIST))
    assert page.count("table__main") == 50
    more = page.partition('<a class="btn btn--secondary" href="')[2].partition('"')[0]
    assert text(office.get(LIST + more)).count("table__main") == 10
    for made in Withdrawal.objects.all():
        execute_withdrawal(withdrawal=made, remark="Сделано", by=None, address=None, at=AT)
    with django_assert_max_num_queries(11):
        assert text(office.get(f"{LIST}?state=executed")).count("table__main") == 50

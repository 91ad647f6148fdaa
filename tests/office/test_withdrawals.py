from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from kabinet.accounts.models import Role, User
from kabinet.applicants.models import Withdrawal
from kabinet.applicants.purposes import APPLICATION_PROCESSING, EMAIL_NOTICES
from kabinet.applicants.withdrawals import execute_withdrawal
from kabinet.applications.models import Application
from kabinet.jobs.worker import Worker
from kabinet.privacy.destroying import plan_destruction
from kabinet.privacy.models import Destruction
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


def test_the_list_tells_who_acts_next(office):
    going, busy = make_applicant().user, make_submitted().owner
    withdrawn(going, at=timezone.now())
    withdrawn(busy, at=timezone.now())
    said = text(office.get(LIST)).replace("\u00a0", " ")
    assert "Дальше: портал назначит день" in said
    assert "Дальше: специалист: идут дела заявителя" in said
    planned = plan_destruction(user=going, at=timezone.now())
    assert f"Дальше: портал, {planned.planned_on:%d.%m.%Y}" in text(office.get(LIST)).replace("\u00a0", " ")


def test_the_card_names_what_hinders_and_what_goes_and_stays(office):
    submitted = make_submitted()
    made = withdrawn(submitted.owner)
    card = text(office.get(f"{LIST}{made.pk}/"))
    assert submitted.number in card
    assert "Закрыть учётную запись" not in card
    Application.objects.filter(pk=submitted.pk).update(state="annulled", due_on=None, limit="")
    card = text(office.get(f"{LIST}{made.pk}/"))
    for words in ("Что будет уничтожено", "ст. 196", "Закрыть учётную запись"):
        assert words in card


def test_the_act_is_opened_from_the_withdrawal(office):
    made = withdrawn(make_applicant().user)
    assert office.post(f"{LIST}{made.pk}/", {"act": "close"}).url == LIST
    Worker(keeps_schedule=False).run_until_empty()
    address = f"{LIST}acts/{Destruction.objects.get().pk}/"
    assert address in text(office.get(f"{LIST}{made.pk}/"))
    given = office.get(address)
    assert (given["Content-Type"], b"".join(given.streaming_content)[:5]) == ("application/pdf", b"%PDF-")
    Destruction.objects.update(act=None)
    assert office.get(address).status_code == 404

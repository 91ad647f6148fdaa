from html import unescape

import pytest

from kabinet.accounts.models import User
from kabinet.applicants.consents import is_withdrawn
from kabinet.applicants.models import Consent, Withdrawal
from kabinet.applicants.purposes import APPLICATION_PROCESSING, EMAIL_NOTICES, PROCESSING
from kabinet.applications.models import Application
from tests.applicants.people import PASSWORD, given, make_applicant
from tests.applications.builders import make_applicant as make_complete_applicant
from tests.applications.builders import make_draft, make_submitted

pytestmark = pytest.mark.django_db
PAGE, CLOSE = "/profile/consents/", "/profile/close/"


@pytest.fixture
def applicant(client):
    applicant = make_applicant(email_notices=True)
    client.force_login(applicant.user)
    return applicant


def text(response):
    return unescape(response.content.decode())


def address_of(purpose):
    consent = Consent.objects.in_force().get(text__purpose=purpose)
    return f"/profile/consents/{consent.pk}/withdraw/"


def test_every_consent_stands_on_the_page_with_its_application(client):
    submitted = make_submitted(make_complete_applicant())
    client.force_login(submitted.owner)
    page = text(client.get(PAGE))
    assert "Согласие на обработку персональных данных при подаче заявки" in page
    assert submitted.number in page
    assert "Соглашение об использовании простой электронной подписи" in page
    assert page.count(">Отозвать<") == 2


def test_what_follows_is_said_before_and_looking_withdraws_nothing(client, applicant):
    page = text(client.get(address_of(PROCESSING)))
    for words in (
        "Что прекратится",
        "Черновики заявок удаляются",
        "ст. 6 ч. 1 п. 5",
        "30\u00a0дней",
        "закрыть",
    ):
        assert words in page
    assert Consent.objects.in_force().count() == 2


def test_withdrawing_is_recorded_with_its_moment_and_address_once(client, applicant):
    address = address_of(PROCESSING)
    response = client.post(address, headers={"User-Agent": "Safari"})
    assert response.url == PAGE
    made = Withdrawal.objects.get()
    assert (made.purpose, made.address, made.user_agent) == (PROCESSING, "127.0.0.1", "Safari")
    client.post(address)
    assert Withdrawal.objects.count() == 1
    assert "отозвано" in text(client.get(PAGE))


def test_a_new_application_waits_for_the_consent_given_again(client, applicant):
    client.post(address_of(PROCESSING))
    refused = client.post("/applications/new/", {"go": "next"})
    assert refused.status_code == 409
    assert "Вы отозвали согласие" in text(refused)
    assert client.post(PAGE).status_code == 422
    assert client.post(PAGE, {"consent": "on"}).url == PAGE
    assert not is_withdrawn(applicant.user, PROCESSING)
    assert "Дать согласие снова" not in text(client.get(PAGE))


def test_notices_are_turned_off_by_their_consent(client, applicant):
    client.post(address_of(EMAIL_NOTICES))
    applicant.refresh_from_db()
    assert applicant.email_notices is False
    assert not Withdrawal.objects.waiting().exists()


def test_consents_of_others_do_not_exist(client, applicant):
    foreign = given(make_applicant(email="petrov@example.ru").user)
    for method in (client.get, client.post):
        assert method(f"/profile/consents/{foreign.pk}/withdraw/").status_code == 404
    assert Consent.objects.get(pk=foreign.pk).withdrawn_at is None


def test_account_is_closed_by_its_password_alone(client, applicant):
    user = applicant.user
    make_draft(applicant)
    assert "Неверный текущий пароль" in text(client.post(CLOSE, {"password": "другой"}))
    assert User.objects.get().is_active
    response = client.post(CLOSE, {"password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == "/login/"
    assert "Учётная запись закрыта" in text(response)
    user.refresh_from_db()
    assert (user.is_active, Application.objects.count()) == (False, 0)
    assert client.get("/profile/").status_code == 302


def test_account_with_an_open_application_says_what_to_finish(client):
    submitted = make_submitted(make_complete_applicant())
    client.force_login(submitted.owner)
    page = text(client.get(CLOSE))
    assert submitted.number in page
    assert "Текущий пароль" not in page


def test_old_consents_are_on_further_pages_and_cost_no_more_queries(client, django_assert_num_queries):
    applicant = make_applicant()
    client.force_login(applicant.user)
    with django_assert_num_queries(6):
        client.get(PAGE)
    for number in range(45):
        given(applicant.user, APPLICATION_PROCESSING, subject=f"application:{number}")
    with django_assert_num_queries(6):
        page = text(client.get(PAGE))
    assert page.count(">Отозвать<") == 20
    older = page.partition('href="?before=')[2].partition('"')[0]
    assert text(client.get(f"{PAGE}?before={older}")).count(">Отозвать<") == 20

"""The entrance in place: a page whose session has ended asks for the password without leaving it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts import totp
from kabinet.accounts.models import SecondFactor
from kabinet.accounts.second_factor import seal
from kabinet.accounts.sessions import OF_OPERATOR
from kabinet.applicants.members import end_membership
from kabinet.applicants.models import ApplicantKind
from tests.applicants.members import make_member
from tests.applications.builders import PASSWORD, factor_code, make_applicant, make_specialist, make_user
from tests.cabinet.test_login import text

pytestmark = pytest.mark.django_db

HERE = reverse("login_here")
IN_PLACE = {"X-In-Place": "1"}
EMAIL = "ivanov@example.ru"


@pytest.fixture
def person():
    return make_applicant(user=make_user(email=EMAIL)).user


def enter(client, email=EMAIL, password=PASSWORD, **more):
    return client.post(HERE, {"email": email, "password": password, **more}, headers=IN_PLACE)


def test_opened_as_a_page_it_leads_to_the_page_for_signing_in(client):
    assert client.get(HERE).url == reverse("login")


def test_the_page_learns_whose_session_has_been_opened(client, person):
    asked = client.get(HERE, headers=IN_PLACE)
    assert "Сеанс завершён" in text(asked)
    assert "<main" not in text(asked)
    assert enter(client).json() == {"user": str(person.pk), "acting": ""}
    assert client.get(HERE, headers=IN_PLACE).json() == {"user": str(person.pk), "acting": ""}
    assert client.get(reverse("profile")).status_code == 200


def test_a_token_against_forgery_is_asked_for(person):
    client = Client(enforce_csrf_checks=True)
    assert enter(client).status_code == 403
    client.get(HERE, headers=IN_PLACE)
    token = next(cookie.value for name, cookie in client.cookies.items() if name.endswith("kabinet_csrf"))
    assert enter(client, csrfmiddlewaretoken=token).status_code == 200


def test_a_wrong_password_is_told_as_at_the_entrance_and_lets_nobody_in(client, person):
    refused = enter(client, password="не тот")
    assert (refused.status_code, "Неверный логин или пароль." in text(refused)) == (422, True)
    assert "Неверный логин или пароль." in text(enter(client, email="nobody@example.ru", password="не тот"))
    assert client.get(reverse("profile")).status_code == 302


def test_guessing_here_and_at_the_entrance_is_counted_together(client, person):
    enter(client, password="догадка")
    for number in range(2):
        client.post(reverse("login"), {"email": EMAIL, "password": f"догадка {number}"})
    by_page = client.post(reverse("login"), {"email": EMAIL, "password": PASSWORD})
    here = enter(client)
    assert (by_page.status_code, here.status_code) == (429, 429)
    assert int(here["Retry-After"]) > 0


def test_a_mailbox_not_proved_yet_opens_nothing(client, person):
    person.confirmed_at = None
    person.save()
    assert "E-mail ещё не подтверждён" in text(enter(client))
    assert client.get(reverse("profile")).status_code == 302


def test_the_second_factor_is_owed_here_too(client):
    specialist = make_specialist(email="anna@example.ru")
    told = enter(client, specialist.email, next="/office/")
    assert reverse("second_step") in text(told)
    assert "Остался второй фактор" in text(told)
    assert client.get(reverse("office_queue")).status_code == 302
    assert "Сеанс завершён" in text(client.get(HERE, headers=IN_PLACE))
    assert client.post(reverse("second_step"), {"code": factor_code(specialist.email)}).url == "/office/"
    assert client.get(HERE, headers=IN_PLACE).json()["user"] == str(specialist.pk)


def test_whoever_was_away_is_asked_for_the_password_alone(client, monkeypatch):
    specialist = make_specialist(email="anna@example.ru")
    client.force_login(specialist)
    client.get("/office/")
    later = timezone.now() + OF_OPERATOR.idle
    monkeypatch.setattr(timezone, "now", lambda: later)
    asked = text(client.get(HERE, headers=IN_PLACE))
    assert specialist.email in asked
    assert 'name="email"' not in asked
    assert client.post(HERE, {"password": "не тот"}, headers=IN_PLACE).status_code == 422
    opened = client.post(HERE, {"password": PASSWORD}, headers=IN_PLACE)
    assert opened.json()["user"] == str(specialist.pk)
    assert client.get("/office/").status_code == 200


def test_the_page_of_an_applicant_one_acted_for_is_gone_on_with(client):
    company = make_applicant(ApplicantKind.COMPANY)
    member = make_member(company, person=make_applicant(user=make_user(email=EMAIL)).user)
    assert enter(client).json()["acting"] == ""
    client.post(reverse("logout"))
    assert enter(client, acting=str(member.pk)).json()["acting"] == str(member.pk)
    client.post(reverse("logout"))
    end_membership(membership=member, by=company.user, address=None, at=timezone.now())
    assert enter(client, acting=str(member.pk)).json()["acting"] == ""


def test_the_second_factor_takes_nobody_away_from_the_applicant_one_acted_for(client):
    person = make_applicant(user=make_user(email=EMAIL, second_factor_at=timezone.now())).user
    SecondFactor.objects.create(user=person, secret=seal(totp.new_key()))
    member = make_member(make_applicant(ApplicantKind.COMPANY), person=person)
    assert reverse("second_step") in text(enter(client, acting=str(member.pk)))
    client.post(reverse("second_step"), {"code": factor_code(EMAIL)})
    assert client.get(HERE, headers=IN_PLACE).json() == {"user": str(person.pk), "acting": str(member.pk)}

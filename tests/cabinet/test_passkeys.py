"""Keys at the second step and in the profile; the second factor that applicants may choose."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.models import Passkey, User
from kabinet.accounts.second_factor import renew_recovery_codes
from kabinet.accounts.services import let_in
from kabinet.core.models import JournalEntry
from tests.accounts.authenticator import Authenticator
from tests.applications.builders import PASSWORD, factor_code, make_applicant, make_specialist, make_user
from tests.cabinet.test_second_step import code_on, codes_on

pytestmark = pytest.mark.django_db

EMAIL = "smirnova@example.ru"
SITE = "http://testserver"
FACTOR, KEYS, OPTIONS = (
    "/profile/second-factor/",
    "/profile/second-factor/passkeys/",
    "/profile/second-factor/passkeys/options/",
)
STEP, KNOWN = "/login/passkey/", "/login/passkey/options/"


@pytest.fixture
def specialist():
    return make_specialist(email=EMAIL)


@pytest.fixture
def device(specialist):
    """A key that the specialist has added."""
    client = Client()
    client.force_login(specialist)
    client.post(FACTOR, {"code": factor_code(EMAIL), "act": "passkeys"})
    return add(client, Authenticator())


def add(client, device, name="Ноутбук"):
    answer = device.make(client.post(OPTIONS).json(), site=SITE)
    assert client.post(KEYS, {"name": name, "passkey": answer}).url == KEYS
    return device


def sign_in(client, email=EMAIL, **more):
    return client.post("/login/", {"email": email, "password": PASSWORD, **more}).url


def signed(client, device):
    return {"passkey": device.sign(client.post(KNOWN).json(), site=SITE)}


def text(response):
    return unescape(response.content.decode()).replace("\u00a0", " ")


def test_a_key_stands_in_for_the_code_after_the_password(client, specialist, device):
    assert sign_in(client, next="/office/?state=all") == "/login/code/"
    assert "Войти по ключу" in text(client.get("/login/code/"))
    assert client.post(STEP, signed(client, device)).url == "/office/?state=all"
    assert client.get("/office/").status_code == 200


def test_a_key_alone_opens_nothing(client, specialist, device):
    assert client.post(KNOWN).status_code == 404
    assert client.post(STEP, {"passkey": "{}"}).url == "/login/"
    sign_in(client)
    asked = client.post(KNOWN).json()
    other = Client()
    assert other.post(STEP, {"passkey": device.sign(asked, site=SITE)}).url == "/login/"


def test_an_answer_is_good_in_the_session_that_was_asked_and_once(client, specialist, device):
    sign_in(client)
    answer = signed(client, device)
    other = Client()
    sign_in(other)
    assert other.post(STEP, answer).status_code == 422
    client.post(STEP, answer)
    again = Client()
    sign_in(again)
    again.post(KNOWN)
    assert again.post(STEP, answer).status_code == 422


def test_a_refused_key_leaves_the_code_to_be_typed(client, specialist, device):
    sign_in(client)
    client.post(KNOWN)
    answer = client.post(STEP, {"passkey": "{}"})
    assert (answer.status_code, client.get(STEP).url) == (422, "/login/code/")
    assert "Ключ не подошёл" in text(answer)
    assert client.post("/login/code/", {"code": factor_code(EMAIL)}).url == "/office/"


def test_keys_are_added_and_removed_only_by_who_has_just_proved_to_be_the_owner(client, specialist):
    client.force_login(specialist)
    assert client.get(KEYS).url == client.post(KEYS, {"name": "x"}).url == FACTOR
    assert client.post(OPTIONS).status_code == 404
    client.post(FACTOR, {"code": factor_code(EMAIL), "act": "passkeys"})
    add(client, Authenticator())
    key = Passkey.objects.get()
    assert "Ноутбук" in text(client.get(KEYS))
    assert client.post(KEYS, {"remove": str(key.pk)}).url == KEYS
    assert not Passkey.objects.exists()
    assert client.get(KEYS).status_code == 200, "this session goes on"


def test_a_key_proves_the_owner_in_the_profile_too(client, specialist, device):
    client.force_login(specialist)
    assert "Подтвердить ключом" in text(client.get(FACTOR))
    assert client.post(FACTOR, {"passkey": "{}"}).status_code == 422
    assert client.post(FACTOR, signed(client, device)).url == FACTOR
    assert client.get("/profile/second-factor/telephone/").status_code == 200


@pytest.mark.parametrize("typed", [{"name": ""}, {"name": "я" * 61}, {"name": "x", "passkey": "{}"}])
def test_a_key_without_a_name_or_an_answer_is_refused_in_words(client, specialist, typed):
    client.force_login(specialist)
    client.post(FACTOR, {"code": factor_code(EMAIL), "act": "passkeys"})
    client.post(OPTIONS)
    assert client.post(KEYS, typed).status_code == 422
    assert not Passkey.objects.exists()


# --- Applicants ----------------------------------------------------------------------------------


@pytest.fixture
def applicant():
    """An applicant who signs in by the password alone, as everybody begins."""
    user = make_user(email="ivanov@example.ru")
    make_applicant(user=user)
    return user


def switch_on(client):
    """Switch the second factor on as a person does; the recovery codes."""
    assert client.post(FACTOR, {"password": PASSWORD}).url == "/profile/second-factor/telephone/"
    page = client.get("/profile/second-factor/telephone/")
    assert client.post("/profile/second-factor/telephone/", {"code": code_on(page)}).status_code == 302
    return codes_on(client.get("/profile/second-factor/codes/"))


def test_an_applicant_switches_the_factor_on_and_is_asked_for_it_from_then_on(client, applicant):
    client.force_login(applicant)
    other = Client()
    other.force_login(applicant)
    assert client.post(FACTOR, {"password": "не тот"}).status_code == 422
    codes = switch_on(client)
    assert len(codes) == 10
    assert client.get("/profile/").status_code == 200, "this session goes on"
    assert other.get("/profile/").status_code == 302, "the others end"
    fresh = Client()
    assert sign_in(fresh, applicant.email) == "/login/code/"
    assert fresh.get("/applications/").url.startswith("/login/")
    assert fresh.post("/login/code/", {"code": factor_code(applicant.email)}).url == "/"
    assert fresh.get("/applications/").status_code == 200


def test_an_applicant_signs_in_by_a_key(client, applicant):
    client.force_login(applicant)
    switch_on(client)
    client.post(FACTOR, {"code": factor_code(applicant.email), "act": "passkeys"})
    device = add(client, Authenticator())
    fresh = Client()
    sign_in(fresh, applicant.email)
    assert fresh.post(STEP, signed(fresh, device)).url == "/"


def test_recovery_of_the_password_does_not_get_round_the_factor(client, applicant):
    client.force_login(applicant)
    switch_on(client)
    string = let_in(email=applicant.email, at=timezone.now())
    fresh = Client()
    new = {"string": string, "password": "другой-пароль-9", "password_again": "другой-пароль-9"}
    assert fresh.post("/recovery/password/", new).url == "/login/"
    typed = {"email": applicant.email, "password": "другой-пароль-9"}
    assert fresh.post("/login/", typed).url == "/login/code/"
    assert fresh.get("/applications/").status_code == 302


def test_who_lost_the_telephone_enters_by_a_recovery_code_and_switches_the_factor_off(client, applicant):
    client.force_login(applicant)
    switch_on(client)
    [code, *_] = renew_recovery_codes(user=applicant, address=None, at=timezone.now())
    fresh = Client()
    sign_in(fresh, applicant.email)
    assert fresh.post("/login/recovery-code/", {"code": code}).url == FACTOR
    assert fresh.post(FACTOR, {"act": "off"}).url == "/profile/"
    assert JournalEntry.objects.order_by("id").last().act == "account.second_factor_dropped"
    assert sign_in(Client(), applicant.email) == "/"
    assert fresh.get("/profile/").status_code == 200


def test_the_factor_is_not_switched_off_without_a_proof_nor_by_the_operators_people(client, specialist):
    client.force_login(specialist)
    assert client.post(FACTOR, {"act": "off"}).status_code == 200
    client.post(FACTOR, {"code": factor_code(EMAIL), "act": "off"})
    assert User.objects.get(pk=specialist.pk).second_factor_at is not None
    assert "Сотрудники входят только со вторым фактором" in text(client.get(FACTOR))


def test_pages_of_keys_are_for_who_has_a_factor(client, applicant):
    client.force_login(applicant)
    assert [client.get(KEYS).status_code, client.post(OPTIONS).status_code] == [404, 404]
    assert client.post(KNOWN).status_code == 404
    assert reverse("second_factor") in text(client.get("/profile/"))

"""The second step of signing in, the invitation's page and «Второй фактор» in the profile."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from kabinet.accounts import totp
from kabinet.accounts.models import Role, Throttle, User
from kabinet.accounts.people import Post, invite_person
from kabinet.accounts.second_factor import renew_recovery_codes, reset_factor
from kabinet.cabinet import entering
from kabinet.core.models import JournalEntry
from tests.applications.builders import (
    NOW,
    PASSWORD,
    factor_code,
    make_specialist,
    make_user,
    token,
)

pytestmark = pytest.mark.django_db

EMAIL = "smirnova@example.ru"
CODE, SETUP, RECOVERY = "/login/code/", "/login/second-factor/", "/login/recovery-code/"
PROFILE, TELEPHONE, CODES = (
    "/profile/second-factor/",
    "/profile/second-factor/telephone/",
    "/profile/second-factor/codes/",
)


@pytest.fixture
def specialist():
    return make_specialist(email=EMAIL)


@pytest.fixture
def newcomer():
    return make_specialist(email=EMAIL, second_factor_at=None)


def sign_in(client, **more):
    return client.post("/login/", {"email": EMAIL, "password": PASSWORD, **more}).url


def text(response):
    return unescape(response.content.decode())


def code_on(response):
    """What a telephone shows that has just read the key of this page."""
    key = re.search(r'id="key">([A-Z2-7 ]+)<', response.content.decode())[1]
    return totp.code_of(key, totp.step_at(timezone.now()))


def codes_on(response):
    return re.findall(r'class="secret">([^<]+)<', response.content.decode())


def test_the_right_password_alone_opens_nothing(client, specialist):
    assert sign_in(client, next="/office/?state=all") == CODE
    for page in ("/office/", "/profile/", PROFILE, CODES):
        assert client.get(page).url == f"/login/?next={page}"
    assert client.post(CODE, {"code": factor_code(EMAIL)}).url == "/office/?state=all"
    assert client.get("/office/").status_code == 200


def test_an_applicant_is_not_asked_for_a_code(client):
    user = make_user(email="ivanov@example.ru")
    assert client.post("/login/", {"email": user.email, "password": PASSWORD}).url == "/"


@pytest.mark.parametrize("page", [CODE, SETUP, RECOVERY])
def test_the_pages_of_the_second_step_begin_with_a_password(client, specialist, page):
    assert client.get(page).url == client.post(page, {"code": "1"}).url == "/login/"


def test_the_password_waits_half_an_hour_for_the_code(client, specialist, monkeypatch):
    sign_in(client)
    monkeypatch.setattr(entering, "LIFETIME", timedelta(seconds=-1))
    assert client.get(CODE).status_code == 200, "the moment is kept, not counted again"
    sign_in(client)
    assert client.post(CODE, {"code": factor_code(EMAIL)}).url == "/login/"


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda user: user.set_password("другой-пароль-9"),
        lambda user: setattr(user, "is_active", False),
        lambda user: setattr(user, "session_epoch", 7),
    ],
)
def test_a_password_changed_or_an_account_closed_meanwhile_stops_the_second_step(
    client, specialist, meanwhile
):
    sign_in(client)
    user = User.objects.get(pk=specialist.pk)
    meanwhile(user)
    user.save()
    assert client.post(CODE, {"code": factor_code(EMAIL)}).url == "/login/"


def test_a_wrong_code_is_refused_then_made_to_wait_and_written_down(client, specialist):
    sign_in(client)
    answers = [client.post(CODE, {"code": "000000"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    assert "Код не подошёл" in text(answers[0])
    assert "Слишком много попыток" in text(answers[4])
    assert client.post(CODE, {"code": factor_code(EMAIL)}).status_code == 429
    Throttle.objects.update(blocked_until=timezone.now() - timedelta(seconds=1))
    assert client.post(CODE, {"code": factor_code(EMAIL)}).url == "/office/"
    acts = list(JournalEntry.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["account.password_accepted", *["account.second_factor_failed"] * 4, "account.login"]


def test_a_code_that_was_used_does_not_open_a_second_session(client, specialist):
    code = factor_code(EMAIL)
    sign_in(client)
    client.post(CODE, {"code": code})
    other = Client()
    sign_in(other)
    assert other.post(CODE, {"code": code}).status_code == 422


def test_the_first_login_sets_up_the_telephone_and_shows_ten_codes_until_they_are_saved(client, newcomer):
    assert sign_in(client, next="/office/?state=all") == SETUP
    assert client.get(CODE).url == SETUP, "there is no code to show yet"
    page = client.get(SETUP)
    assert code_on(client.get(SETUP)) == code_on(page), "two windows, one key"
    assert client.post(SETUP, {"code": "000000"}).status_code == 422
    assert client.post(SETUP, {"code": code_on(page)}).url == CODES
    codes = codes_on(client.get(CODES))
    assert (len(codes), codes_on(client.get(CODES))) == (10, codes)
    given = client.get("/profile/second-factor/codes.txt")
    assert all(code in given.content.decode() for code in codes)
    assert "attachment" in given["Content-Disposition"]
    assert not any(code in str(client.session.items()) for code in codes), "not even in the session's row"
    assert client.post(CODES).url == "/office/?state=all"
    assert client.get(CODES).url == client.get("/profile/second-factor/codes.txt").url == PROFILE
    assert User.objects.get(pk=newcomer.pk).second_factor_at is not None


def test_whoever_opened_the_setup_page_earlier_does_not_take_over(client, newcomer):
    other = Client()
    for window in (client, other):
        sign_in(window)
        window.get(SETUP)
    client.post(SETUP, {"code": code_on(client.get(SETUP))})
    assert other.get(SETUP).url == "/login/"


def test_a_recovery_code_lets_in_and_lets_set_up_a_new_telephone(client, specialist):
    codes = renew_recovery_codes(user=specialist, address=None, at=NOW)
    sign_in(client)
    assert client.post(RECOVERY, {"code": "AAAA-AAAA-AAAA"}).status_code == 422
    assert client.post(RECOVERY, {"code": codes[0]}).url == PROFILE
    assert "осталось: 9" in text(client.get(PROFILE))
    answer = client.post(TELEPHONE, {"code": code_on(client.get(TELEPHONE))})
    assert answer.url == CODES
    assert not set(codes_on(client.get(CODES))) & set(codes)
    assert client.get(TELEPHONE).url == PROFILE, "once"


def test_in_the_profile_a_code_is_asked_for_before_anything_changes(client, specialist):
    client.force_login(specialist)
    assert client.get(TELEPHONE).url == PROFILE
    assert client.post(PROFILE, {"act": "codes", "code": "000000"}).status_code == 422
    assert client.post(PROFILE, {"act": "codes", "code": factor_code(EMAIL)}).url == CODES
    assert len(codes_on(client.get(CODES))) == 10
    assert client.post(CODES).url == PROFILE
    assert client.post(PROFILE, {"act": "telephone", "code": factor_code(EMAIL)}).url == TELEPHONE


def test_a_new_telephone_ends_the_other_sessions_and_keeps_this_one(client, specialist):
    other = Client()
    for window in (client, other):
        window.force_login(specialist)
    client.post(PROFILE, {"act": "telephone", "code": factor_code(EMAIL)})
    client.post(TELEPHONE, {"code": code_on(client.get(TELEPHONE))})
    assert client.get("/office/").status_code == 200
    assert other.get("/office/").status_code == 302


def test_a_reset_ends_the_sessions_and_the_next_login_sets_up_again(client, specialist):
    client.force_login(specialist)
    reset_factor(person=specialist, by=make_user(role=Role.ADMINISTRATOR), address=None, at=NOW)
    assert client.get("/office/").status_code == 302
    assert sign_in(client) == SETUP


def test_the_invitation_asks_for_a_password_and_goes_on_to_the_telephone(client, letters):
    invite_person(
        email=EMAIL, name="Смирнова Анна", post=Post(role=Role.HEAD), token=token(),
        by=make_user(role=Role.ADMINISTRATOR), address=None, at=timezone.now(),
    )  # fmt: skip
    link = re.search(r"(/invitation/\S+)", letters()[-1].body)[1]
    assert "Смирнова Анна" in text(client.get(link))
    weak = client.post(link, {"password": "123", "password_again": "123"})
    assert "слишком короткий" in text(weak)
    assert client.post(link, {"password": PASSWORD, "password_again": PASSWORD}).url == SETUP
    assert client.get(link).status_code == 410
    assert client.get("/invitation/AAAA/").status_code == 410
    assert client.get("/office/").status_code == 302
    assert client.post(SETUP, {"code": code_on(client.get(SETUP))}).url == CODES

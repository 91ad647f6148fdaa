"""A session ends by itself, and its owner sees it and ends it from elsewhere."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.browsers import browser_named
from kabinet.accounts.models import Session
from kabinet.accounts.sessions import OF_APPLICANT, OF_OPERATOR, SEEN, mark_of_session
from kabinet.core.models import JournalEntry
from tests.applicants.people import PASSWORD, make_applicant
from tests.applications import builders
from tests.applications.builders import mark_of

pytestmark = pytest.mark.django_db

EMAIL = "ivanov@example.ru"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36"
)
QUEUE = reverse("office_queue")
DEVICES = reverse("devices")
PROFILE = reverse("profile")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch):
    """A function that moves the portal's clock on by some time."""
    start, moved = timezone.now(), [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: start + moved[0])

    def move(by):
        moved[0] += by

    return move


@pytest.fixture
def specialist(client):
    person = builders.make_specialist()
    client.force_login(person)
    return person


def text_of(page):
    bare = re.sub(r"<[^>]+>", " ", unescape(page.content.decode()))
    return re.sub(r"\s+", " ", bare.replace("\xa0", " "))


def sign_in(client, agent=FIREFOX, address="192.0.2.1"):
    return client.post(
        "/login/", {"email": EMAIL, "password": PASSWORD}, REMOTE_ADDR=address, headers={"User-Agent": agent}
    )


def test_a_specialist_who_is_away_for_a_quarter_of_an_hour_is_asked_for_the_password(
    client, specialist, clock
):
    assert client.get(QUEUE).status_code == 200
    clock(OF_OPERATOR.idle - MINUTE)
    assert client.get(QUEUE).status_code == 200, "the page just now counts"
    clock(OF_OPERATOR.idle)
    page = client.get(QUEUE, follow=True)
    assert "Порталом не пользовались 15 минут. Введите пароль" in text_of(page)
    assert specialist.email in text_of(page)
    wrong = client.post("/login/", {"password": "не тот", "next": QUEUE})
    assert (wrong.status_code, "Неверный текущий пароль." in text_of(wrong)) == (422, True)
    assert client.get(QUEUE).status_code == 302
    before = client.session.session_key
    assert client.post("/login/", {"password": builders.PASSWORD, "next": QUEUE}).url == QUEUE
    assert client.get(QUEUE).status_code == 200, "no code of the telephone: this browser has shown one"
    assert client.session.session_key != before
    assert JournalEntry.objects.filter(act="account.unlocked", actor=specialist.pk).count() == 1


def test_what_was_typed_meanwhile_waits_behind_the_password(client, specialist, clock):
    application = builders.make_submitted(specialist=specialist)
    note = reverse("office_note", args=[application.pk])
    card = reverse("office_application", args=[application.pk])
    typed = {"note": "Звонил заявитель", **mark_of(specialist)}
    clock(OF_OPERATOR.idle)
    asked = client.post(note, typed, follow=True)
    assert "Набранное сохранено" in text_of(asked)
    client.post("/login/", {"password": builders.PASSWORD, "next": card})
    assert "Звонил заявитель" in client.get(card).content.decode()


def test_whoever_asks_by_itself_shows_nobodys_presence(client, specialist, clock):
    application = builders.make_submitted(specialist=specialist)
    presence = reverse("office_presence", args=[application.pk])
    client.get(QUEUE)
    for _ in range(5):
        clock(OF_OPERATOR.idle / 4)
        answer = client.post(presence)
    assert answer.status_code == 302
    assert client.get(QUEUE).status_code == 302


def test_a_working_day_ends_a_specialists_session_however_busy(client, specialist, clock):
    for _ in range(int(OF_OPERATOR.whole / timedelta(minutes=10))):
        clock(timedelta(minutes=10))
        client.get(QUEUE)
    page = client.get(QUEUE, follow=True)
    assert "Авторизация" in text_of(page)


@pytest.mark.parametrize(
    ("away", "still_there"), [(OF_APPLICANT.idle - MINUTE, True), (OF_APPLICANT.idle, False)]
)
def test_an_applicant_is_let_go_after_days_without_a_look(client, clock, away, still_there):
    make_applicant(email=EMAIL)
    sign_in(client)
    clock(away)
    assert (client.get(PROFILE).status_code == 200) is still_there
    assert (client.get(PROFILE).status_code == 200) is still_there


def test_a_look_of_another_session_keeps_no_session_open(client, specialist, clock):
    other = Client()
    other.force_login(specialist)
    clock(OF_OPERATOR.idle - MINUTE)
    other.get(QUEUE)
    clock(2 * MINUTE)
    client.cookies[SEEN] = other.cookies[SEEN].value
    assert client.get(QUEUE).status_code == 302


def test_a_person_sees_their_sessions_and_ends_one(client, clock):
    make_applicant(email=EMAIL)
    sign_in(client)
    phone = Client()
    clock(MINUTE)
    sign_in(phone, PHONE, "198.51.100.7")
    page = text_of(client.get(DEVICES))
    assert page.index("Samsung Internet, Android Адрес 198.51.100.7") < page.index("Firefox, Windows")
    assert page.count("этот браузер") == 1
    assert client.session.session_key not in client.get(DEVICES).content.decode()
    mark = mark_of_session(phone.session.session_key)
    assert "Завершено: 1 вход." in text_of(client.post(DEVICES, {"end": mark}, follow=True))
    assert phone.get(PROFILE).status_code == 302
    assert client.get(PROFILE).status_code == 200
    assert "Там вход уже завершён." in text_of(client.post(DEVICES, {"end": mark}, follow=True))


def test_all_but_this_one_end_at_once_and_nobody_elses(client):
    make_applicant(email=EMAIL)
    stranger = make_applicant(email="petrov@example.ru")
    theirs = Client()
    theirs.force_login(stranger.user)
    browsers = [Client() for _ in range(3)]
    for one in (client, *browsers):
        sign_in(one)
    foreign = mark_of_session(theirs.session.session_key)
    client.post(DEVICES, {"end": foreign})
    assert "Завершено: 3 входа." in text_of(client.post(DEVICES, {"end": "others"}, follow=True))
    assert [one.get(PROFILE).status_code for one in browsers] == [302] * 3
    assert [one.get(PROFILE).status_code for one in (client, theirs)] == [200] * 2


def test_a_letter_tells_of_a_browser_that_was_not_used_before(client, letters, settings):
    make_applicant(email=EMAIL)
    before = len(letters())
    sign_in(client)
    client.post("/logout/")
    sign_in(client)
    assert len(letters()) == before, "the first browser of all is nothing new, later it is known"
    sign_in(Client(), PHONE, "198.51.100.7")
    [letter] = letters()[before:]
    assert letter.subject == f"Вход с нового устройства — {settings.OPERATOR.name}, личный кабинет"
    assert "Samsung Internet, Android, адрес 198.51.100.7" in letter.body
    assert f"{settings.SITE_URL}{DEVICES}" in letter.body


def test_the_row_learns_once_a_day_that_it_is_used(client, clock):
    make_applicant(email=EMAIL)
    sign_in(client)
    begun = Session.objects.get().seen_on
    client.get(PROFILE)
    clock(timedelta(days=1))
    client.get(PROFILE)
    assert Session.objects.get().seen_on == begun + timedelta(days=1)


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        (FIREFOX, "Firefox, Windows"),
        (PHONE, "Samsung Internet, Android"),
        (f"{PHONE} YaBrowser/25.2", "Яндекс Браузер, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537 Chrome/140.0 Safari/537", "Chrome, ChromeOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) FxiOS/130.0 Mobile Safari/605", "Firefox, iPhone"),
        ("curl/8.5.0", "Неизвестный браузер"),
        ("", "Неизвестный браузер"),
    ],
)
def test_a_browser_is_called_as_people_call_it(agent, named):
    assert browser_named(agent) == named

"""«Уведомления»: what the portal tells is in the cabinet, and letters come as the person chooses."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kabinet.applicants.models import Applicant
from kabinet.notifications.choosing import choose_ways, ways_of
from kabinet.notifications.kinds import Group
from kabinet.notifications.models import Fate, Letter, Way
from kabinet.notifications.reading import PAGE_SIZE
from kabinet.notifications.services import note_bounce, send_letter
from kabinet.notifications.unsubscribing import leaving_url
from tests.appeals.builders import make_appeal
from tests.applications.builders import NOW, make_applicant, make_submitted

pytestmark = pytest.mark.django_db
NOTICES = "/notices/"


@pytest.fixture
def user(client):
    owner = make_applicant().user
    client.force_login(owner)
    return owner


def text_of(page):
    bare = re.sub(r"<[^>]+>", " ", unescape(page.content.decode()))
    return re.sub(r"\s+", " ", bare.replace("\xa0", " "))


def told(user, number=1):
    for _ in range(number):
        letter = send_letter(
            kind="password_changed", recipient=user.email, context={"at": NOW}, person=user.pk, at=NOW
        )
    return letter


@pytest.mark.parametrize("make", [make_submitted, make_appeal])
def test_letter_about_a_case_is_a_notice_that_leads_to_it(client, make):
    case = make()
    client.force_login(case.owner)
    notice = Letter.objects.get(about=case.subject)
    assert notice.subject in text_of(client.get(NOTICES))
    page = client.get(reverse("notice", args=[notice.pk]))
    assert case.number in text_of(page)
    assert reverse(case._meta.model_name, args=[case.pk]) in page.content.decode()


def test_notice_has_links_and_not_the_signature_of_a_letter(client, user):
    notice = send_letter(
        kind="new_device",
        recipient=user.email,
        context={"at": NOW, "browser": "Chrome, Linux", "address": "192.0.2.1"},
        person=user.pk,
        at=NOW,
    )
    page = client.get(reverse("notice", args=[notice.pk]))
    assert re.search(r'<a href="https?://[^"/]+/profile/devices/"', page.content.decode())
    assert "отвечать на него не нужно" in notice.text
    assert "отвечать на него не нужно" not in text_of(page)


def test_notice_is_read_when_it_is_opened(client, user):
    first, second = told(user), told(user)
    assert text_of(client.get(NOTICES)).count("новое") == 2
    client.get(reverse("notice", args=[first.pk]))
    assert text_of(client.get(NOTICES)).count("новое") == 1
    read = set(Letter.objects.filter(read_at__isnull=False))
    assert read == {first}
    assert second not in read


@pytest.mark.parametrize("make", [make_submitted, make_appeal])
def test_notice_about_a_case_is_read_when_the_case_is_opened(client, make):
    case = make()
    client.force_login(case.owner)
    other = told(case.owner)
    client.get(reverse(case._meta.model_name, args=[case.pk]))
    assert set(Letter.objects.notices_of(case.owner_id).unread()) == {other}


def test_all_are_marked_as_read_by_a_button(client, user):
    told(user, 3)
    other = told(make_applicant().user)
    assert client.post(NOTICES).status_code == 302
    assert set(Letter.objects.unread()) == {other}
    assert "Отметить всё прочитанным" not in text_of(client.get(NOTICES))


def test_menu_counts_what_is_unread(client, user):
    assert "непрочитанных" not in text_of(client.get("/readings/"))
    told(user)
    assert "Уведомления 1 , непрочитанных: 1" in text_of(client.get("/readings/"))
    letter = told(user)
    Letter.objects.bulk_create(
        Letter(kind="x", recipient="a@example.ru", person=user.pk, notice=True, created_at=letter.created_at)
        for _ in range(98)
    )
    assert "непрочитанных: 99+" in text_of(client.get("/readings/"))


def test_notices_of_others_and_letters_that_are_none_are_not_there(client, user):
    stranger = told(make_applicant().user)
    plain = send_letter(
        kind="recover_unknown", recipient=user.email, context={"email": user.email}, person=user.pk, at=NOW
    )
    for letter in (stranger, plain):
        assert client.get(reverse("notice", args=[letter.pk])).status_code == 404
    assert "Уведомлений нет" in text_of(client.get(NOTICES))


def test_list_is_read_page_by_page(client, user):
    made = [str(told(user).pk) for _ in range(PAGE_SIZE + 2)]
    address, seen = NOTICES, []
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(rf'href="{NOTICES}([0-9a-f-]{{36}})/"', html)
        more = re.search(r'href="(\?before=[0-9a-f-]+)"', html)
        address = more and NOTICES + more[1]
    assert seen == sorted(made, reverse=True)
    assert client.get(f"{NOTICES}?before=нет").status_code == 200


@pytest.mark.parametrize("count", [1, 20])
def test_number_of_questions_to_the_database_is_the_same(client, user, django_assert_num_queries, count):
    told(user, count)
    client.get(NOTICES)
    with django_assert_num_queries(6):
        client.get(NOTICES)


def test_person_whose_mailbox_refuses_is_told_where_it_can_be_mended(client, user):
    letter = told(user)
    assert "не принимает письма" not in text_of(client.get(NOTICES))
    Letter.objects.update(state=Fate.SENT, sent_at=NOW)
    note_bounce(pk=letter.pk, reason="5.2.2 full", at=timezone.now() - timedelta(minutes=1))
    for address in (NOTICES, reverse("home"), reverse("profile")):
        page = client.get(address)
        assert "Ваш адрес не принимает письма" in text_of(page), address
        assert reverse("email_change") in page.content.decode()


# --- How letters come -------------------------------------------------------------------------------


def test_person_chooses_how_letters_come(client, user):
    Applicant.objects.update(email_notices=True)
    page = reverse("notices_choice")
    chosen = {"course": "at_once", "messages": "digest", "reminders": "off"}
    assert client.post(page, chosen, follow=True).redirect_chain == [(NOTICES, 302)]
    assert ways_of(user.pk) == {Group(name): Way(way) for name, way in chosen.items()}
    html = client.get(page).content.decode()
    assert len(re.findall(r"<input[^>]*checked", html)) == 3


@pytest.mark.parametrize(
    "strange", [{}, {"course": "digest"}, {"course": "x", "messages": "off", "reminders": "off"}]
)
def test_choice_that_is_none_comes_back_and_changes_nothing(client, user, strange):
    Applicant.objects.update(email_notices=True)
    assert client.post(reverse("notices_choice"), strange).status_code == 422
    assert set(ways_of(user.pk).values()) == {Way.AT_ONCE}


def test_without_consent_only_what_the_law_demands_is_chosen(client, user):
    Applicant.objects.update(email_notices=False)
    page = client.get(reverse("notices_choice"))
    assert "нет вашего согласия" in text_of(page)
    assert 'name="messages"' not in page.content.decode()
    client.post(reverse("notices_choice"), {"course": "off", "messages": "at_once"})
    assert ways_of(user.pk)[Group.COURSE] == Way.OFF


# --- Switching off by a link -------------------------------------------------------------------------


def path_of(user, group):
    return urlsplit(leaving_url(user.pk, group)).path


@pytest.fixture
def stranger():
    return Client(enforce_csrf_checks=True)


def test_mail_program_switches_letters_off_at_once_without_a_session(user, stranger):
    address = path_of(user, Group.MESSAGES)
    for _ in range(2):
        done = stranger.post(address, {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, "Готово" in text_of(done)) == (200, True)
    assert ways_of(user.pk)[Group.MESSAGES] == Way.OFF
    assert ways_of(user.pk)[Group.REMINDERS] == Way.AT_ONCE


def test_looking_at_the_link_asks_and_changes_nothing(user, stranger):
    page = stranger.get(path_of(user, Group.REMINDERS))
    assert "Отключить письма" in text_of(page)
    assert ways_of(user.pk)[Group.REMINDERS] == Way.AT_ONCE


def test_link_tells_nothing_of_an_account(user, stranger):
    address = path_of(user, Group.COURSE)
    for page in (stranger.get(address), stranger.post(address)):
        assert (user.email in page.content.decode(), user.name in page.content.decode()) == (False, False)


def test_link_of_the_letter_of_a_day_switches_all_of_it_off(user, stranger):
    ways = {Group.MESSAGES: Way.DIGEST, Group.REMINDERS: Way.DIGEST}
    choose_ways(person=user.pk, ways=ways, at=NOW, by=user.pk, address=None)
    stranger.post(path_of(user, ""))
    assert ways_of(user.pk) == {Group.COURSE: Way.AT_ONCE, Group.MESSAGES: Way.OFF, Group.REMINDERS: Way.OFF}


@pytest.mark.parametrize(
    "spoil", [lambda path: path.replace("off/", "off/x"), lambda _: "/letters/off/abc:def:ghi/"]
)
def test_link_that_we_did_not_make_leads_nowhere(user, stranger, spoil):
    for method in (stranger.get, stranger.post):
        assert method(spoil(path_of(user, Group.COURSE))).status_code == 404
    assert set(ways_of(user.pk).values()) == {Way.AT_ONCE}

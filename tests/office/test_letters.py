"""«Письма»: what specialists see of what the portal has written, and what they do with what is lost."""

import hashlib
import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Fate, Letter
from kabinet.notifications.services import note_bounce, send_letter
from kabinet.office.paging import PAGE_SIZE
from tests.appeals.builders import make_appeal
from tests.applications.builders import NOW, make_specialist, make_submitted
from tests.office.test_queue import text_of

LETTERS = "/office/letters/"


@pytest.fixture
def specialist(client, db):
    who = make_specialist(email="petrova@seti.example.ru")
    client.force_login(who)
    return who


def words(response):
    return unescape(text_of(response)).replace("\u00a0", " ")


def written(state=Fate.SENT, **fields):
    sent = {"kind": "email_taken", "recipient": "a@example.ru", "context": {"email": "a@example.ru"}}
    letter = send_letter(**{**sent, **fields}, at=NOW)
    Letter.objects.filter(pk=letter.pk).update(state=state)
    letter.refresh_from_db()
    return letter


def page_of(letter):
    return reverse("office_letter", args=[letter.pk])


def test_what_did_not_arrive_stands_first_with_its_reason(client, specialist):
    lost = written(Fate.GIVEN_UP, recipient="lost@example.ru")
    Letter.objects.filter(pk=lost.pk).update(reason="550 5.1.1 no such mailbox")
    written(Fate.WAITING, recipient="waits@example.ru")
    written(recipient="came@example.ru")
    page = words(client.get(LETTERS))
    assert "lost@example.ru" in page
    assert "не отправлено 550 5.1.1 no such mailbox" in page
    assert ("waits@example.ru" in page, "came@example.ru" in page) == (False, False)
    assert "waits@example.ru" in words(client.get(f"{LETTERS}?state=waiting"))
    assert "came@example.ru" in words(client.get(f"{LETTERS}?state=all"))


def test_letters_are_found_by_address_and_by_the_number_of_a_case(client, specialist):
    application, appeal = make_submitted(), make_appeal()
    mine = Letter.objects.filter(about=application.subject).get()
    other = Letter.objects.filter(about=appeal.subject).get()
    for asked, found in (
        (application.number, {mine}),
        (f"№ {application.sequence}", {mine}),
        (appeal.number, {other}),
        (mine.recipient.upper(), {mine}),
        ("nobody@example.ru", set()),
        ("слово", set()),
    ):
        html = client.get(LETTERS, {"q": asked}).content.decode()
        keys = set(re.findall(rf'href="{LETTERS}([0-9a-f-]{{36}})/"', html))
        assert keys >= {str(one.pk) for one in found}, asked
        assert bool(keys) == bool(found), asked


def test_copy_is_shown_and_given_with_the_hash_that_was_written_down(client, specialist):
    letter = written()
    html = client.get(page_of(letter)).content.decode()
    assert letter.sha256 in html
    copy = client.get(reverse("office_letter_copy", args=[letter.pk]))
    assert hashlib.sha256(copy.content).hexdigest() == letter.sha256
    assert "Копия изменена" not in html
    Letter.objects.filter(pk=letter.pk).update(text="Другое")
    assert "Копия изменена" in client.get(page_of(letter)).content.decode()


def test_letter_of_before_says_that_there_is_no_copy(client, specialist):
    letter = written()
    Letter.objects.update(sha256="", text="")
    assert "копия не хранилась" in words(client.get(page_of(letter)))
    assert client.get(reverse("office_letter_copy", args=[letter.pk])).status_code == 404


def test_lost_letter_is_sent_once_more_and_the_journal_knows_by_whom(client, specialist, letters):
    letter = written(Fate.UNKNOWN)
    assert "может получить его дважды" in words(client.get(page_of(letter)))
    assert "отправляется ещё раз" in words(client.post(page_of(letter), follow=True))
    assert "обновите страницу" in words(client.post(page_of(letter), follow=True))
    assert [one.to for one in letters()] == [["a@example.ru"]]
    entry = JournalEntry.objects.get(act="letter.repeated")
    assert (entry.actor, entry.subject) == (specialist.pk, f"letter:{letter.pk}")
    assert "Отправить ещё раз" not in words(client.get(page_of(letter)))


def test_reading_a_letter_is_recorded(client, specialist):
    letter = written()
    client.get(page_of(letter))
    client.get(LETTERS)
    acts = dict(JournalEntry.objects.filter(actor=specialist.pk).values_list("act", "subject"))
    assert acts == {"letter_read": f"letter:{letter.pk}", "letters_read": "lists"}


@pytest.mark.parametrize(
    ("duty", "kind"), [("handles_applications", "application"), ("handles_appeals", "appeal")]
)
def test_letters_about_others_work_are_not_there(client, db, duty, kind):
    cases = {"application": make_submitted(), "appeal": make_appeal()}
    client.force_login(
        make_specialist(**{"handles_applications": False, "handles_appeals": False, duty: True})
    )
    for name, case in cases.items():
        letter = Letter.objects.get(about=case.subject)
        assert client.get(page_of(letter)).status_code == (200 if name == kind else 404)
        listed = client.get(f"{LETTERS}?state=all").content.decode()
        assert (str(letter.pk) in listed) == (name == kind)


@pytest.mark.parametrize("make", [make_submitted, make_appeal])
def test_card_shows_the_letters_of_the_case_and_that_the_address_refuses(client, specialist, make):
    case = make()
    letter = Letter.objects.get(about=case.subject)
    card = reverse(f"office_{case._meta.model_name}", args=[case.pk])
    page = client.get(card).content.decode()
    assert (page_of(letter) in page, "Адрес не принимает письма" in page) == (True, False)
    Letter.objects.filter(pk=letter.pk).update(state=Fate.SENT, sent_at=NOW)
    note_bounce(pk=letter.pk, reason="5.2.2 mailbox full", at=timezone.now())
    page = words(client.get(card))
    assert "Адрес не принимает письма" in page
    assert "5.2.2 mailbox full" in page
    assert client.get(f"{LETTERS}?about={case.subject}").content.decode().count(page_of(letter)) == 1


def test_list_is_read_page_by_page(client, specialist):
    made = [str(written().pk) for _ in range(PAGE_SIZE + 2)]
    address, seen = f"{LETTERS}?state=all", []
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(rf'href="{LETTERS}([0-9a-f-]{{36}})/"', html)
        more = re.search(r'href="(\?state=all&amp;before=[0-9a-f-]+)"', html)
        address = more and LETTERS + more[1].replace("&amp;", "&")
    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_questions_to_the_database_is_the_same(
    client, specialist, django_assert_num_queries, count
):
    for _ in range(count):
        make_submitted(), make_appeal()
    client.get(f"{LETTERS}?state=all")
    with django_assert_num_queries(8):
        client.get(f"{LETTERS}?state=all")


@pytest.mark.parametrize("strange", ["нет", "1" * 40, "application:1", "appeal:"])
def test_strange_addresses_show_the_list(client, specialist, strange):
    for name in ("state", "about", "before", "q"):
        assert client.get(LETTERS, {name: strange}).status_code == 200


def test_page_says_when_the_address_has_refused_another_letter(client, specialist):
    back, letter = written(), written()
    note_bounce(pk=back.pk, reason="5.1.1 unknown", at=timezone.now() - timedelta(minutes=1))
    assert "Адрес не принимает письма" in words(client.get(page_of(letter)))
    assert "Адрес не принимает письма" not in words(client.get(page_of(back)))

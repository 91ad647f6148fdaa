"""What a person has chosen is followed; what the law demands and what is for safety goes all the same."""

from datetime import UTC, datetime
from email import policy

import pytest

from kabinet.accounts.daily import send_digests
from kabinet.core.models import JournalEntry
from kabinet.notifications.choosing import choose_ways, follow_consent, switch_off, ways_of
from kabinet.notifications.kinds import DIGEST, KINDS, OBLIGED, Group, LetterKind
from kabinet.notifications.models import Fate, Letter, LetterChoice, Way
from kabinet.notifications.services import forget_letters, send_letter
from tests.applications.builders import make_user

NOON = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_notices")]


@pytest.fixture
def kind(monkeypatch):
    """A function that makes the sample a letter of a group."""

    def of(group):
        monkeypatch.setattr(
            "kabinet.notifications.kinds.KINDS", {**KINDS, "sample": LetterKind(notice=True, group=group)}
        )

    return of


@pytest.fixture
def person(db):
    return make_user(email="anna@example.ru")


def send(person, *, number="4896ТП"):
    context = {"number": number, "name": "Анна"}
    return send_letter(
        kind="sample",
        recipient=person.email,
        context=context,
        person=person.pk,
        about="application:1",
        at=NOON,
    )


def choose(person, **ways):
    chosen = {Group(name): way for name, way in ways.items()}
    choose_ways(person=person.pk, ways=chosen, at=NOON, by=person.pk, address=None)


def test_letter_that_is_switched_off_stays_in_the_cabinet(person, kind, letters):
    kind(Group.MESSAGES)
    choose(person, messages=Way.OFF)
    notice = send(person)
    assert letters() == []
    assert (notice.state, [*Letter.objects.notices_of(person.pk).unread()]) == (Fate.CABINET, [notice])


def test_choice_of_another_person_or_group_changes_nothing(person, kind, letters):
    kind(Group.MESSAGES)
    choose(person, reminders=Way.OFF)
    choose(make_user(email="other@example.ru"), messages=Way.OFF)
    send(person)
    assert len(letters()) == 1


def test_letters_of_a_day_come_in_one_and_once(person, kind, letters):
    kind(Group.REMINDERS)
    choose(person, reminders=Way.DIGEST)
    first, second = send(person, number="1ТП"), send(person, number="2ТП")
    assert letters() == []
    send_digests.call()
    send_digests.call()
    (letter,) = letters()
    assert ("Заявка 1ТП" in letter.body, "Заявка 2ТП" in letter.body) == (True, True)
    digest = Letter.objects.get(kind=DIGEST)
    for told in (first, second):
        told.refresh_from_db()
        assert (told.state, told.digest, told.notice) == (Fate.GATHERED, digest, True)
    assert not digest.notice


def test_letter_of_a_day_goes_to_the_address_of_now(person, kind, letters):
    kind(Group.REMINDERS)
    choose(person, reminders=Way.DIGEST)
    send(person)
    type(person).objects.filter(pk=person.pk).update(email="new@example.ru")
    send_digests.call()
    assert [letter.to for letter in letters()] == [["new@example.ru"]]


def test_letter_of_a_day_of_an_account_that_is_blocked_stays_in_the_cabinet(person, kind, letters):
    kind(Group.REMINDERS)
    choose(person, reminders=Way.DIGEST)
    notice = send(person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    send_digests.call()
    notice.refresh_from_db()
    assert (letters(), notice.state) == ([], Fate.CABINET)


def test_what_waits_for_a_digest_is_not_sent_once_it_is_switched_off(person, kind, letters):
    kind(Group.REMINDERS)
    choose(person, reminders=Way.DIGEST)
    notice = send(person)
    choose(person, reminders=Way.OFF)
    send_digests.call()
    notice.refresh_from_db()
    assert (letters(), notice.state) == ([], Fate.CABINET)


def test_what_the_law_demands_comes_at_once_or_not_at_all(person, kind, letters):
    for group in OBLIGED:
        with pytest.raises(ValueError, match="no digest"):
            choose(person, **{group: Way.DIGEST})
        kind(group)
        send(person)
    assert len(letters()) == len(OBLIGED)
    choose(person, course=Way.OFF)
    assert send(person).state == Fate.CABINET


def test_letters_for_safety_go_whatever_is_chosen(person, letters):
    choose(person, **dict.fromkeys(Group, Way.OFF))
    for kind in ("password_changed", "new_device", "recover_password", "confirm_email"):
        assert KINDS[kind].group is None
    send_letter(kind="password_changed", recipient=person.email, context={}, person=person.pk, at=NOON)
    assert len(letters()) == 1


def test_every_notice_that_may_be_switched_off_says_whose_it_is(person, kind):
    kind(Group.COURSE)
    with pytest.raises(ValueError, match="whose notice"):
        send_letter(kind="sample", recipient="a@example.ru", context={}, at=NOON)


def test_choice_is_in_the_journal_once(person):
    for _ in range(2):
        choose(person, course=Way.OFF, messages=Way.AT_ONCE)
    entry = JournalEntry.objects.get(act="letters.chosen")
    assert entry.details["ways"].replace("\u00a0", " ") == "Ход заявок и обращений: не присылать"


def test_consent_that_is_taken_back_leaves_what_the_law_demands(person, kind, letters):
    kind(Group.MESSAGES)
    choose(person, messages=Way.DIGEST)
    waiting = send(person)
    follow_consent(person=person.pk, given=False)
    waiting.refresh_from_db()
    assert waiting.state == Fate.CABINET
    assert ways_of(person.pk) == {
        Group.COURSE: Way.AT_ONCE,
        Group.MESSAGES: Way.OFF,
        Group.REMINDERS: Way.OFF,
    }
    follow_consent(person=person.pk, given=True)
    assert set(ways_of(person.pk).values()) == {Way.AT_ONCE}


def test_letters_of_the_day_are_switched_off_together(person):
    choose(person, messages=Way.DIGEST)
    switch_off(person=person.pk, group=None, at=NOON, address=None)
    assert ways_of(person.pk) == {
        Group.COURSE: Way.AT_ONCE,
        Group.MESSAGES: Way.OFF,
        Group.REMINDERS: Way.AT_ONCE,
    }


@pytest.mark.parametrize("group", Group)
def test_letter_that_may_be_switched_off_offers_it_to_mail_programs(person, kind, letters, settings, group):
    kind(group)
    send(person)
    message = letters()[0].message(policy=policy.SMTP)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith(f"<{settings.SITE_URL}/letters/off/")
    assert str(person.pk) not in message["List-Unsubscribe"]


def test_letter_that_always_goes_offers_nothing_to_switch_off(person, letters):
    send_letter(kind="password_changed", recipient=person.email, context={}, person=person.pk, at=NOON)
    assert "List-Unsubscribe" not in letters()[0].extra_headers


def test_letters_of_a_closed_account_go_and_those_of_others_stay(person, kind, letters):
    kind(Group.COURSE)
    send(person)
    send_letter(kind="password_changed", recipient=person.email, context={}, person=person.pk, at=NOON)
    send_letter(kind="recover_unknown", recipient=person.email, context={"email": person.email}, at=NOON)
    other = send_letter(
        kind="email_taken", recipient="b@example.ru", context={"email": "b@example.ru"}, at=NOON
    )
    letters()
    choose(person, course=Way.OFF)
    forget_letters(person=person.pk, email=person.email)
    assert set(Letter.objects.all()) == {other}
    assert not LetterChoice.objects.filter(person=person.pk).exists()

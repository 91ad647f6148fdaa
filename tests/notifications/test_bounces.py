"""What mail servers send back is read, believed by our own Message-ID alone, and told."""

from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from kabinet.core.ids import new_id
from kabinet.core.models import JournalEntry
from kabinet.notifications.delivery_report import LONGEST, read_report
from kabinet.notifications.management.commands import letters as command
from kabinet.notifications.models import Fate, Letter
from tests.notifications.reports import EXIM, POSTFIX, report
from tests.notifications.samples import send_sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_notices")]
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def bounce(monkeypatch):
    """A function that feeds a message to the command as a mail server does, and gives what it says."""

    def feed(message):
        out = StringIO()
        source = message if isinstance(message, BytesIO) else BytesIO(message)
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=source))
        call_command("letters", "bounce", stdout=out, stderr=StringIO())
        return out.getvalue().replace("\u00a0", " ").strip()

    return feed


@pytest.fixture
def letter():
    sent = send_sample()
    Letter.objects.update(state=Fate.SENT, sent_at=NOON)
    return sent


@pytest.mark.parametrize("text", [POSTFIX, EXIM])
def test_letter_that_came_back_is_known_with_its_reason(bounce, letter, text):
    said = "5.1.1 550 5.1.1 <anna@example.ru> no such user"
    assert bounce(report(letter.pk, text=text)) == f"Письмо {letter.pk} вернулось: {said}"
    letter.refresh_from_db()
    assert (letter.state, letter.reason, letter.refused_at is not None) == (Fate.BOUNCED, said, True)
    assert JournalEntry.objects.get(act="letter.bounced").subject == f"letter:{letter.pk}"


def test_letter_that_is_only_late_has_not_come_back(bounce, letter):
    assert "сервер пробует ещё" in bounce(report(letter.pk, action="delayed", status="4.4.1"))
    letter.refresh_from_db()
    assert letter.state == Fate.SENT


def test_letter_of_which_nobody_knew_whether_it_left_has_come_back(bounce, letter):
    Letter.objects.update(state=Fate.UNKNOWN)
    bounce(report(letter.pk))
    letter.refresh_from_db()
    assert letter.state == Fate.BOUNCED


@pytest.mark.parametrize("state", [Fate.WAITING, Fate.GIVEN_UP, Fate.CABINET])
def test_report_about_what_was_not_sent_changes_nothing(bounce, letter, state):
    Letter.objects.update(state=state)
    assert "портал его не отправлял" in bounce(report(letter.pk))
    letter.refresh_from_db()
    assert letter.state == state


@pytest.mark.parametrize("key", [new_id(), "-" * 36])
def test_report_about_an_unknown_letter_changes_nothing(bounce, letter, key):
    assert "нет" in bounce(report(key))
    letter.refresh_from_db()
    assert letter.state == Fate.SENT


def test_report_that_names_the_address_alone_is_not_believed(bounce, letter):
    text = POSTFIX.replace("Message-ID: <{letter}@example.ru>\n", "")
    assert bounce(report(letter.pk, text=text)) == "Это не отчёт о доставке письма портала."


def test_name_of_a_letter_inside_the_returned_one_is_not_looked_at(bounce, letter):
    """Whoever answers us with our own report inside forges nothing."""
    inner = report(letter.pk).decode().replace("5f3a", "0199")
    outer = POSTFIX.replace("Message-ID: <{letter}@example.ru>\n", "").replace("text\n--", f"{inner}\n--")
    assert bounce(report(letter.pk, text=outer)) == "Это не отчёт о доставке письма портала."


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"Subject: hello\n\nI am on holiday",
        b"Content-Type: multipart/report\n\nno parts",
        b'Content-Type: multipart/report; boundary="a"\n\n' + b"--a\nContent-Type: message/rfc822\n\n" * 5000,
        b"\xff\x00" * 1000,
    ],
)
def test_what_is_no_report_is_passed_over(bounce, letter, message):
    assert bounce(message) == "Это не отчёт о доставке письма портала."


def test_message_of_any_length_is_read_to_its_end(bounce, letter):
    source = BytesIO(report(letter.pk) + b"x" * (2 * LONGEST))
    bounce(source)
    assert source.read() == b""


def test_database_that_is_busy_has_the_server_keep_the_report(bounce, letter, monkeypatch):
    def busy(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(command, "note_bounce", busy)
    with pytest.raises(SystemExit) as ended:
        bounce(report(letter.pk))
    assert ended.value.code == 75


@given(st.binary(max_size=500), st.integers(0, 1500))
def test_any_bytes_are_read_without_an_exception(noise, place):
    whole = report(new_id())
    read_report(BytesIO(whole[:place] + noise + whole[place:]))


def test_address_refuses_until_a_letter_has_stayed_there_for_a_day(letter):
    address = "anna@example.ru"
    assert Letter.objects.refusal_of(address, NOON) is None
    Letter.objects.update(state=Fate.BOUNCED, refused_at=NOON)
    send_sample()
    Letter.objects.exclude(pk=letter.pk).update(state=Fate.SENT, sent_at=NOON + timedelta(hours=1))
    assert Letter.objects.refusal_of(address, NOON + timedelta(hours=2)) == letter
    assert Letter.objects.refusal_of(address, NOON + timedelta(hours=26)) is None
    assert Letter.objects.refusal_of("other@example.ru", NOON) is None

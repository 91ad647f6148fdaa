"""`manage.py journal`: the seals as whoever looks after the server checks and anchors them."""

import socket
from contextlib import nullcontext
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from kabinet.core.models import JournalEntry
from kabinet.core.sealing.seals import head
from tests.core.test_anchors import restore
from tests.core.test_journal import write
from tests.core.test_sealing import rows, written
from tests.journal import faults
from tests.waiting import LONGEST_SECONDS, wait_until


def said(*arguments, fails=False):
    out = StringIO()
    with pytest.raises(SystemExit, match=r"^1$") if fails else nullcontext():
        call_command("journal", *arguments, stdout=out)
    return out.getvalue().splitlines()


def last():
    anchor = head(timezone.now())
    return f"{anchor.number}:{anchor.seal}"


@pytest.mark.django_db
def test_verify_says_that_the_journal_is_whole_and_writes_nothing():
    written(2)
    assert said("verify") == ["Журнал цел, опечатано записей: 2", f"Последняя печать: {last()}"]
    assert said("verify", "--head", last())[0] == "Журнал цел, опечатано записей: 2"
    assert JournalEntry.objects.count() == 2


@pytest.mark.django_db
def test_verify_fails_and_says_what_is_wrong():
    first, _ = written(2)
    rows(pk=first.pk).update(act="account.logout")
    wrong, outcome, _ = said("verify", fails=True)
    assert wrong.startswith(
        f"Запись №\u00a0{first.pk} от\u00a025.11.2026 не\u00a0такая, какой её сделал портал"
    )
    assert outcome == "Журнал НАРУШЕН, опечатано записей: 2"


@pytest.mark.django_db
@pytest.mark.parametrize("told", ["2", "x:y", "2:", ":ab"])
def test_verify_refuses_a_head_that_is_none(told):
    with pytest.raises(CommandError, match="номер и печать"):
        call_command("journal", "verify", "--head", told)


@pytest.mark.django_db
def test_head_from_a_letter_that_the_journal_does_not_know_is_found():
    written(2)
    other = last()[:-1] + ("0" if last()[-1] != "0" else "1")
    assert "журнал переписан" in said("verify", "--head", other, fails=True)[0]


@pytest.mark.django_db
def test_anchor_seals_what_waits_and_anchors_it():
    write(1)
    [told] = said("anchor")
    assert told == f"Последняя печать: {last()}"
    assert JournalEntry.objects.get().number == 1


@pytest.mark.django_db
def test_anchor_takes_a_restored_database_for_what_it_is():
    written(3)
    restore(2)
    with pytest.raises(CommandError, match="--reason"):
        said("anchor", "--restored")
    said("anchor", "--restored", "--reason", "копия за вчера")
    assert said("verify")[0] == "Журнал цел, опечатано записей: 3"
    with pytest.raises(CommandError, match="сходятся"):
        said("anchor", "--restored", "--reason", "копия за вчера")


@pytest.mark.django_db(transaction=True)
def test_head_goes_to_the_log_of_another_machine(manage):
    write(1)
    with socket.socket(type=socket.SOCK_DGRAM) as syslog:
        syslog.bind(("127.0.0.1", 0))
        syslog.settimeout(LONGEST_SECONDS)
        address = f"127.0.0.1:{syslog.getsockname()[1]}"
        assert manage("journal", "anchor", KABINET_JOURNAL_SYSLOG=address).wait(LONGEST_SECONDS) == 0
        line = syslog.recv(4096).decode().strip("\0")
    assert line.endswith(f"INFO kabinet.journal.head head={last()}")


@pytest.mark.django_db(transaction=True)
def test_worker_seals_and_anchors_what_is_recorded_without_being_asked(manage, settings):
    manage("worker", "--no-daily")
    write(1)
    wait_until(lambda: '"number": 1' in anchors(settings))
    write(2)
    wait_until(lambda: '"number": 2' in anchors(settings))
    assert faults() == []


def anchors(settings):
    path = settings.JOURNAL_ANCHOR
    return path.read_text(encoding="utf-8") if path.exists() else ""

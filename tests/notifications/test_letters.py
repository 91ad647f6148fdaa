import hashlib
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

import kabinet
from kabinet.core.ids import new_id
from kabinet.jobs.models import Job
from kabinet.notifications.backends import EmlFiles
from kabinet.notifications.kinds import KINDS
from kabinet.notifications.models import HIDDEN, LOST, Fate, Letter
from kabinet.notifications.services import repeat_letter, send_letter
from kabinet.notifications.tasks import ATTEMPTS
from tests.notifications.samples import send_sample

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_notices")]


def test_letter_reaches_its_recipient_with_subject_and_text(letters, settings):
    send_sample(name="Анна")
    (letter,) = letters()
    assert letter.to == ["anna@example.ru"]
    assert letter.subject == f"Заявка 4896ТП — {settings.OPERATOR.name}"
    assert letter.body == f"Здравствуйте, Анна!\n\nВаша заявка: {settings.SITE_URL}/applications/\n"
    assert letter.from_email == settings.DEFAULT_FROM_EMAIL


def test_special_characters_of_a_name_stay_as_they_are(letters):
    send_sample(name="ООО «O'Neil & <Sons>»")
    assert "Здравствуйте, ООО «O'Neil & <Sons>»!" in letters()[0].body


def test_line_break_in_a_value_makes_no_header(letters):
    send_sample(number="1\nBcc: thief@example.ru")
    (letter,) = letters()
    assert letter.recipients() == ["anna@example.ru"]
    assert "Bcc" not in letter.message()


@pytest.mark.django_db(transaction=True)
def test_letter_of_a_rolled_back_transaction_is_never_sent(letters):
    with transaction.atomic():
        send_sample()
        transaction.set_rollback(True)
    assert letters() == []
    assert Letter.objects.count() == 0


def test_sent_letter_is_kept_with_its_hash_and_is_not_sent_again(letters):
    letter = send_sample()
    assert len(letters()) == 1
    letter.refresh_from_db()
    whole = f"To: anna@example.ru\nSubject: {letter.subject}\n\n{letters()[0].body}"
    assert (letter.state, letter.attempts, letter.copy) == (Fate.SENT, 1, whole)
    assert letter.sha256 == hashlib.sha256(whole.encode()).hexdigest()
    Job.objects.update(status="READY", due_at=NOON, finished_at=None)
    assert len(letters()) == 1


def test_copy_that_was_changed_is_known():
    letter = send_sample()
    assert letter.is_whole
    letter.text = letter.text.replace("Анна", "Аня")
    assert not letter.is_whole


def test_string_that_opens_something_is_in_the_letter_and_not_in_the_copy(letters):
    letter = send_letter(
        kind="confirm_email",
        recipient="anna@example.ru",
        context={"code": "K7MP-2QXD", "email": "anna@example.ru"},
        at=NOON,
    )
    assert "K7MP-2QXD" in letters()[0].body
    letter.refresh_from_db()
    assert ("K7MP" in f"{letter.text}{letter.secret}", HIDDEN in letter.text) == (False, True)
    assert letter.is_whole
    Letter.objects.update(state=Fate.UNKNOWN)
    assert not repeat_letter(pk=letter.pk, at=NOON)


@pytest.mark.parametrize("state", LOST)
def test_lost_letter_is_sent_once_more_by_hand_under_the_same_name(letters, state):
    letter = send_sample()
    first = letters()[0].extra_headers["Message-ID"]
    Letter.objects.update(state=state, attempts=80, reason="x")
    assert repeat_letter(pk=letter.pk, at=timezone.now())
    assert not repeat_letter(pk=letter.pk, at=timezone.now())  # a double click
    assert [one.extra_headers["Message-ID"] for one in letters()] == [first, first]
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.reason) == (Fate.SENT, 1, "")


def test_letter_that_waits_or_was_sent_is_not_repeated(letters):
    letter = send_sample()
    assert not repeat_letter(pk=letter.pk, at=NOON)
    letters()
    assert not repeat_letter(pk=letter.pk, at=NOON)
    assert not repeat_letter(pk=new_id(), at=NOON)


def test_job_that_is_not_the_letters_own_any_more_sends_nothing(letters):
    letter = send_sample()
    Letter.objects.update(state=Fate.GIVEN_UP)
    repeat_letter(pk=letter.pk, at=timezone.now())
    assert (Job.objects.count(), len(letters())) == (2, 1)


def test_letter_is_given_up_after_its_last_attempt(run_jobs, settings, tmp_path):
    (tmp_path / "mail").write_text("no folder")
    settings.MAILERS = {
        "default": {
            "BACKEND": "kabinet.notifications.backends.EmlFiles",
            "OPTIONS": {"folder": str(tmp_path / "mail")},
        }
    }
    send_sample()
    Letter.objects.update(attempts=ATTEMPTS - 2)
    run_jobs()
    Job.objects.exclude(due_at=None).update(due_at=timezone.now())
    assert Letter.objects.get().state == Fate.WAITING
    run_jobs()
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts, letter.reason) == (Fate.GIVEN_UP, ATTEMPTS, "FileExistsError")
    assert (letter.refused_at, letter.next_attempt_at) == (None, None)


def test_every_text_of_a_letter_has_its_row_in_the_table():
    texts = {path.stem for path in (Path(kabinet.__file__).parent / "templates" / "notices").glob("*.txt")}
    assert set(KINDS) == texts - {"instead_of", "signature", "what_withdrawn"}


def test_job_of_a_letter_holds_no_personal_data():
    letter = send_sample(name="Анна")
    job = Job.objects.get()
    assert (job.args, job.kwargs) == ([str(letter.pk)], {})


def test_notice_without_a_subject_is_refused():
    with pytest.raises(ValueError, match="first line must be «Тема: …»"):
        send_letter(kind="without_subject", recipient="anna@example.ru", context={}, at=NOON)
    assert Letter.objects.count() == 0


class TestEmlFiles:
    @pytest.fixture
    def folder(self, settings, tmp_path):
        settings.MAILERS = {
            "default": {
                "BACKEND": "kabinet.notifications.backends.EmlFiles",
                "OPTIONS": {"folder": str(tmp_path / "mail")},
            }
        }
        return tmp_path / "mail"

    def test_letter_becomes_a_file_that_people_and_programs_read(self, folder, run_jobs):
        letter = send_sample(name="Анна")
        run_jobs()
        (file,) = folder.iterdir()
        assert file.suffix == ".eml"
        assert "anna@example.ru" in file.name
        raw = file.read_bytes()
        assert "Здравствуйте, Анна!" in raw.decode("utf-8")
        assert "Subject: Заявка 4896ТП" in raw.decode("utf-8")
        message = message_from_bytes(raw, policy=policy.default)
        assert message["To"] == "anna@example.ru"
        assert message["Message-ID"] == f"<{letter.pk}@example.ru>"

    def test_letter_sent_again_replaces_its_file(self, folder, run_jobs):
        letter = send_sample(name="Анна")
        run_jobs()
        Letter.objects.filter(pk=letter.pk).update(state=Fate.UNKNOWN, text="Ещё раз\n")
        repeat_letter(pk=letter.pk, at=timezone.now())
        run_jobs()
        (file,) = folder.iterdir()
        assert "Ещё раз" in file.read_text(encoding="utf-8")


def test_letter_in_the_folder_is_readable_whatever_its_lines(tmp_path):
    line = "Очень длинная строка письма, " * 12
    message = EmailMessage(subject="Тема", body=line, from_email="a@example.ru", to=["b@example.ru"])
    EmlFiles(folder=str(tmp_path)).send_messages([message])
    [path] = tmp_path.iterdir()
    assert line.strip() in path.read_text(encoding="utf-8")

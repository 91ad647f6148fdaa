from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.db import transaction

from kabinet.jobs.models import Job
from kabinet.notifications.models import Letter
from kabinet.notifications.services import send_letter
from kabinet.notifications.tasks import deliver_letter
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


def test_sent_letter_keeps_no_text_and_is_not_sent_again(letters):
    letter = send_sample()
    assert len(letters()) == 1
    letter.refresh_from_db()
    assert letter.text == ""
    assert letter.sent_at is not None
    deliver_letter.call(str(letter.pk))
    assert len(mail.outbox) == 1


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
        Letter.objects.filter(pk=letter.pk).update(sent_at=None, text="Ещё раз\n")
        deliver_letter.call(str(letter.pk))
        (file,) = folder.iterdir()
        assert "Ещё раз" in file.read_text(encoding="utf-8")

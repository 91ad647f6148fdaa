"""Letters through a real mail server, by a real worker."""

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.tasks import TaskResultStatus

from kabinet.jobs.models import Job
from tests.notifications.samples import send_sample
from tests.waiting import LONGEST_SECONDS, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample_notices")]


class Mailbox:
    """Takes every letter but those to nobody@…"""

    def __init__(self):
        self.letters = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def server(mailbox, port):
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    yield controller
    if controller.server:
        controller.stop()


def test_letter_written_while_the_server_is_down_arrives_once_when_it_is_up(manage, port, mailbox, server):
    letter = send_sample(name="Анна")
    manage("worker", "--no-daily", KABINET_EMAIL_URL=f"smtp://127.0.0.1:{port}")
    wait_until(lambda: "ConnectionRefusedError" in Job.objects.get().error)
    assert mailbox.letters == []
    server.start()
    wait_until(lambda: Job.objects.get().status == TaskResultStatus.SUCCESSFUL)
    again = manage("worker", "--until-empty", KABINET_EMAIL_URL=f"smtp://127.0.0.1:{port}")
    assert again.wait(LONGEST_SECONDS) == 0
    ((recipients, message),) = mailbox.letters
    assert recipients == ["anna@example.ru"]
    assert message["Subject"].startswith("Заявка 4896ТП")
    assert message.get_content().startswith("Здравствуйте, Анна!")
    assert message["Message-ID"] == f"<{letter.pk}@example.ru>"
    letter.refresh_from_db()
    assert letter.sent_at is not None


def test_letter_to_a_mailbox_that_does_not_exist_is_given_up_without_its_text(manage, port, mailbox, server):
    server.start()
    letter = send_sample(recipient="nobody@example.ru")
    worker = manage("worker", "--until-empty", KABINET_EMAIL_URL=f"smtp://127.0.0.1:{port}")
    assert worker.wait(LONGEST_SECONDS) == 0
    letter.refresh_from_db()
    assert (letter.text, letter.sent_at, mailbox.letters) == ("", None, [])
    assert letter.refused_at is not None
    job = Job.objects.get()
    assert (job.status, job.attempts) == (TaskResultStatus.FAILED, 1)
    assert "nobody@example.ru" not in job.error

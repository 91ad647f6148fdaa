"""Letters through real mail servers, by a real worker that is killed and servers that misbehave."""

import pytest
from django.utils import timezone

from kabinet.jobs.models import Job
from kabinet.notifications import backends
from kabinet.notifications.handing import MISSPELT
from kabinet.notifications.models import Fate, Letter
from tests.jobs.tasks import write_line
from tests.notifications.mailserver import Endless, Mailbox, controller_of, free_port
from tests.notifications.samples import send_sample
from tests.waiting import LONGEST_SECONDS, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample_notices")]


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def server(mailbox, port, settings):
    """The mail server, not started yet; letters of this process go there too."""
    settings.MAILERS = mailer_to(port)
    controller = controller_of(mailbox, port)
    yield controller
    if controller.server:
        controller.stop()


@pytest.fixture
def endless():
    servers = []

    def start(**how):
        servers.append(Endless(**how))
        return servers[-1]

    yield start
    for one in servers:
        one.close()


def mailer_to(port):
    return {
        "default": {
            "BACKEND": "kabinet.notifications.backends.MailServer",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": LONGEST_SECONDS},
        }
    }


def state():
    return Letter.objects.get().state


def try_again(run_jobs):
    """The pause before the next attempt is over."""
    Job.objects.exclude(due_at=None).update(due_at=timezone.now())
    run_jobs()


def test_letter_written_while_the_server_is_down_arrives_once_when_it_is_up(manage, port, mailbox, server):
    letter = send_sample(name="Анна")
    manage("worker", "--no-daily", KABINET_EMAIL_URL=f"smtp://127.0.0.1:{port}")
    wait_until(lambda: Letter.objects.get().reason == "ConnectionRefusedError")
    assert mailbox.letters == []
    server.start()
    wait_until(lambda: state() == Fate.SENT)
    again = manage("worker", "--until-empty", KABINET_EMAIL_URL=f"smtp://127.0.0.1:{port}")
    assert again.wait(LONGEST_SECONDS) == 0
    ((recipients, message),) = mailbox.letters
    assert recipients == ["anna@example.ru"]
    assert message["Subject"].startswith("Заявка 4896ТП")
    assert message.get_content().startswith("Здравствуйте, Анна!")
    assert message["Message-ID"] == f"<{letter.pk}@example.ru>"
    letter.refresh_from_db()
    assert (letter.sent_at is not None, letter.reason) == (True, "")


def test_letter_to_a_mailbox_that_does_not_exist_is_given_up_at_once(run_jobs, mailbox, server):
    server.start()
    letter = send_sample(recipient="nobody@example.ru")
    run_jobs()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.reason) == (
        Fate.GIVEN_UP,
        1,
        "550 5.1.1 no such mailbox",
    )
    assert (letter.refused_at is not None, letter.sent_at, mailbox.letters) == (True, None, [])
    assert Job.objects.exclude(due_at=None).count() == 0


@pytest.mark.parametrize("where", ["of_recipients", "answer"])
def test_letter_that_is_refused_for_now_is_tried_with_growing_pauses_and_arrives_once(
    run_jobs, mailbox, server, where
):
    server.start()
    setattr(mailbox, where, "451 4.7.1 later")
    send_sample()
    run_jobs()
    pauses = []
    for attempt in range(1, 4):
        letter, job = Letter.objects.get(), Job.objects.exclude(due_at=None).get()
        assert (letter.state, letter.attempts, letter.reason) == (Fate.WAITING, attempt, "451 4.7.1 later")
        assert letter.next_attempt_at == job.due_at
        pauses.append(round((job.due_at - job.enqueued_at).total_seconds()))
        try_again(run_jobs)
    assert pauses == [2, 4, 8]
    setattr(mailbox, where, "250 OK")
    try_again(run_jobs)
    assert (state(), Letter.objects.get().attempts, len(mailbox.letters)) == (Fate.SENT, 5, 1)


def test_letter_whose_contents_are_refused_for_ever_is_given_up(run_jobs, mailbox, server):
    server.start()
    mailbox.answer = "554 5.7.1 looks like spam"
    send_sample()
    run_jobs()
    assert (state(), Letter.objects.get().reason) == (Fate.GIVEN_UP, "554 5.7.1 looks like spam")


def test_address_that_is_none_is_given_up(run_jobs, mailbox, server):
    server.start()
    send_sample(recipient="два слова@example.ru")
    run_jobs()
    assert (state(), Letter.objects.get().reason, mailbox.letters) == (Fate.GIVEN_UP, MISSPELT, [])


def test_server_that_dies_with_the_whole_letter_leaves_it_unknown_and_gets_no_second(
    run_jobs, mailbox, server
):
    server.start()
    mailbox.answer = None
    send_sample()
    run_jobs()
    letter = Letter.objects.get()
    assert (letter.state, letter.sent_at) == (Fate.UNKNOWN, None)
    assert "промолчал" in letter.reason
    assert (Job.objects.exclude(due_at=None).count(), len(mailbox.letters)) == (0, 1)


def test_server_that_is_silent_about_the_whole_letter_leaves_it_unknown(
    run_jobs, monkeypatch, settings, endless
):
    monkeypatch.setattr(backends, "PATIENCE", 1e-9)
    silent = endless(until_data=True)
    settings.MAILERS = mailer_to(silent.port)
    send_sample()
    run_jobs()
    assert (silent.taken.wait(LONGEST_SECONDS), state()) == (True, Fate.UNKNOWN)


def test_server_that_never_greets_holds_no_other_work(manage, tmp_path, endless):
    silent, file = endless(), tmp_path / "lines"
    send_sample()
    manage("worker", "--no-daily", KABINET_EMAIL_URL=f"smtp://127.0.0.1:{silent.port}")
    assert silent.taken.wait(LONGEST_SECONDS)
    write_line.enqueue(str(file), "done beside it")
    wait_until(file.exists)
    assert state() == Fate.WAITING


def test_server_that_always_says_a_little_is_left(run_jobs, monkeypatch, settings, endless):
    monkeypatch.setattr(backends, "WHOLE_SECONDS", 1.0)
    talking = endless()
    settings.MAILERS = mailer_to(talking.port)
    send_sample()
    run_jobs()
    assert (talking.taken.is_set(), state()) == (True, Fate.WAITING)


def test_letter_of_a_worker_killed_before_the_server_heard_of_it_goes_out_once(
    manage, endless, port, mailbox, server
):
    silent = endless()
    send_sample()
    killed = manage(
        "worker", "--no-daily", "--lease", "3", KABINET_EMAIL_URL=f"smtp://127.0.0.1:{silent.port}"
    )
    assert silent.taken.wait(LONGEST_SECONDS)
    killed.kill()
    killed.wait()
    server.start()
    manage("worker", "--no-daily", "--lease", "3", KABINET_EMAIL_URL=f"smtp://127.0.0.1:{port}")
    wait_until(lambda: state() == Fate.SENT)
    assert len(mailbox.letters) == 1


def test_letter_of_a_worker_killed_before_the_answer_is_unknown_and_not_sent_again(
    manage, endless, port, mailbox, server
):
    silent = endless(until_data=True)
    send_sample()
    killed = manage(
        "worker", "--no-daily", "--lease", "3", KABINET_EMAIL_URL=f"smtp://127.0.0.1:{silent.port}"
    )
    assert silent.taken.wait(LONGEST_SECONDS)
    assert state() == Fate.SENDING
    killed.kill()
    killed.wait()
    server.start()
    manage("worker", "--no-daily", "--lease", "3", KABINET_EMAIL_URL=f"smtp://127.0.0.1:{port}")
    wait_until(lambda: state() == Fate.UNKNOWN)
    assert "Работник остановился" in Letter.objects.get().reason
    assert mailbox.letters == []


def test_bounces_go_to_the_address_of_the_settings_and_the_sender_stays(run_jobs, mailbox, server, settings):
    server.start()
    settings.EMAIL_BOUNCES = "bounces@example.ru"
    send_sample()
    run_jobs()
    ((_, message),) = mailbox.letters
    assert (mailbox.envelopes, message["From"]) == (["bounces@example.ru"], settings.DEFAULT_FROM_EMAIL)

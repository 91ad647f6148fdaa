"""Files and a real clamd: what it finds is refused, what it has not seen waits and is given to nobody."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from kabinet.applications.submission.services import attach_file
from kabinet.core.models import JournalEntry
from kabinet.files.antivirus import AntivirusAway, threat_in
from kabinet.files.apps import check_antivirus
from kabinet.files.integrity import FileShut, open_file
from kabinet.files.models import StoredFile
from kabinet.files.services import FileRefused, bytes_of, store_file
from kabinet.jobs.models import Job
from kabinet.notifications.models import Letter
from tests.applications.builders import NOW, make_draft
from tests.files import samples
from tests.files.clamd import MARKER, NAME, PROGRAM, antivirus

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not PROGRAM.exists(), reason="there is no clamd here"),
]


@pytest.fixture(scope="module")
def clamd():
    with antivirus() as running:
        yield running


@pytest.fixture
def on(clamd, settings):
    """The portal asks the antivirus, which runs."""
    settings.CLAMD = clamd.socket
    return clamd


@pytest.fixture
def away(on):
    """The portal asks the antivirus, which does not run until it is started."""
    on.stop()
    yield on
    on.stop()
    on.start()


def upload(content, name="скан.pdf"):
    return SimpleUploadedFile(name, content)


def infected():
    return samples.make_pdf() + b"%" + MARKER + b"\n"


def keep(owner, at, content):
    return store_file(upload=upload(content), owner=owner, at=at)


def test_a_clean_file_is_taken_as_checked(on, owner, at):
    assert keep(owner, at, samples.make_pdf()).scan == StoredFile.Scan.CLEAN


def test_what_the_antivirus_finds_is_refused_by_its_name_and_leaves_nothing(on, owner, at, storage_folder):
    with pytest.raises(FileRefused) as refusal:
        keep(owner, at, infected())
    assert str(refusal.value).replace("\xa0", " ") == (
        f"Файл «скан.pdf» не принят: антивирус нашёл в нём «{NAME}». "
        "Проверьте антивирусом свой компьютер и приложите чистую копию."
    )
    assert not StoredFile.objects.exists()
    assert [path for path in storage_folder.rglob("*") if path.is_file()] == []


def test_the_largest_file_is_seen_to_its_end(on, owner, at):
    content = samples.pdf_of_size(5 * 1024 * 1024 - len(MARKER) - 2) + b"%" + MARKER + b"\n"
    with pytest.raises(FileRefused, match=re.escape(NAME)):
        keep(owner, at, content)


def test_a_file_that_nobody_could_ask_about_is_kept_and_given_to_nobody_until_it_is_clean(
    away, owner, at, run_jobs
):
    content = samples.make_pdf()
    file = keep(owner, at, content)
    assert file.scan == StoredFile.Scan.WAITING
    with pytest.raises(FileShut, match="ещё не проверен антивирусом"):
        open_file(file)
    away.start()
    run_jobs()
    file.refresh_from_db()
    assert file.scan == StoredFile.Scan.CLEAN
    assert bytes_of(file) == content


def test_a_waiting_file_that_is_bad_is_shut_and_its_owner_is_written_to(away, owner, at, run_jobs):
    file = keep(owner, at, infected())
    away.start()
    run_jobs()
    file.refresh_from_db()
    assert (file.scan, file.threat) == (StoredFile.Scan.INFECTED, NAME)
    with pytest.raises(FileShut, match=re.escape(f"антивирус нашёл «{NAME}»")):
        open_file(file)
    letter = Letter.objects.get(kind="file_infected")
    assert (letter.recipient, letter.subject.split(" — ")[0]) == (owner.email, "В вашем файле найден вирус")
    assert JournalEntry.objects.get(act="file.infected").details == {"threat": NAME}


def test_the_work_is_tried_again_while_the_antivirus_is_away(away, owner, at, run_jobs):
    keep(owner, at, samples.make_pdf())
    run_jobs()
    job = Job.objects.get(task__endswith="scan_waiting")
    assert (job.attempts, job.finished_at) == (1, None)


def test_a_person_reads_why_a_file_does_not_open_and_what_to_do(client, away):
    draft = make_draft()
    file = keep(draft.owner, NOW, samples.make_pdf())
    attach_file(application=draft, kind="other", file=file, at=NOW)
    client.force_login(draft.owner)
    page = client.get(reverse("application_file", args=[draft.pk, file.pk]))
    told = re.sub(r"\s+", " ", unescape(page.content.decode()).replace("\xa0", " "))
    assert page.status_code == 409
    assert "Файл закрыт антивирусом" in told
    assert "ещё не проверен антивирусом. Откройте его через несколько минут." in told


def test_files_of_before_are_scanned_by_a_command(clamd, owner, at, settings, capsys):
    clean, bad = keep(owner, at, samples.make_pdf()), keep(owner, at, infected())
    assert {clean.scan, bad.scan} == {StoredFile.Scan.UNCHECKED}
    with pytest.raises(CommandError, match="KABINET_CLAMD"):
        call_command("files", "scan")
    settings.CLAMD = clamd.socket
    with pytest.raises(SystemExit) as ended:
        call_command("files", "scan")
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{bad.storage_name}: ЗАРАЖЁН: «скан.pdf», {NAME}",
        "Файлов: чистых 1, заражённых 1, пропавших или повреждённых 0",
    ]
    call_command("files", "scan")
    assert capsys.readouterr().out == "Файлов: чистых 0, заражённых 0, пропавших или повреждённых 0\n"


def test_what_does_not_answer_as_a_scanner_says_nothing_of_a_file(settings, tmp_path):
    settings.CLAMD = "tcp://127.0.0.1:9"
    with pytest.raises(AntivirusAway):
        threat_in(upload(b"x").file)
    settings.CLAMD = str(tmp_path / "nothing")
    with pytest.raises(AntivirusAway):
        threat_in(upload(b"x").file)


def test_a_portal_without_an_antivirus_says_so_before_deployment(settings):
    [warning] = check_antivirus()
    assert "KABINET_CLAMD" in warning.hint
    settings.CLAMD = "/run/clamav/clamd.ctl"
    assert check_antivirus() == []

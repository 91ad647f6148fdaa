"""«Скачать всё»: one case as a ZIP."""

import gc
import io
from uuid import uuid4
from zipfile import ZipFile

import pypdf
import pytest
from django.urls import reverse

from kabinet.accounts.models import Role
from kabinet.core.models import JournalEntry
from kabinet.files import zipping
from kabinet.files.zipping import ArchiveEntry, ArchiveRefused, ArchiveStream, placed
from tests.appeals.builders import TEXT, make_appeal, make_topics
from tests.applications.builders import make_applicant, make_draft, make_file, make_user, token
from tests.applications.life import OFFER, Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    made = Case().accept()
    made.place(*OFFER)
    file = make_file(made.owner, "план.pdf")
    made.office("offer", comment="Проверьте документы", files=[make_file(made.specialist, "план.pdf"), file])
    return made


def opened(response):
    content = b"".join(response.streaming_content)
    response.close()
    return ZipFile(io.BytesIO(content))


def archive_of(client, case):
    client.force_login(case.owner)
    return client.get(reverse("application_archive", args=[case.application.pk]))


def test_archive_of_an_application_holds_its_papers_and_its_conversation(client, case):
    response = archive_of(client, case)
    assert response["Content-Disposition"].startswith("attachment")
    archive = opened(response)
    assert archive.testzip() is None
    names = set(archive.namelist())
    assert {"Переписка.pdf", "Файлы переписки/план.pdf", "Файлы переписки/план (2).pdf"} <= names
    assert len([name for name in names if name.startswith("Документы сетевой организации/")]) == len(OFFER)
    assert len([name for name in names if name.startswith("Файлы заявки/")]) == 2
    pages = pypdf.PdfReader(io.BytesIO(archive.read("Переписка.pdf"))).pages
    assert "Проверьте" in "".join(page.extract_text() for page in pages)


def test_archive_of_another_person_does_not_exist(client, case):
    client.force_login(make_applicant().user)
    assert client.get(reverse("application_archive", args=[case.application.pk])).status_code == 404
    make_topics()
    appeal = make_appeal()
    assert client.get(reverse("appeal_archive", args=[appeal.pk])).status_code == 404


def test_archive_of_an_appeal_holds_its_text_and_files(client):
    make_topics()
    applicant = make_applicant()
    appeal = make_appeal(applicant, files=[make_file(applicant.user, "фото.pdf")])
    client.force_login(applicant.user)
    archive = opened(client.get(reverse("appeal_archive", args=[appeal.pk])))
    assert set(archive.namelist()) == {"Переписка.pdf", "Файлы переписки/фото.pdf"}
    text = pypdf.PdfReader(io.BytesIO(archive.read("Переписка.pdf"))).pages[0].extract_text()
    assert TEXT.split()[0] in text


def test_damaged_file_is_named_and_the_others_are_given(client, case):
    attached = case.application.attachments.select_related("file").first().file
    attached.sha256 = "0" * 64
    attached.save()
    archive = opened(archive_of(client, case))
    assert attached.name in archive.read("Не вошло.txt").decode("utf-8-sig")
    assert "Переписка.pdf" in archive.namelist()


def test_one_person_has_one_archive_at_a_time_and_its_end_frees_the_place(client, case):
    first = ArchiveStream([], of=case.owner.pk)
    assert archive_of(client, case).url == reverse("application", args=[case.application.pk])
    first.close()  # broken off before a byte was read
    assert opened(archive_of(client, case)).testzip() is None


def test_too_many_archives_and_too_large_ones_are_refused(case, monkeypatch):
    running = [ArchiveStream([], of=uuid4()) for _ in range(zipping.MOST_AT_ONCE)]
    with pytest.raises(ArchiveRefused, match="через минуту"):
        ArchiveStream([], of=uuid4())
    for one in running:
        one.close()
    monkeypatch.setattr(zipping, "MOST_BYTES", 10)
    with pytest.raises(ArchiveRefused, match="слишком много"):
        ArchiveStream([ArchiveEntry("", "план.pdf", make_file(case.owner))], of=token())


def test_file_is_never_read_whole(case):
    large = make_file(case.owner)
    pieces = list(ArchiveStream([ArchiveEntry("", f"{n}.pdf", large) for n in range(5)], of=token()))
    assert len(pieces) > 5


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("план: вид 1.pdf", "план_ вид 1.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("я" * 200 + ".pdf", "я" * 100 + ".pdf"),
        ("../../etc/passwd", "passwd"),
    ],
)
def test_names_are_those_that_windows_takes(given, kept):
    [(path, _)] = placed([ArchiveEntry("Файлы", given, b"")])
    assert path == f"Файлы/{kept}"


def test_names_that_differ_by_case_alone_are_told_apart():
    paths = [
        path for path, _ in placed([ArchiveEntry("", "План.pdf", b""), ArchiveEntry("", "план.PDF", b"")])
    ]
    assert paths == ["План.pdf", "план (2).pdf"]


def test_draft_has_no_archive(client):
    draft = make_draft()
    client.force_login(draft.owner)
    answer = client.get(reverse("application_archive", args=[draft.pk]))
    assert answer.url == reverse("application", args=[draft.pk])


def test_archive_that_nobody_reads_or_closes_keeps_no_place(client, case):
    archive_of(client, case)
    gc.collect()
    with opened(archive_of(client, case)) as archive:
        assert archive.testzip() is None


# --- On the card ---------------------------------------------------------------------------------


def test_the_office_takes_the_same_archive_and_the_owner_reads_of_it(client, case):
    client.force_login(case.specialist)
    address = reverse("office_archive", args=[case.application.pk])
    assert address in client.get(reverse("office_application", args=[case.application.pk])).content.decode()
    response = client.get(address)
    entry = JournalEntry.objects.get(act="application_archive_taken")
    assert (entry.actor, entry.subject) == (case.specialist.pk, f"application:{case.application.pk}")
    client.force_login(case.owner)
    page = client.get(reverse("application_looked_at", args=[case.application.pk])).content.decode()
    assert "Заявка целиком, одним архивом" in page
    names = opened(response).namelist()
    assert {"Переписка.pdf", "Файлы переписки/план.pdf", "Файлы переписки/план (2).pdf"} <= set(names)
    assert len([name for name in names if name.startswith("Файлы заявки/")]) == 2


def test_the_office_takes_the_archive_of_an_appeal(client):
    appeal = make_appeal(make_applicant())
    client.force_login(make_user(role=Role.HEAD))
    address = reverse("office_appeal_archive", args=[appeal.pk])
    assert address in client.get(reverse("office_appeal", args=[appeal.pk])).content.decode()
    response = client.get(address)
    assert JournalEntry.objects.filter(act="appeal_archive_taken", subject=appeal.subject).count() == 1
    assert opened(response).namelist() == ["Переписка.pdf"]


def test_an_archive_that_is_refused_on_the_card_says_why_and_is_no_reading(client, case, monkeypatch):
    monkeypatch.setattr(zipping, "MOST_BYTES", 1)
    client.force_login(case.specialist)
    told = client.get(reverse("office_archive", args=[case.application.pk]), follow=True).content.decode()
    assert "Файлов слишком много для одного архива" in told
    assert not JournalEntry.objects.filter(act="application_archive_taken").exists()

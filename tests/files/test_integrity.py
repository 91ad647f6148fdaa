"""Stored bytes that are gone or are others than those that were taken."""

import re
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from kabinet.accounts.models import Role, User
from kabinet.core.models import JournalEntry
from kabinet.files.daily import verify_files
from kabinet.files.integrity import BytesUnfit, bytes_of, fault_of
from kabinet.files.services import store_file
from kabinet.notifications.models import Letter
from tests.files import samples

pytestmark = pytest.mark.urls("tests.files.pages")


@pytest.fixture
def store(owner, at):
    def stored(name="Паспорт.pdf", content=None):
        content = samples.make_pdf() if content is None else content
        return store_file(upload=SimpleUploadedFile(name, content), owner=owner, at=at)

    return stored


DAMAGES = {
    "another document": lambda path: path.write_bytes(samples.make_pdf("Чужой")),
    "one bit": lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    "empty": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


def words_of(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(bare.split())


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("shown", ["", "?inline"])
def test_other_bytes_are_not_given_and_the_reader_gets_words(client, store, storage_folder, damage, shown):
    file = store()
    DAMAGES[damage](storage_folder / file.storage_name)
    response = client.get(f"/give/{file.pk}/{shown}")
    assert response.status_code == 409
    words = words_of(response)
    if damage in {"gone", "a folder"}:
        assert "Файла «Паспорт.pdf» нет в хранилище, открыть его сейчас нельзя." in words
    else:
        assert "Файл «Паспорт.pdf» повреждён: он не совпадает с тем, который был сохранён" in words
    assert "Это не ваша ошибка: администратор портала извещён." in words
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert fault_of(file) is not None
    with pytest.raises(BytesUnfit):
        bytes_of(file)


@pytest.mark.parametrize("size", [64 * 1024, 64 * 1024 + 1, samples.MAX_SIZE])
def test_whole_file_is_streamed_from_its_beginning(client, store, size):
    content = samples.pdf_of_size(size)
    response = client.get(f"/give/{store(content=content).pk}/")
    assert response.streaming
    assert b"".join(response.streaming_content) == content


def test_operator_is_told_once_however_often_it_is_asked_for(client, store, storage_folder, at, caplog):
    for number in range(3):
        User.objects.create(
            email=f"{number}@example.ru", role=Role.ADMINISTRATOR, is_active=number < 2, created_at=at
        )
    first, second = store(), store("Другой.pdf")
    for file in (first, second):
        (storage_folder / file.storage_name).unlink()
        for _ in range(3):
            client.get(f"/give/{file.pk}/")
    entries = JournalEntry.objects.filter(act="file.missing").order_by("id")
    assert [one.subject for one in entries] == [f"file:{first.pk}", f"file:{second.pk}"]
    letters = Letter.objects.filter(kind="file_unfit")
    assert sorted(letter.recipient for letter in letters) == ["0@example.ru", "1@example.ru"]
    text = letters[0].text
    assert (f"file:{first.pk}" in text, "files verify" in text, "Паспорт" in text) == (True, True, False)
    assert caplog.text.count(f"file.missing: file:{first.pk}") == 3


def verify():
    said = StringIO()
    try:
        call_command("files", "verify", stdout=said)
    except SystemExit as end:
        return end.code, said.getvalue().splitlines()
    return 0, said.getvalue().splitlines()


def test_verify_names_missing_and_damaged_files_and_fails(store, storage_folder):
    whole, damaged, missing = store("a.pdf"), store("b.pdf"), store("c.pdf")
    assert verify() == (0, ["Файлов: целых 3, пропавших 0, повреждённых 0"])
    DAMAGES["one bit"](storage_folder / damaged.storage_name)
    DAMAGES["gone"](storage_folder / missing.storage_name)
    code, said = verify()
    assert code == 1
    assert said == [
        f"{damaged.storage_name}: ПОВРЕЖДЁН: «b.pdf», SHA-256 {damaged.sha256}",
        f"{missing.storage_name}: НЕТ В ХРАНИЛИЩЕ: «c.pdf», SHA-256 {missing.sha256}",
        "Файлов: целых 1, пропавших 1, повреждённых 1",
    ]
    assert whole.storage_name not in "".join(said)
    assert not JournalEntry.objects.filter(act__startswith="file.").exists()


def test_nightly_scrub_tells_of_what_nobody_has_asked_for(store, storage_folder, at):
    User.objects.create(email="a@example.ru", role=Role.ADMINISTRATOR, created_at=at)
    whole, damaged, missing = store("a.pdf"), store("b.pdf"), store("c.pdf")
    verify_files.call()
    assert not JournalEntry.objects.filter(act__startswith="file.").exists()
    DAMAGES["another document"](storage_folder / damaged.storage_name)
    DAMAGES["gone"](storage_folder / missing.storage_name)
    verify_files.call()
    entries = JournalEntry.objects.filter(act__startswith="file.").order_by("id")
    assert [(one.act, one.subject) for one in entries] == [
        ("file.damaged", f"file:{damaged.pk}"),
        ("file.missing", f"file:{missing.pk}"),
    ]
    assert [letter.recipient for letter in Letter.objects.filter(kind="file_unfit")] == ["a@example.ru"]
    assert fault_of(whole) is None


def test_verify_of_a_portal_without_files_is_whole(db):
    assert verify() == (0, ["Файлов: целых 0, пропавших 0, повреждённых 0"])

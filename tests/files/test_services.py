import hashlib
import io
import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from kabinet.accounts.models import Role
from kabinet.files import budget
from kabinet.files.models import StoredFile
from kabinet.files.services import FileRefused, open_file, remove_file, store_file, sweep_orphans
from tests.files import samples

NBSP = "\N{NO-BREAK SPACE}"


def upload(name="паспорт.pdf", content=None):
    return SimpleUploadedFile(name, samples.make_pdf() if content is None else content)


def stored_bytes(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_stored_file_keeps_its_name_size_hash_and_bytes(owner, at, storage_folder):
    content = samples.make_docx()
    file = store_file(upload=upload("Доверенность № 5.docx", content), owner=owner, at=at)
    file.refresh_from_db()
    assert file.name == "Доверенность № 5.docx"
    assert file.content_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert file.size == len(content)
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.owner == owner
    assert file.uploaded_at == at
    assert (storage_folder / file.storage_name).read_bytes() == content
    with open_file(file) as opened:
        assert opened.read() == content


def test_storage_name_is_random_in_a_folder_of_two_letters(owner, at):
    first = store_file(upload=upload(), owner=owner, at=at)
    second = store_file(upload=upload(), owner=owner, at=at)
    assert first.name == second.name
    assert first.storage_name != second.storage_name
    folder, name = first.storage_name.split("/")
    assert len(name) == 32
    assert folder == name[:2]


def test_stored_bytes_are_readable_by_the_portal_only(owner, at, storage_folder):
    file = store_file(upload=upload(), owner=owner, at=at)
    assert oct((storage_folder / file.storage_name).stat().st_mode & 0o777) == oct(0o600)


def test_file_of_exactly_the_limit_is_stored(owner, at):
    file = store_file(upload=upload(content=samples.pdf_of_size(5 * 1024 * 1024)), owner=owner, at=at)
    assert file.size == 5 * 1024 * 1024


def test_file_one_byte_over_the_limit_is_refused_with_its_size(owner, at, storage_folder):
    with pytest.raises(FileRefused) as caught:
        store_file(upload=upload(content=samples.pdf_of_size(5 * 1024 * 1024 + 1)), owner=owner, at=at)
    assert str(caught.value) == (
        f"Файл «паспорт.pdf» не принят: он больше 5{NBSP}МБ (его размер 5.01{NBSP}МБ). "
        "Уменьшите его: снизьте разрешение скана или разделите документ на части."
    )
    assert caught.value.name == "паспорт.pdf"
    assert stored_bytes(storage_folder) == []


def test_empty_file_is_refused(owner, at):
    with pytest.raises(FileRefused) as caught:
        store_file(upload=upload(content=b""), owner=owner, at=at)
    assert str(caught.value) == (
        f"Файл «паспорт.pdf» не принят: он пуст. Проверьте, что он открывается у{NBSP}вас."
    )


def test_refused_file_leaves_no_row_and_no_bytes(owner, at, storage_folder):
    with pytest.raises(FileRefused) as caught:
        store_file(upload=upload("договор.pdf", samples.make_exe()), owner=owner, at=at)
    assert str(caught.value) == (
        "Файл «договор.pdf» не принят: по содержимому это программа Windows (EXE). "
        "Принимаются PDF, DOC, DOCX, XML, XLS, XLSX, JPEG, PNG."
    )
    assert StoredFile.objects.count() == 0
    assert stored_bytes(storage_folder) == []


def test_storage_that_can_not_write_is_told_about_in_words(owner, at, storage_folder):
    storage_folder.write_text("a file stands where the folder should be")
    with pytest.raises(FileRefused) as caught:
        store_file(upload=upload(), owner=owner, at=at)
    assert str(caught.value) == (
        "Файл «паспорт.pdf» не сохранён: хранилище файлов сейчас недоступно. Это не ваша ошибка, "
        "попробуйте ещё раз через несколько минут."
    )
    assert StoredFile.objects.count() == 0


def test_disk_without_room_leaves_no_piece_of_the_file(owner, at, storage_folder):
    import resource
    import signal

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    full = upload(content=samples.pdf_of_size(1_000_000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    try:
        with pytest.raises(FileRefused, match="не сохранён"):
            store_file(upload=full, owner=owner, at=at)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, previous)
    assert stored_bytes(storage_folder) == []


def test_row_that_can_not_be_written_leaves_no_bytes(owner, at, storage_folder):
    def fail(file):
        raise IntegrityError(file.name)

    with pytest.raises(IntegrityError):
        store_file(upload=upload(), owner=owner, at=at, then=fail)
    assert stored_bytes(storage_folder) == []


@pytest.mark.django_db(transaction=True)
def test_removed_file_goes_with_its_bytes(owner, at, storage_folder):
    file = store_file(upload=upload(), owner=owner, at=at)
    remove_file(file=file)
    assert StoredFile.objects.count() == 0
    assert stored_bytes(storage_folder) == []


@pytest.mark.django_db(transaction=True)
def test_removal_that_is_rolled_back_keeps_row_and_bytes(owner, at, storage_folder):
    file = store_file(upload=upload(), owner=owner, at=at)
    key = file.pk
    with transaction.atomic():
        remove_file(file=file)
        transaction.set_rollback(True)
    assert StoredFile.objects.filter(pk=key).count() == 1
    assert len(stored_bytes(storage_folder)) == 1


def make_orphan(folder, name, age):
    path = folder / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    moment = (timezone.now() - age).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_sweep_removes_bytes_without_a_row_after_a_day(owner, at, storage_folder):
    file = store_file(upload=upload(), owner=owner, at=at)
    known = storage_folder / file.storage_name
    os.utime(known, (0, 0))
    old = make_orphan(storage_folder, "ab" * 16, timedelta(hours=25))
    fresh = make_orphan(storage_folder, "cd" * 16, timedelta(hours=23))
    assert sweep_orphans(at=timezone.now()) == 1
    assert (known.exists(), old.exists(), fresh.exists()) == (True, False, True)


def test_sweep_command_tells_how_many_it_removed(db, storage_folder, capsys):
    make_orphan(storage_folder, "ab" * 16, timedelta(days=3))
    call_command("sweep_files")
    assert capsys.readouterr().out == "Удалено файлов: 1\n"


def test_sweep_of_a_storage_that_is_not_there_yet_removes_nothing(db):
    assert sweep_orphans(at=timezone.now()) == 0


def test_storage_of_the_tests_is_a_temporary_one(storage_folder):
    assert default_storage.path("x") == str(storage_folder / "x")


def test_who_has_stored_enough_for_a_day_is_told_when_to_go_on(owner, at, monkeypatch):
    monkeypatch.setattr(budget, "MOST_FILES", 3)
    for hour in range(3):
        store_file(upload=upload(), owner=owner, at=at + timedelta(hours=hour))
    with pytest.raises(FileRefused, match=r"паспорт\.pdf» не принят: за сутки") as refusal:
        store_file(upload=upload(), owner=owner, at=at + timedelta(hours=3))
    again = timezone.localtime(at + timedelta(days=1))
    assert f"после {again:%d.%m.%Y %H:%M}" in str(refusal.value)
    assert store_file(upload=upload(), owner=owner, at=at + timedelta(days=1))


def test_bytes_of_a_day_are_counted_as_well_and_removed_files_are_not(owner, at, monkeypatch):
    monkeypatch.setattr(budget, "MOST_BYTES", 2 * len(samples.make_pdf()))
    first = store_file(upload=upload(), owner=owner, at=at)
    store_file(upload=upload(), owner=owner, at=at)
    with pytest.raises(FileRefused):
        store_file(upload=upload(), owner=owner, at=at)
    remove_file(file=first)
    assert store_file(upload=upload(), owner=owner, at=at)


def test_the_operators_people_are_not_limited(owner, at, monkeypatch):
    monkeypatch.setattr(budget, "MOST_FILES", 0)
    owner.role = Role.SPECIALIST
    assert store_file(upload=upload(), owner=owner, at=at)


def test_pages_of_a_pdf_are_counted(owner, at):
    pages = [Image.new("RGB", (50, 70), "white") for _ in range(3)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    upload = SimpleUploadedFile("снимки.pdf", out.getvalue())
    assert store_file(upload=upload, owner=owner, at=at).pages == 3
    photo = SimpleUploadedFile("план.jpg", samples.make_jpeg())
    assert store_file(upload=photo, owner=owner, at=at).pages == 0

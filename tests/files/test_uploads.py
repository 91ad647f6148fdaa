import io
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kabinet.files.limits import MAX_PICTURE, MAX_SIZE
from kabinet.files.uploads import LimitedUploads
from tests.files import samples

pytestmark = pytest.mark.urls("tests.files.pages")


@pytest.fixture(autouse=True)
def handlers(settings, tmp_path):
    settings.FILE_UPLOAD_HANDLERS = ["kabinet.files.uploads.LimitedUploads"]
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)


def post(client, *files):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post("/take/", {"comment": "прошу принять", "files": uploads}).json()


def test_oversized_file_is_refused_and_the_rest_of_the_form_arrives(client, owner):
    answer = post(
        client,
        ("большой.pdf", samples.pdf_of_size(3 * MAX_SIZE)),
        ("план.jpg", samples.make_jpeg()),
    )
    assert answer["comment"] == "прошу принять"
    refused, stored = answer["told"]
    assert refused == (
        "Файл «большой.pdf» не принят: он больше 5\N{NO-BREAK SPACE}МБ "
        "(его размер 15\N{NO-BREAK SPACE}МБ). "
        "Уменьшите его: снизьте разрешение скана или разделите документ на части."
    )
    assert stored == f"план.jpg: {len(samples.make_jpeg())}"


@pytest.mark.parametrize(
    ("size", "accepted"), [(MAX_SIZE - 1, True), (MAX_SIZE, True), (MAX_SIZE + 1, False)]
)
def test_limit_is_exact(client, owner, size, accepted):
    (told,) = post(client, ("паспорт.pdf", samples.pdf_of_size(size)))["told"]
    assert (told == f"паспорт.pdf: {size}") is accepted


def test_empty_file_is_told_about(client, owner):
    assert post(client, ("пусто.pdf", b""))["told"] == [
        "Файл «пусто.pdf» не принят: он пуст. Проверьте, что он открывается у\N{NO-BREAK SPACE}вас."
    ]


def test_bytes_beyond_the_limit_are_not_kept(settings):
    handler = LimitedUploads()
    handler.new_file("files", "a.pdf", "application/pdf", None)
    chunk = bytes(64 * 1024)
    for number in range(200):
        handler.receive_data_chunk(chunk, number * len(chunk))
        assert Path(handler.file.temporary_file_path()).stat().st_size <= MAX_SIZE
    upload = handler.file_complete(200 * len(chunk))
    assert upload.size == 200 * len(chunk)
    assert upload.read() == b""
    upload.close()


def test_temporary_files_are_gone_after_the_request(client, owner, settings):
    post(client, ("паспорт.pdf", samples.make_pdf()), ("большой.pdf", samples.pdf_of_size(2 * MAX_SIZE)))
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*")) == []
    assert tempfile.gettempdir() != settings.FILE_UPLOAD_TEMP_DIR


def test_large_photo_arrives_whole_and_is_made_smaller(client, owner):
    out = io.BytesIO()
    Image.effect_noise((4200, 3200), 60).convert("RGB").save(out, "JPEG", quality=97)
    assert out.tell() > MAX_SIZE
    (told,) = post(client, ("паспорт.jpg", out.getvalue()))["told"]
    name, _, size = told.rpartition(": ")
    assert (name, int(size) <= MAX_SIZE) == ("паспорт.jpg", True)


def test_bytes_of_a_picture_beyond_its_own_limit_are_not_kept(settings):
    handler = LimitedUploads()
    handler.new_file("files", "a.jpg", "image/jpeg", None)
    chunk = samples.make_jpeg().ljust(64 * 1024, b"\0")
    for number in range(MAX_PICTURE // len(chunk) + 20):
        handler.receive_data_chunk(chunk, number * len(chunk))
    upload = handler.file_complete((MAX_PICTURE // len(chunk) + 20) * len(chunk))
    assert upload.read() == b""
    upload.close()

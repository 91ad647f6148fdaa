import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kabinet.files.services import store_file
from tests.files import samples

pytestmark = pytest.mark.urls("tests.files.pages")


def stored(owner, at, name, content):
    return store_file(upload=SimpleUploadedFile(name, content), owner=owner, at=at)


def test_file_is_streamed_as_a_download_under_its_cyrillic_name(client, owner, at):
    content = samples.make_pdf()
    file = stored(owner, at, "Паспорт №1.pdf", content)
    response = client.get(f"/give/{file.pk}/")
    assert response.streaming
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%D0%9F%D0%B0%D1%81%D0%BF%D0%BE%D1%80%D1%82%20%E2%84%961.pdf"
    )
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(content))


def test_nothing_in_a_given_file_may_run_or_be_kept(client, owner, at):
    file = stored(owner, at, "выписка.xml", samples.make_xml())
    response = client.get(f"/give/{file.pk}/?inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", samples.make_pdf()), ("a.jpg", samples.make_jpeg()), ("a.png", samples.make_png())],
)
def test_pdf_and_pictures_are_shown_when_asked(client, owner, at, name, content):
    file = stored(owner, at, name, content)
    response = client.get(f"/give/{file.pk}/?inline")
    assert response["Content-Disposition"] == f'inline; filename="{name}"'


@pytest.mark.parametrize(
    ("name", "content"), [("a.xml", samples.make_xml()), ("a.docx", samples.make_docx())]
)
def test_other_files_are_downloaded_whatever_is_asked(client, owner, at, name, content):
    file = stored(owner, at, name, content)
    response = client.get(f"/give/{file.pk}/?inline")
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'

"""A storage that is no folder, as S3 is none: what is taken in pieces and shown small lies there too."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from kabinet.files.incoming import LIFETIME, PIECE, sweep_incoming
from kabinet.files.services import bytes_of, remove_file, sweep_orphans
from kabinet.files.thumbnails import thumbnail_of
from tests.applications.builders import make_applicant, make_draft
from tests.files import samples
from tests.files.test_incoming import attach, begin, send, send_all, stored_bytes
from tests.files.test_thumbnails import pdf_of_two_pages

pytestmark = pytest.mark.django_db(transaction=True)


class RemoteStorage(Storage):
    """Keys and bytes, without folders and paths."""

    def __init__(self):
        self.kept = {}

    def _open(self, name, _mode="rb"):
        if name not in self.kept:
            raise FileNotFoundError(name)
        return ContentFile(self.kept[name])

    def _save(self, name, content):
        self.kept[name] = b"".join(content.chunks())
        return name

    def delete(self, name):
        self.kept.pop(name, None)

    def exists(self, name):
        return name in self.kept

    def listdir(self, path):
        inside = [name.removeprefix(f"{path}/" if path else "").split("/") for name in self.kept]
        inside = [parts for parts in inside if not path or len(parts) == 1]
        return sorted({a for a, *b in inside if b}), sorted(a for a, *b in inside if not b)

    def get_modified_time(self, _name):
        return timezone.now()


@pytest.fixture(autouse=True)
def remote(storage_folder, settings):
    backend = {"BACKEND": f"{__name__}.RemoteStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


@pytest.fixture
def draft(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    return make_draft(applicant)


def test_file_in_pieces_comes_whole_and_leaves_no_piece_behind(client, draft):
    content = samples.pdf_of_size(2 * PIECE + 17)
    attach(client, draft, send_all(client, content)["mark"])
    file = draft.attachments.get().file
    assert bytes_of(file) == content
    assert stored_bytes() == [file.storage_name]


def test_pieces_that_nobody_came_back_for_go(client, draft):
    content = samples.pdf_of_size(2 * PIECE)
    send(client, begin(client, content).json(), content[:PIECE], 0)
    assert sweep_orphans(at=timezone.now()) == 0
    assert sweep_incoming(at=timezone.now() + LIFETIME) == 1
    assert stored_bytes() == []


def test_thumbnail_is_made_once_kept_beside_its_file_and_goes_with_it(client, draft):
    attach(client, draft, send_all(client, pdf_of_two_pages())["mark"])
    file = draft.attachments.get().file
    shown = client.get(reverse("application_thumbnail", args=[draft.pk, file.pk]))
    assert Image.open(io.BytesIO(b"".join(shown))).size == (120, 160)
    assert stored_bytes() == [file.storage_name, f"{file.storage_name}.jpg"]
    assert thumbnail_of(file, person=1) == shown.content
    draft.attachments.all().delete()
    remove_file(file=file)
    assert stored_bytes() == []

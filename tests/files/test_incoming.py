"""Files that arrive in pieces: what has come stays, and only its owner's form takes it."""

import hashlib
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from kabinet.applications.submission.services import attach_file
from kabinet.files import budget, incoming
from kabinet.files.incoming import LIFETIME, PIECE, arrived, sweep_incoming
from kabinet.files.limits import MAX_PICTURE
from kabinet.files.models import IncomingFile, StoredFile
from kabinet.files.services import FileRefused, store_file
from tests.applications.builders import NOW, make_applicant, make_draft, make_specialist, make_user
from tests.files import samples

pytestmark = pytest.mark.django_db
BEGIN = reverse("incoming_begin")
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def applicant(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    return applicant


def begin(client, content, name="план.pdf", **changed):
    said = {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **changed}
    return client.post(BEGIN, said, headers=SCRIPT)


def send(client, told, content, offset):
    return client.post(
        told["url"],
        content,
        content_type="application/octet-stream",
        headers={**SCRIPT, "Upload-Offset": str(offset)},
    )


def send_all(client, content, name="план.pdf"):
    told = begin(client, content, name).json()
    for offset in range(told["received"], len(content), PIECE):
        answer = send(client, told, content[offset : offset + PIECE], offset)
        assert answer.status_code == 200
        told = answer.json()
    return told


def attach(client, draft, *marks):
    address = reverse("document_upload", args=[draft.pk, "passport"])
    return client.post(address, {"incoming-file-passport": marks}, headers=SCRIPT)


def bomb():
    """A document whose one part unfolds into a gigabyte."""
    return samples.with_part(samples.make_docx(), "word/media/a.bin", bytes(250 * 1024 * 1024))


def stored_bytes():
    try:
        folders = default_storage.listdir("")[0]
    except FileNotFoundError:
        return []
    return sorted(f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1])


@pytest.mark.django_db(transaction=True)
def test_file_in_pieces_is_examined_and_stored_as_if_it_came_in_the_form(client, applicant):
    draft, content = make_draft(applicant), samples.pdf_of_size(3 * PIECE + 17)
    told = send_all(client, content)
    assert (told["received"], told["used"]) == (len(content), False)
    answer = attach(client, draft, told["mark"])
    assert "план.pdf" in answer.content.decode()
    file = draft.attachments.get().file
    assert (file.name, file.sha256) == ("план.pdf", hashlib.sha256(content).hexdigest())
    assert stored_bytes() == [file.storage_name]
    assert client.get(told["url"]).json()["used"]


def test_form_that_is_sent_again_keeps_one_file(client, applicant):
    draft, told = make_draft(applicant), send_all(client, samples.make_pdf())
    for _ in range(2):
        assert attach(client, draft, told["mark"], told["mark"]).status_code == 200
    assert draft.attachments.count() == 1


@pytest.mark.django_db(transaction=True)
def test_unfit_content_is_refused_in_the_same_words(client, applicant):
    draft, told = make_draft(applicant), send_all(client, samples.make_exe())
    answer = attach(client, draft, told["mark"])
    assert (answer.status_code, "это программа Windows" in answer.content.decode()) == (422, True)
    assert (StoredFile.objects.count(), stored_bytes()) == (0, [])


def test_zip_bomb_in_pieces_is_refused_unread(client, applicant):
    draft, told = make_draft(applicant), send_all(client, bomb(), "смета.docx")
    assert attach(client, draft, told["mark"]).status_code == 422
    assert StoredFile.objects.count() == 0


def test_broken_line_goes_on_where_it_stopped_even_after_another_login(client, applicant):
    content = samples.pdf_of_size(2 * PIECE + 5)
    told = begin(client, content).json()
    send(client, told, content[:PIECE], 0)
    client.logout()
    assert send(client, told, content[PIECE : 2 * PIECE], PIECE).status_code == 401
    client.force_login(applicant.user)
    again = begin(client, content).json()
    assert (again["url"], again["received"]) == (told["url"], PIECE)


def test_piece_out_of_order_is_told_what_is_waited_for(client, applicant):
    content = samples.pdf_of_size(3 * PIECE)
    told = begin(client, content).json()
    late = send(client, told, content[PIECE : 2 * PIECE], PIECE)
    assert (late.status_code, late.json()["received"]) == (409, 0)
    first = send(client, told, content[:PIECE], 0)
    twice = send(client, told, content[:PIECE], 0)
    assert (first.status_code, twice.status_code, twice.json()["received"]) == (200, 409, PIECE)
    assert len(stored_bytes()) == 1


@pytest.mark.parametrize("length", [0, 10, PIECE + 1])
def test_piece_of_another_length_is_not_taken(client, applicant, length):
    told = begin(client, bytes(2 * PIECE)).json()
    assert send(client, told, bytes(length), 0).status_code == 422
    assert (IncomingFile.objects.get().received, stored_bytes()) == (0, [])


def test_more_than_announced_is_not_taken(client, applicant):
    content = samples.make_pdf()
    told = begin(client, content).json()
    assert send(client, told, content + b"x", 0).status_code == 422
    assert send(client, told, content, 0).status_code == 200
    assert send(client, told, b"x", len(content)).status_code == 422


def test_file_that_came_otherwise_than_announced_goes(client, applicant, django_capture_on_commit_callbacks):
    told = begin(client, b"a" * 100).json()
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, told, b"b" * 100, 0)
    assert (answer.status_code, "передан с ошибкой" in answer.content.decode()) == (422, True)
    assert (IncomingFile.objects.count(), stored_bytes()) == (0, [])


def test_nobody_meets_the_file_of_another(client, applicant):
    told = send_all(client, samples.make_pdf())
    other = make_applicant(user=make_user(email="other@example.ru"))
    for stranger in (other.user, make_specialist()):
        client.force_login(stranger)
        asked = (client.get(told["url"]), send(client, told, b"x", 0), client.delete(told["url"]))
        assert [answer.status_code for answer in asked] == [404, 404, 404]
    client.force_login(other.user)
    draft = make_draft(other)
    attach(client, draft, told["mark"])
    assert draft.attachments.count() == 0
    assert IncomingFile.objects.get().used_at is None


@pytest.mark.django_db(transaction=True)
def test_form_that_comes_twice_before_its_answer_is_heard_attaches_its_file_once(client, applicant):
    draft, told = make_draft(applicant), send_all(client, samples.make_pdf())

    def attach_one(upload):
        keep = partial(attach_file, application=draft, kind="passport", at=NOW)
        store_file(upload=upload, owner=draft.owner, at=NOW, then=lambda file: keep(file=file))

    first, second = (arrived([told["mark"]], owner=draft.owner)[0] for _ in range(2))
    attach_one(first)
    with pytest.raises(FileRefused, match="уже приложен"):
        attach_one(second)
    # The portal may end here, before it has answered: the browser sends the form once more.
    assert attach(client, draft, told["mark"]).status_code == 200
    assert draft.attachments.count() == 1
    assert stored_bytes() == [draft.attachments.get().file.storage_name]


def test_file_whose_keeping_was_undone_comes_with_the_next_sending(client, applicant):
    draft, told = make_draft(applicant), send_all(client, samples.make_pdf())

    def fail(_file):
        raise RuntimeError("the database is away")

    with pytest.raises(RuntimeError):
        store_file(upload=arrived([told["mark"]], owner=draft.owner)[0], owner=draft.owner, at=NOW, then=fail)
    attach(client, draft, told["mark"])
    assert draft.attachments.count() == 1


@pytest.mark.parametrize("mark", ["", "f", "f" * 33, "../../etc/passwd", "x" * 1000, "f" + "0" * 32])
def test_odd_mark_is_no_file(client, applicant, mark):
    draft = make_draft(applicant)
    attach(client, draft, mark)
    assert draft.attachments.count() == 0


def test_file_that_has_not_come_whole_is_not_taken(client, applicant):
    draft, content = make_draft(applicant), samples.pdf_of_size(2 * PIECE)
    told = begin(client, content).json()
    told = send(client, told, content[:PIECE], 0).json()
    attach(client, draft, told["mark"])
    assert draft.attachments.count() == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"size": 0}, "он пуст"),
        ({"size": -5}, "он пуст"),
        ({"size": MAX_PICTURE + 1}, "он больше"),
        ({"size": "9" * 30}, "он пуст"),
        ({"sha256": "нет"}, "контрольную сумму"),
    ],
)
def test_what_cannot_be_taken_is_told_before_a_byte_is_sent(client, applicant, changed, said):
    answer = begin(client, b"x", **changed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert IncomingFile.objects.count() == 0


def test_many_begun_files_are_enough(client, applicant, monkeypatch):
    monkeypatch.setattr(incoming, "MOST_WAITING", 2)
    answers = [begin(client, bytes([number])).status_code for number in range(3)]
    assert answers == [201, 201, 422]
    client.delete(f"/incoming/{IncomingFile.objects.first().pk}/")
    assert begin(client, b"9").status_code == 201


def test_many_bytes_begun_are_enough(client, applicant, monkeypatch):
    monkeypatch.setattr(incoming, "MOST_BYTES", 15)
    assert [begin(client, bytes([number]) * 10).status_code for number in range(2)] == [201, 422]


def test_quota_of_the_day_counts_before_the_first_piece(client, applicant, monkeypatch):
    draft = make_draft(applicant)
    attach(client, draft, send_all(client, samples.make_pdf())["mark"])
    monkeypatch.setattr(budget, "MOST_FILES", 1)
    answer = begin(client, b"x")
    assert (answer.status_code, "за сутки вы загрузили" in answer.content.decode()) == (422, True)


def test_left_pieces_are_swept_after_a_day_and_not_before(
    client, applicant, django_capture_on_commit_callbacks
):
    content = samples.pdf_of_size(2 * PIECE)
    send(client, begin(client, content).json(), content[:PIECE], 0)
    call_command("sweep_files")
    assert len(stored_bytes()) == 1
    assert sweep_incoming(at=timezone.now() + LIFETIME - timedelta(minutes=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_incoming(at=timezone.now() + LIFETIME + timedelta(minutes=1)) == 1
    assert (IncomingFile.objects.count(), stored_bytes()) == (0, [])


def test_form_that_only_saves_itself_takes_no_file(client, applicant):
    draft, told = make_draft(applicant), send_all(client, samples.make_pdf())
    address = reverse("document_upload", args=[draft.pk, "passport"])
    client.post(address, {"incoming-file-passport": told["mark"]}, headers={"X-Autosave": "1"})
    assert (draft.attachments.count(), IncomingFile.objects.get().used_at) == (0, None)


def test_stranger_sends_nothing_and_is_told_so(client, db):
    assert begin(client, b"x").status_code == 401
    assert IncomingFile.objects.count() == 0


def test_foreign_site_cannot_send_pieces(applicant):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(applicant.user)
    assert begin(strict, b"x").status_code == 403


def test_fault_of_the_portal_leaves_the_pieces_for_another_try(client, applicant, monkeypatch):
    draft, told = make_draft(applicant), send_all(client, samples.make_pdf())
    client.raise_request_exception = False

    def break_down(*_args, **_kwargs):
        raise RuntimeError("a fault")

    with monkeypatch.context() as broken:
        broken.setattr("kabinet.filling.documents.store_file", break_down)
        assert attach(client, draft, told["mark"]).status_code == 500
    attach(client, draft, told["mark"])
    assert draft.attachments.count() == 1

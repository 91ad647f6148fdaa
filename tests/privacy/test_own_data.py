import io
import json
from datetime import timedelta
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import ForeignKey, ManyToManyField
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.accounts.services import WrongPassword
from kabinet.applications.course.transitions import ENGINE
from kabinet.applications.models import Application
from kabinet.core import journal
from kabinet.core.models import JournalEntry
from kabinet.files.models import StoredFile
from kabinet.files.services import bytes_of
from kabinet.jobs.worker import Worker
from kabinet.notifications.models import Letter
from kabinet.privacy.destroying import destroy_data
from kabinet.privacy.models import OwnData
from kabinet.privacy.own_archive import write_archive
from kabinet.privacy.own_data import OFFERED_FOR, ask_for_data, make_own_data, purge_own_data
from kabinet.privacy.own_rows import GIVEN, NOT_GIVEN
from tests.appeals.builders import make_appeal
from tests.applications.builders import (
    NOW,
    PASSWORD,
    attach_required,
    make_applicant,
    make_draft,
    make_file,
    make_specialist,
    make_submitted,
    make_user,
    token,
)
from tests.billing.builders import issued, paid
from tests.signatures.stored import sign_everything

pytestmark = pytest.mark.django_db
PAGE, ARCHIVE = "/profile/data/", "/profile/data/archive/"


def at_work():
    Worker(keeps_schedule=False).run_until_empty()


def archive_of(user):
    stream = io.BytesIO()
    write_archive(stream, user=user, at=NOW)
    return ZipFile(stream)


def rows(archive, name):
    return json.loads(archive.read(f"data/{name}.json"))


def pointing_at_people():
    """Every table of ours that foreign keys lead to from a person, whatever the way."""
    models = [model for model in apps.get_models() if model.__module__.startswith("kabinet.")]
    reached = {User}
    while True:
        more = {
            model
            for model in models
            for field in (*model._meta.fields, *model._meta.many_to_many)
            if isinstance(field, ForeignKey | ManyToManyField) and field.related_model in reached
        }
        if more <= reached:
            return {model._meta.label for model in reached}
        reached |= more


def test_every_table_that_points_at_a_person_is_given_or_says_why_not():
    given = {one.model._meta.label for one in GIVEN.values()}
    assert given & set(NOT_GIVEN) == set()
    assert pointing_at_people() - given - set(NOT_GIVEN) == set()
    assert set(NOT_GIVEN) <= {model._meta.label for model in apps.get_models()}
    assert all(NOT_GIVEN.values())


def test_no_secret_of_the_entrance_is_a_column_that_is_given():
    columns = {
        f"{name}.{field.name}"
        for name, given in GIVEN.items()
        for field in given.model._meta.concrete_fields
        if field.name not in given.without
    }
    secret = ("password", "digest", "session_key", "session_data", "secret", "token", "storage_name", "mark")
    assert [column for column in columns if column.rpartition(".")[2] in secret] == []


@pytest.fixture
def whole(client):
    """A person with something of much, and a stranger with the same."""
    owner, stranger = make_applicant(), make_applicant()
    specialist = make_specialist(name="Смирнова Анна")
    for one in (owner, stranger):
        submitted = make_submitted(one)
        answer = make_file(specialist, "ответ.pdf")
        ENGINE.comment(
            case=submitted, by=specialist, text=f"Ответ {one.pk}", files=[answer], token=token(), at=NOW
        )
        sign_everything(submitted, specialist)
        attach_required(make_draft(one))
        make_appeal(one, files=[make_file(one.user, "фото.pdf")])
        Application.objects.filter(pk=submitted.pk).update(state="accepted")
        submitted.refresh_from_db()
        paid(issued(submitted, by=specialist), 100_00, by=specialist)
        journal.record(
            act="application_opened", subject=f"application:{submitted.pk}", by=specialist.pk, at=NOW,
            address="10.0.0.7",
        )  # fmt: skip
    client.force_login(owner.user)
    return owner, stranger, specialist


def test_the_archive_has_all_of_the_person_and_nothing_of_others(whole):
    owner, stranger, _specialist = whole
    archive = archive_of(owner.user)
    assert archive.testzip() is None
    assert len(rows(archive, "applications")) == 2
    assert [row["details"] for row in rows(archive, "profile")] == [owner.details]
    assert f"Ответ {owner.pk}" in [row["text"] for row in rows(archive, "messages")]
    assert [row["kopecks"] for row in rows(archive, "payments")] == [100_00]
    for name in ("consents", "application_history", "appeals", "invoices", "signatures", "placed_documents"):
        assert rows(archive, name), name
    names = archive.namelist()
    for file in rows(archive, "files"):
        assert archive.read(f"files/{file['id']}/{file['name']}") == bytes_of(
            StoredFile.objects.get(pk=file["id"])
        )
    assert {"ответ.pdf", "фото.pdf"} <= {name.rpartition("/")[2] for name in names}
    assert any(name.endswith(".sig") for name in names)
    everything = "".join(archive.read(name).decode() for name in names if name.endswith((".json", ".html")))
    own = StoredFile.objects.filter(owner=stranger.user).first()
    for foreign in (stranger.pk, stranger.user_id, stranger.user.email, own.pk):
        assert str(foreign) not in everything
    assert "pbkdf2" not in everything
    assert owner.user.password not in everything


def test_who_looked_is_told_by_name_and_not_from_where(whole):
    owner, _stranger, _specialist = whole
    looks = [row for row in rows(archive_of(owner.user), "journal") if row["act"] == "application_opened"]
    assert [(row["who"], row["what"], "address" in row) for row in looks] == [
        ("Смирнова Анна", "Заявка и переписка", False)
    ]


def test_the_page_for_reading_tells_the_cases_in_words_and_leads_to_the_files(whole):
    owner, _stranger, _specialist = whole
    archive = archive_of(owner.user)
    page = unescape(archive.read("index.html").decode())
    submitted = owner.user.applications.exclude(state="draft").get()
    for words in ("Мои данные", submitted.number, f"Ответ {owner.pk}", "Смирнова Анна", "data/payments.json"):
        assert words in page
    assert "http" not in page.replace("https://", "http").partition("<body>")[2]


def test_a_damaged_file_is_named_and_stops_nothing(whole):
    owner, _stranger, _specialist = whole
    file = StoredFile.objects.filter(owner=owner.user, name="фото.pdf").get()
    Path(default_storage.path(file.storage_name)).write_bytes(b"%PDF-other")
    page = unescape(archive_of(owner.user).read("index.html").decode())
    assert "Не отданы" in page


def test_it_is_asked_for_with_the_password_made_by_the_worker_and_given_to_its_owner(client, whole):
    owner, stranger, _specialist = whole
    assert client.post(PAGE, {"password": "не тот"}).status_code == 422
    assert not OwnData.objects.exists()
    assert client.post(ARCHIVE).status_code == 404
    assert client.post(PAGE, {"password": PASSWORD}).url == PAGE
    assert "Архив собирается" in client.get(PAGE).content.decode()
    assert client.post(ARCHIVE).status_code == 404
    at_work()
    assert Letter.objects.get(kind="own_data").recipient == owner.user.email
    assert "Скачать архив" in client.get(PAGE).content.decode()
    assert client.get(ARCHIVE).status_code == 405
    given = client.post(ARCHIVE)
    assert ZipFile(io.BytesIO(b"".join(given.streaming_content))).testzip() is None
    assert given["Content-Disposition"].startswith("attachment")
    acts = JournalEntry.objects.filter(actor=owner.user_id, act__startswith="own_data.")
    assert [entry.act for entry in acts.order_by("pk")] == ["own_data.asked", "own_data.taken"]
    client.force_login(stranger.user)
    assert client.post(ARCHIVE).status_code == 404


def test_another_one_is_not_made_at_once_and_takes_the_place_of_the_former(whole, client):
    owner, _stranger, _specialist = whole
    now = timezone.now()
    ask = {"user": owner.user, "password": PASSWORD, "address": None}
    ask_for_data(**ask, at=now)
    assert client.post(PAGE, {"password": PASSWORD}).status_code == 422
    at_work()
    former = OwnData.objects.get().file
    ask_for_data(**ask, at=now + timedelta(hours=2))
    assert OwnData.objects.get().file is None
    assert not StoredFile.objects.filter(pk=former.pk).exists()


def test_it_is_offered_for_a_time(whole):
    owner, _stranger, _specialist = whole
    with pytest.raises(WrongPassword):
        ask_for_data(user=owner.user, password="не тот", address=None, at=NOW)
    asked = ask_for_data(user=owner.user, password=PASSWORD, address=None, at=timezone.now())
    make_own_data.func(str(asked.pk))
    asked.refresh_from_db()
    assert purge_own_data(at=asked.until - timedelta(seconds=1)) == 0
    assert purge_own_data(at=asked.until) == 1
    assert not StoredFile.objects.filter(pk=asked.file_id).exists()
    make_own_data.func(str(asked.pk))
    assert not OwnData.objects.exists()
    assert asked.until - timezone.now() > OFFERED_FOR - timedelta(minutes=5)


def test_it_goes_with_its_owner():
    owner = make_applicant()
    asked = ask_for_data(user=owner.user, password=PASSWORD, address=None, at=NOW)
    make_own_data.func(str(asked.pk))
    destroy_data(user=owner.user, reason="closing", by=owner.user, address=None, at=NOW)
    assert not OwnData.objects.exists()
    assert not StoredFile.objects.filter(content_type="application/zip").exists()


def test_a_specialist_has_no_such_page(client):
    client.force_login(make_user(role="specialist"))
    assert client.get(PAGE).status_code in {302, 404}

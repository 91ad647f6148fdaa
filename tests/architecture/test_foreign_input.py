"""Whatever is put into the fields of any form, hidden ones too, is answered in words and never by a 500."""

import re
from errno import ENOSPC
from html.parser import HTMLParser

import pytest
from django.core import signals
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from kabinet.accounts.models import Role
from kabinet.applications.asked.steps import STEPS
from kabinet.applications.papers.printed_form import freeze_form
from kabinet.applications.submission.services import AlreadySubmitted
from kabinet.files.models import StoredFile
from tests.applications.builders import NOW, make_submitted, make_user
from tests.architecture.test_every_address import (
    addresses_of,
    case,  # noqa: F401 - a fixture
    named,
    office_addresses,
)

NASTY = (
    "\x00",
    "9" * 400,
    "-1",
    "00000000-0000-0000-0000-000000000000",
    '{"a": [1]}',
    "я" * 20_000,
    "31.02.2026'\"><i>",
)
ODD_DATA = ("null", "[1]", '{"object_address": 5, "stages": {"0": 1}}')
"""Where JSON is meant."""
LEFT_ALONE = {"csrfmiddlewaretoken"}
ENDING = {"logout"}


class Forms(HTMLParser):
    """The forms of a page that post: their addresses, the values of their fields, hidden ones apart."""

    def __init__(self, html, address):
        super().__init__()
        self.address = address
        self.forms = []
        self.inside = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.inside = None
            if attributes.get("method", "get").lower() == "post":
                to = attributes.get("action") or self.address
                self.inside = {"to": to, "fields": {}, "hidden": set(), "files": set()}
                self.forms.append(self.inside)
        if self.inside is None or not attributes.get("name"):
            return
        name = attributes["name"]
        if tag in {"textarea", "select"}:
            self.inside["fields"].setdefault(name, "")
        elif attributes.get("type") == "file":
            self.inside["files"].add(name)
        elif tag in {"button", "input"}:
            self.inside["fields"].setdefault(name, attributes.get("value") or "")
            if attributes.get("type") == "hidden":
                self.inside["hidden"].add(name)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None


def attempts(form, own):
    """No field at all; every one nasty, in each way; each hidden one alone among honest values.

    The database that takes nearly everything meets what it does not take; the stricter one meets all.
    """
    yield {}
    fields = {name: value for name, value in form["fields"].items() if name not in LEFT_ALONE}
    for nasty in NASTY[:3] if connection.vendor == "sqlite" else NASTY:
        yield dict.fromkeys(fields, nasty)
    if connection.vendor == "sqlite":
        return
    for name in sorted(form["hidden"] - LEFT_ALONE):
        means_data = not fields[name] or fields[name].startswith(("{", "["))
        for nasty in (*NASTY[:3], *(ODD_DATA if means_data else ()), own):
            yield {**fields, name: nasty}


def posted(client, address, fields):
    """The status of an answer whose traces are taken back."""
    with transaction.atomic():
        status = client.post(address, fields).status_code
        transaction.set_rollback(True)
    return status


@pytest.fixture
def worlds(case):  # noqa: F811
    """Who looks, and at which pages."""
    owner, draft, submitted, answer = case
    plain = [reverse(name) for name in named() - ENDING]
    steps = [reverse("wizard_step", args=[draft.pk, step.slug]) for step in STEPS]
    cabinet = {address for _, address in addresses_of(draft, submitted, answer)}
    office = {address for _, address in office_addresses(make_submitted())}
    administration = {
        address for address in office if re.search("people|topics|kinds|operator|calendar", address)
    }
    registrations = [reverse("registration", args=[kind]) for kind in ("person", "entrepreneur", "company")]
    return {
        None: [reverse("login"), reverse("recovery"), *registrations],
        owner.user: [*plain, *sorted(cabinet), *steps],
        make_user(email="head@example.ru", role=Role.HEAD): [*plain, *sorted(office | cabinet)],
        make_user(email="admin@example.ru", role=Role.ADMINISTRATOR): sorted(administration),
    }


@pytest.mark.strict_database
def test_no_field_of_any_form_brings_a_server_error(client, worlds):
    client.raise_request_exception = False
    broken, seen = [], set()
    own_file = str(StoredFile.objects.values_list("pk", flat=True)[0])
    for person, addresses in worlds.items():
        client.logout()
        if person:
            client.force_login(person)
        for address in addresses:
            page = client.get(address)
            if page.status_code != 200 or "text/html" not in page.get("Content-Type", ""):
                continue
            for form in Forms(page.content.decode(), address).forms:
                shape = (form["to"], frozenset(form["fields"]))
                if shape in seen or form["to"] == reverse("logout"):
                    continue
                seen.add(shape)
                broken += [
                    (form["to"], {name: value[:40] for name, value in fields.items()})
                    for fields in attempts(form, own_file)
                    if posted(client, form["to"], fields) >= 500
                ]
    assert broken == []
    assert len(seen) > 60


@pytest.mark.strict_database
@pytest.mark.parametrize(
    "body",
    [
        ("application/x-www-form-urlencoded", b"text=%ED%A0%80&seen=%FF%FE&token=%00&go=%ED"),
        ("application/json", b'{"text": 1}'),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a"),
        ("multipart/form-data", b"nothing"),
        ("text/plain", b"\xff" * 100),
    ],
)
def test_broken_bodies_are_answered_in_words(client, case, body):  # noqa: F811
    client.raise_request_exception = False
    owner, draft, submitted, answer = case
    client.force_login(owner.user)
    kind, content = body
    addresses = {address for _, address in addresses_of(draft, submitted, answer)} - {reverse("logout")}
    broken = []
    for address in sorted(addresses):
        with transaction.atomic():
            if client.post(address, content, content_type=kind).status_code >= 500:
                broken.append(address)
            transaction.set_rollback(True)
    assert broken == []


def test_draft_is_saved_again_after_another_of_ones_own_files_was_named_for_it(client, case):  # noqa: F811
    """What may be referenced is asked where it is read, so that nothing odd is kept and met later."""
    client.raise_request_exception = False
    owner, draft, submitted, answer = case
    client.force_login(owner.user)
    foreign = {"kept": str(submitted.attachments.first().file_id), "file": str(answer.pk), "draft_id": "x"}
    for step in STEPS:
        address = reverse("wizard_step", args=[draft.pk, step.slug])
        assert (
            client.post(address, {**foreign, "go": "autosave", "base": "{}", "step": "\x00"}).status_code
            < 500
        )
        assert client.post(address, {"go": "save", "object_address": "д. Новая"}).status_code == 302


def test_draft_takes_no_file_that_stands_elsewhere_and_is_saved_again(client, case):  # noqa: F811
    """An id is foreign input too: a form, a signature or a correction is not to be removed with a draft."""
    client.raise_request_exception = False
    _owner, _draft, submitted, _answer = case
    freeze_form(application=submitted, by=submitted.owner, at=NOW)
    files = list(StoredFile.objects.select_related("owner"))
    assert len(files) >= 5
    for file in files:
        client.force_login(file.owner)
        place = "office_application" if file.owner.is_operator else "application_reply"
        address = reverse(place, args=[submitted.pk])
        for fields in ({"kept": str(file.pk)}, {"text": "Без файла"}, {}):
            assert client.post(address, {**fields, "go": "autosave"}).status_code == 200, file.name
        assert StoredFile.objects.filter(pk=file.pk).exists(), file.name


# --- The net itself ----------------------------------------------------------------------------------

TEXT = "Длинный ответ, который жалко набирать второй раз"


@pytest.fixture
def broken(client, case, monkeypatch):  # noqa: F811
    """A page of the owner whose work ends in the given fault."""
    owner, _draft, submitted, _answer = case
    client.force_login(owner.user)
    client.raise_request_exception = False

    def post(fault):
        def fail(**_how):
            raise fault

        monkeypatch.setattr("kabinet.cabinet.views.applications.reply_to_application", fail)
        return client.post(reverse("application_reply", args=[submitted.pk]), {"text": TEXT})

    return post


def test_busy_database_is_told_as_such_and_the_text_is_given_back(broken):
    answer = broken(OperationalError("database is locked"))
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Портал сейчас занят" in page
    assert TEXT in page


GONE = {"sqlite": "database or disk is full", "postgresql": "server closed the connection unexpectedly"}


@pytest.mark.parametrize(
    "fault", [lambda: OperationalError(GONE[connection.vendor]), lambda: OSError(ENOSPC, "no space")]
)
def test_database_or_disk_that_is_away_is_told_as_such_and_the_text_is_given_back(broken, fault):
    answer = broken(fault())
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Портал временно не\xa0работает" in page.replace("&nbsp;", "\xa0")
    assert TEXT in page


def test_refusal_that_no_page_expected_keeps_its_words_and_the_text(broken):
    answer = broken(AlreadySubmitted())
    assert answer.status_code < 500
    assert str(AlreadySubmitted()) in answer.content.decode()


def test_bug_is_told_honestly_and_recorded(broken, caplog):
    recorded = []
    signals.got_request_exception.connect(lambda **_how: recorded.append(1), weak=False, dispatch_uid="test")
    try:
        answer = broken(RuntimeError("a bug"))
    finally:
        signals.got_request_exception.disconnect(dispatch_uid="test")
    page = answer.content.decode()
    assert (answer.status_code, len(recorded)) == (500, 1)
    assert "записана в журнал службы" in page
    assert TEXT in page
    assert "a bug" in caplog.text

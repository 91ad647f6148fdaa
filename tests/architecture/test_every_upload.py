"""Every field of the portal that takes a file: what it takes is examined, and never inside a transaction.

So it is whether the file comes in the form or came in pieces before it.

The transaction of the test itself does not count; one of the code's own ends the examination with an error.
"""

import hashlib
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse
from django.utils import timezone

from kabinet.accounts.models import Role
from kabinet.applicants.models import MemberRole
from kabinet.applicants.powers import PowerTold, give_power
from kabinet.applications.corrections.requests import request_corrections
from kabinet.applications.course.transitions import perform
from kabinet.applications.papers.statements import prepare_statement
from kabinet.applications.submission.signing import prepare_document
from kabinet.files.incoming import FIELD, begin_incoming, mark_of, take_piece
from tests.appeals.builders import act, make_appeal
from tests.applicants.members import make_member
from tests.applications.builders import (
    NOW,
    attach_required,
    make_applicant,
    make_complete,
    make_draft,
    make_file,
    make_specialist,
    make_submitted,
    make_user,
    token,
)
from tests.architecture.test_every_address import addresses_of, named, office_addresses
from tests.files import samples
from tests.signatures.stored import sign_everything

TOLD = "по содержимому это программа Windows"
EXAMINED = {
    ("appeal", "uploads"),
    ("appeal_new", "uploads"),
    ("application", "uploads"),
    ("application_act", "uploads"),
    ("application_act", "uploads-*"),
    ("application_corrections", "file-*"),
    ("office_appeal", "uploads"),
    ("office_appeal_event", "uploads"),
    ("office_appeal_receive", "uploads"),
    ("office_application", "uploads"),
    ("office_documents", "document-*"),
    ("office_event", "uploads"),
    ("office_intake_step", "file-*"),
    ("office_documents", "file"),
    ("office_passport", "file"),
    ("office_withdrawal_receive", "uploads"),
    ("office_passport_new", "file"),
    ("people_power", "scan"),
    ("wizard_step", "file-*"),
}
OTHERWISE = {
    ("application_act_sign", "power"),
    ("application_act_sign", "power_signature"),
    ("application_act_sign", "signature"),
    ("application_sign", "power"),
    ("application_sign", "power_signature"),
    ("application_sign", "signature"),
    ("office_payments", "statement"),
    ("office_sign_placed", "signature"),
}
"""Signatures and statements of banks are no documents; a power of attorney is taken with a signature."""


class Forms(HTMLParser):
    """The forms of a page that take files: where they go, what they hold, their fields for files."""

    def __init__(self, html):
        super().__init__()
        self.forms = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        name = attributes.get("name", "")
        if tag == "form":
            self.forms.append((attributes.get("action", ""), {}, []))
        elif self.forms and tag == "input" and attributes.get("type") == "file":
            self.forms[-1][2].append(name)
        elif self.forms and name and tag == "input" and attributes.get("type") not in {"radio", "checkbox"}:
            self.forms[-1][1][name] = attributes.get("value") or ""
        elif self.forms and name and tag == "textarea":
            self.forms[-1][1][name] = "Текст"


@pytest.fixture
def pages(db):
    """Each person with every address that they may open, leading to something that exists."""
    owner = make_applicant()
    head = make_user(role=Role.HEAD, email="head@example.ru")
    draft = make_draft(owner)
    attach_required(draft)
    submitted, asked = make_submitted(owner), make_submitted(owner)
    appeal = make_appeal(owner, files=[make_file(owner.user)])
    request_corrections(
        application=asked, notes={"document-passport": "?"}, comment="", by=head, at=NOW, token=token()
    )
    sign_everything(submitted, make_specialist(email="author@example.ru"))
    prepare_statement(
        application=submitted, action="withdraw", comment="", files=[], token=token(), by=owner.user, at=NOW
    )
    answer = submitted.attachments.first().file
    own = [address for _, address in addresses_of(draft, submitted, answer)]
    unsigned = make_complete(owner)
    prepare_document(application=unsigned, by=owner.user, at=NOW)
    own += [reverse("application_sign", args=[unsigned.pk])]
    in_words = make_submitted(owner)
    perform(
        application=in_words, action="request_documents", comment="– план участка\n– схема", by=head, at=NOW,
        token=token(),
    )  # fmt: skip
    own += [reverse("application_act", args=[in_words.pk, "supply"])]
    own += [reverse(f"application_{name}", args=[asked.pk]) for name in ("brought", "corrections")]
    own += [reverse("appeal", args=[appeal.pk])]
    answered = act(make_appeal(owner), "answer", comment="Да.", by=head)
    own += [reverse("appeal_survey", args=[answered.pk]), reverse("applicant_add", args=["company"])]
    member = make_member(owner, role=MemberRole.PREPARES, basis="")
    give_power(
        membership=member, told=PowerTold(number="5", issued_on=NOW.date()), scan=None, by=owner.user,
        address=None, at=NOW,
    )  # fmt: skip
    own += [reverse("people_power", args=[member.pk])]
    plain = [reverse(name) for name in named() if not name.startswith(("style_guide", "log"))]
    return [(owner.user, [*own, *plain]), (head, [address for _, address in office_addresses(submitted)])]


def in_pieces(person, content):
    """The mark of a file that has come to the portal before its form."""
    sha256 = hashlib.sha256(content).hexdigest()
    row = begin_incoming(name="план.pdf", size=len(content), sha256=sha256, owner=person, at=timezone.now())
    return mark_of(take_piece(incoming=row, offset=0, content=content, at=timezone.now()))


def kind_of(field):
    return f"{field.partition('-')[0]}-*" if "-" in field else field


@pytest.mark.any_database
def test_every_field_for_files_examines_them_outside_of_transactions(client, pages):
    examined, otherwise = set(), set()
    for person, addresses in pages:
        client.force_login(person)
        for address in addresses:
            page = client.get(address)
            if page.status_code != 200 or not page.get("Content-Type", "").startswith("text/html"):
                continue
            for action, fields, inputs in Forms(page.content.decode()).forms:
                for name in inputs:
                    target = action or address
                    file = SimpleUploadedFile("план.pdf", samples.make_exe())
                    answer = client.post(target, {**fields, name: file}, follow=True)
                    is_told = TOLD in answer.content.decode()
                    pieces = {**fields, f"{FIELD}{name}": in_pieces(person, samples.make_exe())}
                    again = client.post(target, pieces, follow=True)
                    assert (TOLD in again.content.decode()) is is_told, (address, name)
                    where = resolve(address).url_name, kind_of(name)
                    (examined if is_told else otherwise).add(where)
    assert (examined, otherwise - examined) == (EXAMINED, OTHERWISE)

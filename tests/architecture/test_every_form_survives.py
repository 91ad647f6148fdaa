"""Every form of the office and the cabinet outlives the session of its author, for the author alone."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils.html import escape

from kabinet.accounts.models import Role
from kabinet.kept.models import KeptForm
from kabinet.kept.page import WrittenPage
from kabinet.kept.services import HIDDEN, SECRETS
from tests.applications.builders import make_applicant, make_user
from tests.architecture.test_every_address import PUBLIC, named
from tests.architecture.test_every_upload import pages  # noqa: F401 - a fixture

TYPED_IN = {
    "applicant_add",
    "appeal_new",
    "appeal_reply",
    "appeal_survey",
    "application_act",
    "application_brought",
    "application_corrections",
    "application_new",
    "application_reply",
    "email_change",
    "office_absence",
    "office_absences",
    "office_appeal",
    "office_appeal_applicant",
    "office_appeal_details",
    "office_appeal_entry",
    "office_appeal_event",
    "office_appeal_receive",
    "office_application",
    "office_bulk",
    "office_calendar",
    "office_corrections",
    "office_document_kind",
    "office_document_kind_new",
    "office_entry",
    "office_event",
    "office_give",
    "office_identity",
    "office_intake_applicant",
    "office_intake_details",
    "office_intake_receipt",
    "office_intake_receive",
    "office_intake_step",
    "office_invoice",
    "office_note",
    "office_operator",
    "office_outage",
    "office_outage_new",
    "office_passport",
    "office_passport_new",
    "office_payment",
    "office_person",
    "office_person_cases",
    "office_person_invite",
    "office_signature_authority",
    "office_template",
    "office_template_new",
    "office_supplier",
    "office_supplier_new",
    "office_topic",
    "office_topic_new",
    "office_unread_document",
    "office_withdrawal",
    "office_withdrawal_receive",
    "people_invite",
    "people_power",
    "profile",
    "readings",
    "wizard_step",
}
"""Every address to which a text can be sent by somebody signed in."""

WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')


def pages_of(client, addresses):
    """Every page that is shown at these addresses."""
    for address in dict.fromkeys(addresses):
        response = client.get(address)
        if response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
            yield address, response.content.decode()


def forms_of(html):
    """Every form of the page that posts, with its fields."""
    found = WrittenPage(html).forms
    assert len(found) == len(re.findall('<form[^>]* method="post"', html))
    return found


def typed(form):
    """The form as a person sends it, every text its own; the texts; and what stands ticked and chosen."""
    data, texts, chosen = {}, [], set()
    for control in form.controls:
        value = control.value
        match control.kind:
            case "hidden":
                pass
            case "select":
                value = control.options[-1].value
                chosen.add((control.name, value))
            case "checkbox" | "radio":
                if control.kind == "radio":
                    chosen -= {(control.name, other) for other in data.pop(control.name, [])}
                chosen.add((control.name, value))
            case _:
                value = f"«Набрано» {len(texts)} & <{control.name}>"
                texts.append(value)
        data.setdefault(control.name, []).append(value)
    return data, texts, chosen


def standing(form):
    """What stands ticked and chosen in a form of a page."""
    ticked = {
        (control.name, control.value)
        for control in form.controls
        if control.kind in {"checkbox", "radio"} and "checked" in control.attributes
    }
    return ticked | {
        (control.name, option.value)
        for control in form.controls
        for option in control.options
        if "selected" in option.attributes
    }


@pytest.fixture
def people(pages):  # noqa: F811
    """Each person with every address that they may open."""
    [(owner, own), (head, office)] = pages
    admin = make_user(role=Role.ADMINISTRATOR, email="admin@example.ru")
    plain = [reverse(name) for name in named() - PUBLIC]
    return {owner: own, head: [*office, *plain], admin: [*office, *plain]}


@pytest.mark.any_database
def test_every_form_carries_a_mark_and_no_secret_goes_by_an_unknown_name(client, people):
    unmarked, secrets, hidden = set(), set(), set()
    for person, addresses in people.items():
        client.force_login(person)
        for address, html in pages_of(client, addresses):
            for form in forms_of(html):
                if not form.named("form_mark"):
                    unmarked.add((address, form.action))
                hidden |= {control.name for control in form.controls if control.kind == "hidden"}
            secrets |= set(re.findall(r'<input[^>]*type="password"[^>]*?name="(\w+)"', html))
            secrets |= set(re.findall(r'<input[^>]*name="(\w+)"[^>]*?type="password"', html))
    assert (unmarked, secrets - SECRETS) == (set(), set())
    assert hidden - HIDDEN - {"act"} == set()


@pytest.mark.any_database
def test_what_was_typed_in_any_form_comes_back_to_its_author_alone_and_is_sent_by_nobody(client, people):
    wrong, covered = [], set()
    stranger, colleague = make_applicant().user, make_user(role=Role.HEAD, email="other-head@example.ru")
    for person, addresses in people.items():
        other = colleague if person.is_operator else stranger
        seen = set()
        client.force_login(person)
        shown = list(pages_of(client, addresses))
        for address, form in [(address, form) for address, html in shown for form in forms_of(html)]:
            path = form.action.partition("?")[0] or address.partition("?")[0]
            data, texts, chosen = typed(form)
            key = (path, tuple(sorted(data)))
            if not texts or resolve(path).url_name in PUBLIC or key in seen:
                continue
            seen.add(key)
            covered.add(resolve(path).url_name)
            client.logout()
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = client.post(path, data, headers={"referer": f"http://testserver{address}"})
            written = {match[2] for one in asked for match in [WRITES.match(one["sql"])] if match}
            if written != {"kept_keptform"} or not answer.url.startswith(reverse("login")):
                wrong.append((path, written))
            client.force_login(other)
            page = client.get(path, follow=True).content.decode()
            if "«Набрано»" in page:
                wrong.append((path, "shown to another"))
            client.force_login(person)
            page = client.get(path, follow=True).content.decode()
            lost = [text for text in texts if escape(text) not in page]
            [again] = [one for one in WrittenPage(page).forms if one.named("form_before")]
            if lost or chosen != standing(again):
                wrong.append((path, lost, chosen ^ standing(again)))
            KeptForm.objects.all().delete()
    assert wrong == []
    assert covered == TYPED_IN

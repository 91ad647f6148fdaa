"""Every address of the portal: which are open to anyone, and that the rest answer their owner alone."""

from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import Absence, Role
from kabinet.appeals.models import Appeal
from kabinet.applicants.members import end_membership
from kabinet.applicants.models import MemberRole
from kabinet.applicants.services import enter_applicant
from kabinet.applications.content.documents import PAPER
from kabinet.applications.course.transitions import ENGINE as APPLICATION_ENGINE
from kabinet.applications.models import Supplier
from kabinet.applications.submission.intake import start_intake
from kabinet.applications.submission.services import attach_file
from kabinet.cabinet.urls import urlpatterns as cabinet_urls
from kabinet.core.channels import Channel
from kabinet.core.ids import new_id
from kabinet.notifications.services import send_letter
from kabinet.office.models import AnswerTemplate
from kabinet.privacy.models import Destruction
from kabinet.signatures.models import Signature
from tests.appeals.builders import make_appeal
from tests.applicants.members import act, make_member
from tests.applicants.people import withdrawn
from tests.applications.builders import (
    COMPANY,
    NOW,
    attach_required,
    make_applicant,
    make_draft,
    make_file,
    make_specialist,
    make_submitted,
    make_user,
    token,
)
from tests.billing.builders import issued, paid, unread_document
from tests.published.builders import make_outage, make_passport
from tests.signatures.stored import sign_everything

PREPARED = {
    "application_check", "application_corrections", "application_delete", "application_restore",
    "application_similar", "document_again", "document_remove", "document_upload", "wizard_step",
}  # fmt: skip
"""What of an application whoever prepares documents may change: a draft, corrections before they are sent."""

PUBLIC = {
    "accessibility",
    "captcha_picture",
    "captcha_refresh",
    "captcha_sound",
    "choose_theme",
    "claim",
    "claim_sent",
    "confirm_email",
    "confirm_new_email",
    "consent_text",
    "consumers",
    "guide",
    "guide_section",
    "help",
    "help_search",
    "help_words",
    "invitation",
    "letters_off",
    "login",
    "login_here",
    "logout",
    "member_invitation",
    "low_vision",
    "manifest",
    "offline",
    "outages",
    "passkey_known",
    "passport",
    "passport_file",
    "recovery",
    "recovery_password",
    "recovery_sent",
    "registration",
    "registration_done",
    "registration_start",
    "second_factor_setup",
    "second_step",
    "second_step_passkey",
    "second_step_recovery",
    "service_worker",
    "signed_document",
    "site_map",
    "start",
    "start_apply",
    "start_embed",
    "style_guide",
    "style_guide_autosave",
    "style_guide_entrance",
    "style_guide_upload",
    "stylesheet",
}
"""The only addresses that answer someone not signed in; the style guide stands in development only."""

APPLICATIONS, APPEALS = Duty.APPLICATIONS, Duty.APPEALS
LEADING, ADMINISTRATION = Duty.LEADING, Duty.ADMINISTRATION
OFFICE = {
    "office_absence": {APPLICATIONS, APPEALS, ADMINISTRATION},
    "office_absences": {APPLICATIONS, APPEALS, ADMINISTRATION},
    "office_appeal": {APPEALS},
    "office_appeal_applicant": {APPEALS},
    "office_appeal_archive": {APPEALS},
    "office_appeal_assign": {APPEALS},
    "office_appeal_code": {APPEALS},
    "office_appeal_details": {APPEALS},
    "office_appeal_entry": {APPEALS},
    "office_appeal_event": {APPEALS},
    "office_appeal_events": {APPEALS},
    "office_appeal_file": {APPEALS},
    "office_appeal_intake": {APPEALS},
    "office_appeal_presence": {APPEALS},
    "office_appeal_receive": {APPEALS},
    "office_appeals": {APPEALS},
    "office_application": {APPLICATIONS},
    "office_archive": {APPLICATIONS},
    "office_bulk": {APPLICATIONS},
    "office_calendar": {ADMINISTRATION},
    "office_documents": {APPLICATIONS},
    "office_entry": {APPLICATIONS},
    "office_event": {APPLICATIONS},
    "office_events": {APPLICATIONS},
    "office_destruction_act": {APPLICATIONS, ADMINISTRATION},
    "office_document_kind": {ADMINISTRATION},
    "office_document_kind_new": {ADMINISTRATION},
    "office_document_kinds": {ADMINISTRATION},
    "office_export": {APPLICATIONS},
    "office_file": {APPLICATIONS},
    "office_intake": {APPLICATIONS},
    "office_intake_applicant": {APPLICATIONS},
    "office_intake_code": {APPLICATIONS},
    "office_intake_details": {APPLICATIONS},
    "office_intake_file": {APPLICATIONS},
    "office_intake_preview": {APPLICATIONS},
    "office_intake_receipt": {APPLICATIONS},
    "office_intake_receive": {APPLICATIONS},
    "office_intake_remove": {APPLICATIONS},
    "office_intake_step": {APPLICATIONS},
    "office_intake_upload": {APPLICATIONS},
    "office_jobs": {ADMINISTRATION},
    "office_journal": {ADMINISTRATION},
    "office_letter": {APPLICATIONS, APPEALS},
    "office_letter_copy": {APPLICATIONS, APPEALS},
    "office_letters": {APPLICATIONS, APPEALS},
    "office_operator": {ADMINISTRATION},
    "office_corrections": {APPLICATIONS},
    "office_give": {APPLICATIONS},
    "office_identity": {APPLICATIONS},
    "office_note": {APPLICATIONS},
    "office_presence": {APPLICATIONS},
    "office_preview": {APPLICATIONS},
    "office_thumbnail": {APPLICATIONS},
    "office_appeal_thumbnail": {APPEALS},
    "office_intake_thumbnail": {APPLICATIONS},
    "office_debts": {APPLICATIONS},
    "office_payments_match": {APPLICATIONS},
    "office_register": {APPLICATIONS},
    "office_register_file": {APPLICATIONS},
    "office_invoice": {APPLICATIONS},
    "office_invoice_pdf": {APPLICATIONS},
    "office_outage": {APPEALS, ADMINISTRATION},
    "office_outage_new": {APPEALS, ADMINISTRATION},
    "office_outages": {APPEALS, ADMINISTRATION},
    "office_passport": {LEADING, ADMINISTRATION},
    "office_passport_file": {LEADING, ADMINISTRATION},
    "office_passport_new": {LEADING, ADMINISTRATION},
    "office_passports": {LEADING, ADMINISTRATION},
    "office_payment": {APPLICATIONS},
    "office_payments": {APPLICATIONS},
    "office_payments_set_aside": {APPLICATIONS},
    "office_people": {LEADING, ADMINISTRATION},
    "office_person": {ADMINISTRATION},
    "office_person_cases": {LEADING, ADMINISTRATION},
    "office_person_invite": {ADMINISTRATION},
    "office_queue": {APPLICATIONS},
    "office_readings": {APPEALS},
    "office_search": {APPLICATIONS, APPEALS},
    "office_state": {ADMINISTRATION},
    "office_statistics": {LEADING},
    "office_statistics_file": {LEADING},
    "office_surveys": {LEADING},
    "office_take": {APPLICATIONS},
    "office_statement": {APPLICATIONS},
    "office_loaded_statement": {APPLICATIONS},
    "office_statement_file": {APPLICATIONS},
    "office_unread_document": {APPLICATIONS},
    "office_sign_placed": {APPLICATIONS},
    "office_signature_authority": {APPLICATIONS},
    "office_signature_check": {APPLICATIONS},
    "office_signature_cms": {APPLICATIONS},
    "office_signature_copy": {APPLICATIONS},
    "office_signature_protocol": {APPLICATIONS},
    "office_signatures": {APPLICATIONS},
    "office_template": {LEADING, ADMINISTRATION},
    "office_template_new": {LEADING, ADMINISTRATION},
    "office_templates": {LEADING, ADMINISTRATION},
    "office_supplier": {ADMINISTRATION},
    "office_supplier_new": {ADMINISTRATION},
    "office_suppliers": {ADMINISTRATION},
    "office_topic": {ADMINISTRATION},
    "office_topic_new": {ADMINISTRATION},
    "office_topics": {ADMINISTRATION},
    "office_withdrawal": {APPLICATIONS, ADMINISTRATION},
    "office_withdrawal_file": {APPLICATIONS},
    "office_withdrawal_intake": {APPLICATIONS},
    "office_withdrawal_receive": {APPLICATIONS},
    "office_withdrawals": {APPLICATIONS, ADMINISTRATION},
}
"""Every address of the office and the duties it opens to, each alone."""


def every_pattern(patterns=None):
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_pattern(entry.url_patterns)
        else:
            assert isinstance(entry, URLPattern)
            yield entry


def named(*converters):
    """The names of the addresses that take exactly these parameters."""
    return {pattern.name for pattern in every_pattern() if set(pattern.pattern.converters) == set(converters)}


def test_addresses_open_to_anyone_are_exactly_the_listed_ones():
    opened = {
        pattern.name
        for pattern in every_pattern()
        if getattr(pattern.callback, "login_required", True) is False
    }
    assert opened == PUBLIC


@pytest.fixture
def case(db):
    """An applicant's draft and application with files everywhere, and a specialist's answer."""

    owner = make_applicant()
    draft = make_draft(owner)
    attach_required(draft)
    submitted = make_submitted(owner)
    answer = make_file(make_specialist(email="author@example.ru"), "ответ.pdf")
    APPLICATION_ENGINE.comment(
        case=submitted, by=answer.owner, text="Ответ", files=[answer], token=token(), at=NOW
    )
    sign_everything(submitted, answer.owner)
    return owner, draft, submitted, answer


def addresses_of(draft, submitted, answer):
    """Every address that names an application, with real parameters."""
    attachment = draft.attachments.first()
    signature = Signature.objects.get(document__printed_form__application=submitted)
    real = {
        "slug": ["kind", "applicant", "object", "power", "schedule", "supplier", "documents"],
        "kind": ["passport"],
        "action": ["withdraw"],
        "attachment_id": [attachment.pk],
        "file_id": [
            attachment.file_id,
            submitted.attachments.first().file_id,
            answer.pk,
            signature.document_id,
        ],
        "signature_id": [signature.pk],
        "version": [1],
        "placed_id": [submitted.placed.get().pk],
        "what": ["withdraw"],
        "entry_id": [submitted.history.first().pk],
    }
    for pattern in every_pattern():
        converters = set(pattern.pattern.converters)
        if "pk" not in converters:
            continue
        [*others] = converters - {"pk"}
        assert len(others) <= 1, pattern.name
        for application in (draft, submitted):
            for value in real[others[0]] if others else [None]:
                kwargs = {"pk": application.pk} | ({others[0]: value} if others else {})
                yield pattern.name, reverse(pattern.name, kwargs=kwargs)


def test_nobody_opens_anothers_application_file_or_page(client, case):
    _owner, draft, submitted, answer = case
    client.force_login(make_applicant().user)
    answers = {
        (name, address, method): getattr(client, method)(address).status_code
        for name, address in addresses_of(draft, submitted, answer)
        for method in ("get", "post")
    }
    assert len({name for name, _, _ in answers}) >= 12
    assert {key: status for key, status in answers.items() if status not in (404, 405)} == {}
    draft.refresh_from_db()
    assert (draft.deleted_at, draft.attachments.count(), submitted.thread.messages.count()) == (None, 2, 1)


def test_a_former_member_opens_nothing_of_the_applicants(client, case):
    owner, draft, submitted, answer = case
    member = make_member(owner, person=make_applicant().user)
    act(client, member)
    assert client.get(reverse("application", args=[submitted.pk])).status_code == 200
    end_membership(membership=member, by=owner.user, address=None, at=NOW)
    answers = {
        (name, address, method): getattr(client, method)(address).status_code
        for name, address in addresses_of(draft, submitted, answer)
        for method in ("get", "post")
    }
    assert {key: status for key, status in answers.items() if status not in (404, 405)} == {}


def test_whoever_prepares_documents_reads_all_and_changes_drafts_alone(client, case):
    owner, draft, submitted, answer = case
    act(client, make_member(owner, role=MemberRole.PREPARES))
    cabinet = {pattern.name for pattern in every_pattern(cabinet_urls)} - PREPARED
    addresses = [one for one in addresses_of(draft, submitted, answer) if one[0] in cabinet]
    assert len({name for name, _ in addresses}) >= 12
    posted = {(name, address): client.post(address).status_code for name, address in addresses}
    assert {key: status for key, status in posted.items() if status not in (403, 404, 405)} == {}
    draft.refresh_from_db()
    assert (draft.is_draft, draft.deleted_at, draft.attachments.count()) == (True, None, 2)
    assert client.get(reverse("application", args=[submitted.pk])).status_code == 200


def test_stranger_is_sent_to_the_login_page_from_everything_else(client, case):
    _owner, draft, submitted, answer = case
    plain = [reverse(name) for name in named() - PUBLIC]
    addresses = [address for _name, address in addresses_of(draft, submitted, answer)] + plain
    for address in addresses:
        response = client.get(address)
        assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("login")), address


def test_specialist_sees_no_draft_and_no_page_of_the_cabinet(client, case):
    _owner, draft, submitted, answer = case
    client.force_login(make_specialist(email="other@example.ru"))
    seen = {
        (name, address): client.get(address).status_code
        for name, address in addresses_of(draft, submitted, answer)
    }
    opened = {name for (name, address), status in seen.items() if status not in (404, 405)}
    assert opened == {
        "office_application",
        "office_archive",
        "office_corrections",
        "office_documents",
        "office_entry",
        "office_event",
        "office_events",
        "office_file",
        "office_identity",
        "office_invoice",
        "office_preview",
        "office_sign_placed",
        "office_signature_cms",
        "office_signature_copy",
        "office_signature_protocol",
        "office_signatures",
        "office_thumbnail",
    }
    assert {status for (_, address), status in seen.items() if str(draft.pk) in address} <= {404, 405}


def test_owner_opens_what_is_theirs(client, case):
    owner, draft, submitted, answer = case
    client.force_login(owner.user)
    assert client.get(reverse("application", args=[submitted.pk])).status_code == 200
    given = client.get(reverse("application_file", args=[submitted.pk, answer.pk]))
    assert (given.status_code, b"".join(given.streaming_content)[:5]) == (200, b"%PDF-")
    assert client.get(reverse("application", args=[uuid4()])).status_code == 404
    assert client.get(reverse("wizard_step", args=[draft.pk, "kind"])).status_code == 200


def person_of(role):
    """Somebody with that role, or with a specialist's single duty."""
    duties = {"of applications": (True, False), "of appeals": (False, True), "without work": (False, False)}
    if role not in duties:
        return make_user(role=role)
    applications, appeals = duties[role]
    return make_specialist(handles_applications=applications, handles_appeals=appeals)


def received_on_paper():
    """An application that the office enters for somebody without a login, and its scan."""
    clerk = make_specialist(email=f"clerk-{new_id().hex}@example.ru")
    draft = start_intake(
        draft_id=new_id(),
        applicant=enter_applicant(
            applicant_id=new_id(), kind="ЮЛ", answers=COMPANY, by=clerk, address=None, at=NOW
        ),
        channel=Channel.POST,
        received_on=NOW.date(),
        by=clerk,
        at=NOW,
    )
    file = make_file(clerk, "скан.pdf")
    return draft, attach_file(application=draft, kind=PAPER, file=file, at=NOW)


def office_addresses(submitted):
    """Every address of the office, leading to something that exists."""
    person = make_specialist(email="somebody@example.ru")
    template = AnswerTemplate.objects.create(title="Шаблон", text="Текст", updated_at=NOW, updated_by=person)
    appeal = make_appeal(files=[make_file(person)])
    Appeal.objects.filter(pk=appeal.pk).update(specialist=person)
    absence = Absence.objects.create(
        person=person, substitute=make_specialist(email="stands-in@example.ru"), first=NOW.date(),
        last=NOW.date(), set_by=person, set_at=NOW, token=token(),
    )  # fmt: skip
    payment = paid(issued(by=person), 100, by=person)
    passport = make_passport(file=make_file(person), by=person)
    waiting = unread_document(person)
    things = {
        "office_outage": make_outage(by=person).pk,
        "office_passport": passport.pk,
        "office_passport_file": passport.pk,
        "office_absence": absence.pk,
        "office_absences": person.pk,
        "office_person": person.pk,
        "office_person_cases": person.pk,
        "office_template": template.pk,
        "office_supplier": Supplier.objects.create(name="АО «Сбыт»", place=1).pk,
        "office_topic": appeal.topic_id,
        "office_payment": payment.pk,
        "office_unread_document": waiting.pk,
        "office_loaded_statement": waiting.statement_id,
        "office_statement_file": waiting.statement_id,
        "office_invoice_pdf": payment.invoice.application_id,
        "office_withdrawal": withdrawn(submitted.owner).pk,
    }
    things |= {name: appeal.pk for name in OFFICE if name.startswith("office_appeal")}
    received, scan = received_on_paper()
    brought, kept = make_file(person, "отзыв.pdf"), withdrawn(received.owner)
    kept.scans.add(brought)
    things["office_withdrawal_file"] = kept.pk
    things |= {name: received.pk for name in OFFICE if name.startswith("office_intake")}
    things |= dict.fromkeys(
        [f"office_{what}_{page}" for what in ("intake", "appeal") for page in ("code", "details", "receive")],
        received.owner_id,
    )
    things["office_destruction_act"] = Destruction.objects.create(
        user=submitted.owner, reason="retention", planned_at=NOW, planned_on=NOW, done_at=NOW,
        destroyed=[["Файлы", 1]], act=make_file(submitted.owner, "акт.pdf"),
    ).pk  # fmt: skip
    things["office_withdrawal_receive"] = submitted.owner_id
    letter = send_letter(kind="password_changed", recipient="mail@example.ru", context={"at": NOW}, at=NOW)
    things |= {"office_letter": letter.pk, "office_letter_copy": letter.pk}
    signed = sign_everything(submitted, person)
    files = {"office_signature_copy": signed["signed_file_id"]}
    for name in OFFICE:
        pattern = next(one for one in every_pattern() if one.name == name)
        known = {
            "pk": things.get(name, submitted.pk),
            "code": "passport",
            "what": "withdraw",
            "entry_id": submitted.history.first().pk,
            "version": 1,
            "kind": "person" if name.endswith("_applicant") else "passport",
            "slug": "documents",
            "attachment_id": scan.pk,
            "file_id": files.get(name, submitted.attachments.first().file_id),
            **signed,
        }
        if name == "office_appeal_entry":
            known["entry_id"] = appeal.history.first().pk
        if name in {"office_appeal_file", "office_appeal_thumbnail"}:
            known["file_id"] = appeal.thread.messages.get().files.get().pk
        if name == "office_withdrawal_file":
            known["file_id"] = brought.pk
        if name in {"office_intake_file", "office_intake_thumbnail"}:
            known["file_id"] = scan.file_id
        yield name, reverse(name, kwargs={each: known[each] for each in pattern.pattern.converters})
    yield "office_intake_step", reverse("office_intake_step", args=[received.pk, "object"])


def test_every_address_of_the_office_has_its_duties():
    office = [one for one in get_resolver().url_patterns if str(one.pattern) == "office/"]
    assert {pattern.name for pattern in every_pattern(office)} == set(OFFICE)


@pytest.mark.parametrize(
    "role",
    ["of applications", "of appeals", "without work", Role.HEAD, Role.ADMINISTRATOR, Role.APPLICANT],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_office_opens_to_its_duties_alone(client, db, role, method):
    submitted = make_submitted()
    person = person_of(role)
    client.force_login(person)
    opened = {
        name
        for name, address in office_addresses(submitted)
        if getattr(client, method)(address).status_code != 404
    }
    assert opened == {name for name, duties in OFFICE.items() if duties & person.duties}


def test_person_of_the_operator_without_a_second_factor_is_a_stranger_everywhere(client, case):
    _owner, draft, submitted, answer = case
    client.force_login(make_user(role=Role.HEAD, second_factor_at=None))
    plain = [reverse(name) for name in named() - PUBLIC]
    for address in [*plain, *(address for _, address in addresses_of(draft, submitted, answer))]:
        response = client.get(address)
        assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("login")), address

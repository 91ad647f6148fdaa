"""A portal of many years: no statement of any page reads a long table, or many pages of the database.

What is judged are PostgreSQL's plans, never the time.
"""

import json
import re
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.absences import AbsenceTold, set_absence
from kabinet.accounts.codes import issue_code
from kabinet.accounts.models import OneTimeCode, Role
from kabinet.applicants.powers import PowerTold, give_power
from kabinet.applicants.purposes import PROCESSING
from kabinet.applications.course.transitions import ENGINE as APPLICATION_ENGINE
from kabinet.applications.models import Application
from kabinet.applications.papers.printed_form import freeze_form
from kabinet.applications.rules.states import State
from kabinet.billing.models import Invoice, Payment
from kabinet.core.sealing.seals import seal_batch
from kabinet.notifications.models import Letter
from kabinet.notifications.unsubscribing import leaving_url
from kabinet.signatures.models import Signature
from kabinet.ui.captcha import new_code
from kabinet.ui.templatetags.addresses import LIST
from tests.appeals.builders import make_appeal
from tests.applicants.members import invite, make_member
from tests.applicants.people import given
from tests.applications.builders import (
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
from tests.architecture.test_every_address import (
    OFFICE,
    PUBLIC,
    addresses_of,
    every_pattern,
    named,
    office_addresses,
)
from tests.office.crowd import grow
from tests.published.builders import make_passport

LONG = 2_000
"""Rows of a table that no statement may read from its beginning to its end."""
MOST_BUFFERS = 300
"""Pages of the database (8 KB) that one statement may look at."""
UNSEEN = {
    "appeal_reply",
    "application_act_sign",
    "application_remember",
    "application_reply",
    "application_restore",
    "application_similar",
    "choose_theme",
    "document_again",
    "document_remove",
    "document_upload",
    "incoming",
    "incoming_begin",
    "login_here",
    "logout",
    "office_appeal_assign",
    "office_appeal_presence",
    "office_bulk",
    "office_give",
    "office_note",
    "office_payments_match",
    "office_presence",
    "office_signature_authority",
    "office_signature_check",
    "office_intake_remove",
    "office_intake_upload",
    "office_statement",
    "office_take",
    "office_unread_document",
    "own_data_archive",
    "passkey_known",
    "passkey_new",
    "passkeys",
    "people_hand_over",
    "recovery_codes",
    "recovery_codes_file",
    "registration_start",
    "second_factor_setup",
    "second_factor_telephone",
    "second_step",
    "second_step_passkey",
    "second_step_recovery",
    "signature_check",
    "start_apply",
    "style_guide_autosave",
    "style_guide_upload",
}
"""What shows no page to a GET: it only does something, or leads elsewhere."""
MORE = re.compile(r'href="([^"?]*)(\?(?:[^"]*;)?(?:after|before)=[^"#]*)')
"""The link to the next rows of a list."""


SEALING = "the worker seals the journal"


class Known(NamedTuple):
    """What reads more for now: where, what of its SQL, how much, and why."""

    page: str
    statement: str
    most: int
    why: str

    def explains(self, page, statement, buffers):
        there = page.startswith(self.page) and re.search(self.statement, statement)
        return there and buffers <= self.most


KNOWN = (
    Known("/office/statistics/surveys/", "surveys_survey", 600, "averages of the year's surveys"),
    Known("/office/applications/export/", "", 4_000, "gives thousands of rows at once"),
    Known("/office/payments/register/file/", "", 4_000, "the same"),
    Known("/office/applications/", "searchword", 1_200, "the list of a search of two words, as its queue"),
    Known("/office/payments/", "SUM", 1_000, "thirty rows with the sums of their payments: 23 buffers each"),
    Known(
        "/office/?",
        "searchword.*searchword",
        6_000,
        "two words: what has the rarer one is asked for the other",
    ),
    Known(SEALING, "UPDATE", 9_000, "two hundred entries at once, each by its key"),
    Known(
        "/profile/close/", "", 6_000, "tells all that one person has before it goes: here thousands of cases"
    ),
    Known(
        "/office/state/",
        "notifications_letter",
        2_000,
        "letters that did not arrive, by their state: a thousand",
    ),
    Known(
        "/applications/", "message_files", 1_000, "a whole conversation at once: the files of each message"
    ),
    Known("/office/applications/", "message_files", 1_000, "«Скачать всё»: the same conversation"),
    Known("/office/?", "counted.*reason", 500, "a filter that nothing passes: the index of all open is read"),
    Known(
        "/office/search/?", "UPPER.*applicant_name", 1_000, "a part of a name is looked for in every appeal"
    ),
    Known(
        "/office/appeals/?", "UPPER.*applicant_name", 1_000, "a part of a name is looked for in every appeal"
    ),
)

QUEUE = (
    *(f"?state={tab}" for tab in ("new", "mine", "working", "waiting", "late", "open", "all")),
    "?state=open&specialist=nobody",
    "?state=all&status=annulled",
    "?state=open&kind=НП&band=До 15&applicant=ФЛ",
    "?state=open&kind=МГ&applicant=ЮЛ",
    "?state=all&since=2026-03-01&until=2026-03-02",
    "?q=1000017",
    "?q=500100000777",
    "?q=иванов499",
    "?q=липки1999&state=all",
    "?q=Пётр&state=all",
    "?q=Пётр Московская",
    "?q=Гагарина 17",
    "?q=Сергеевич Гагарина&state=all",
)
APPEALS = (
    *(f"?state={tab}" for tab in ("new", "mine", "waiting", "calls", "tell", "late", "all")),
    "?topic=01",
    "?channel=ПЧ",
    "?topic=01&applicant=ФЛ&since=2026-01-20&until=2026-01-21",
    "?q=1000017",
    "?q=Иванов499",
)
SEARCHES = (
    "",
    "?q=липки1999",
    "?q=Иванов499",
    "?q=Сергеевич Гагарина",
    "?q=+7 917 000-00-17",
    "?q=person17@example.ru",
    "?q=1000017/01/ЛК",
)
JOURNAL = (
    "?who=person1@example.ru",
    "?about=1000017ТП/ФЛ/НП/До 15/ЛК",
    "?about=person1@example.ru",
    "?since=2026-03-01&until=2026-03-02",
)


class Plans:
    """Explains every statement before it is carried out, as it finds the database."""

    def __init__(self, long):
        self.long = long
        self.page = ""
        self.found = {}
        self.known = set()

    def __call__(self, execute, statement, params, many, context):
        verb = statement.lstrip("( ").partition(" ")[0].upper()
        if not many and verb in {"SELECT", "UPDATE", "DELETE"}:
            self.explain(statement, params)
        return execute(statement, params, many, context)

    def explain(self, statement, params):
        nested = connection.in_atomic_block
        begin, undo = ("SAVEPOINT looked", "ROLLBACK TO looked") if nested else ("BEGIN", "ROLLBACK")
        with connection.connection.cursor() as cursor:
            cursor.execute(begin)
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", params)
            [[[plan]]] = cursor.fetchall()
            cursor.execute(undo)
        plan = (json.loads(plan) if isinstance(plan, str) else plan)["Plan"]
        buffers = buffers_of(plan)
        whole = sorted({node["Relation Name"] for node in nodes(plan) if self.reads_whole(node)})
        if not whole and buffers <= MOST_BUFFERS:
            return
        known = {one for one in KNOWN if one.explains(self.page, statement, buffers)}
        self.known |= known
        if not known:
            shape = re.sub(r"%s(, %s)*", "?", statement)
            worst = (buffers, whole, self.page, statement, "\n".join(drawn(plan)))
            self.found[shape] = max(self.found.get(shape, worst), worst)

    def reads_whole(self, node):
        return node["Node Type"] == "Seq Scan" and node["Relation Name"] in self.long


def buffers_of(node):
    return node["Shared Hit Blocks"] + node["Shared Read Blocks"]


def drawn(node, depth=0):
    """The plan as a tree: what reads how many buffers to find how many rows."""
    where = node.get("Index Name") or node.get("Relation Name") or ""
    rows = f"{node['Actual Rows']} × {node['Actual Loops']}"
    yield f"{'  ' * depth}{node['Node Type']} {where}: {buffers_of(node)} buffers, {rows} rows"
    for inner in node.get("Plans", ()):
        yield from drawn(inner, depth + 1)


def nodes(plan):
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


@contextmanager
def explained():
    """Whatever is asked of the database inside is explained."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LONG])
        plans = Plans({name for [name] in cursor.fetchall()})
    with connection.execute_wrapper(plans):
        yield plans


@pytest.fixture
def old_portal(transactional_db):
    """Filled and vacuumed, which no transaction could do; the heavy owner's own things are on top."""
    if connection.vendor != "postgresql":
        pytest.skip("the plans looked at are PostgreSQL's")
    owner, specialist = make_applicant(), make_specialist(email="smirnova@example.ru", name="Смирнова Анна")
    draft = make_draft(owner, benefit="disabled")
    attach_required(draft)
    freeze_form(application=draft, by=owner.user, at=NOW)
    submitted = make_submitted(owner)
    answer = make_file(specialist, "ответ.pdf")
    APPLICATION_ENGINE.comment(
        case=submitted, by=specialist, text="Ответ", files=[answer], token=token(), at=NOW
    )
    office = list(office_addresses(submitted))  # it also signs and pays, which the owner's pages show
    corrections = submitted.corrections.create(requested_by=specialist, requested_at=NOW)
    corrections.items.create(name="object_address")
    Application.objects.filter(pk=submitted.pk).update(state=State.AWAITING_DOCUMENTS)
    billed = Payment.objects.get().invoice
    Application.objects.filter(pk=billed.application_id).update(owner=owner.user)
    Invoice.objects.filter(pk=billed.pk).update(owner=owner.user)
    appeal = make_appeal(owner, files=[make_file(owner.user)])
    submitted.refresh_from_db()
    entrance = list(public())
    away = make_specialist(email="away@example.ru", name="Петров Иван")
    told = AbsenceTold(first=date(2020, 1, 1), last=date(2099, 1, 1), substitute=specialist)
    set_absence(person=away, told=told, token=token(), by=away, address=None, at=NOW)
    grow(heavy=owner.user, specialist=specialist, away=away, thread=submitted.thread)
    return owner.user, specialist, office, list(cabinet(draft, submitted, answer, appeal)), entrance


def cabinet(draft, submitted, answer, appeal):
    """Every address of the cabinet, leading to something of the heavy owner."""
    for name in sorted(named() - PUBLIC - set(OFFICE)):
        yield name, reverse(name)
    for name, address in addresses_of(draft, submitted, answer):
        if name not in OFFICE and not name.startswith("appeal"):
            yield name, address
    file = appeal.thread.messages.get().files.get()
    for name in sorted(named("pk") | named("pk", "file_id")):
        if name.startswith("appeal"):
            of_file = name in {"appeal_file", "appeal_thumbnail"}
            yield name, reverse(name, args=[appeal.pk, *([file.pk] if of_file else [])])
    billed = Payment.objects.filter(invoice__application__owner=draft.owner, statement=None).get().invoice
    for name in ("application_invoice", "application_invoice_pdf"):
        yield name, reverse(name, args=[billed.application_id])
    yield "notice", reverse("notice", args=[Letter.objects.notices_of(draft.owner_id).latest("id").pk])
    yield "consent_withdraw", reverse("consent_withdraw", args=[given(draft.owner).pk])
    member = make_member(draft.owner.applicant)
    told = PowerTold(number="5", issued_on=NOW.date(), until=date(2036, 12, 31))
    scan = make_file(draft.owner, "доверенность.pdf")
    give_power(membership=member, told=told, scan=scan, by=draft.owner, address=None, at=NOW)
    yield "people_power", reverse("people_power", args=[member.pk])
    yield "people_power_scan", reverse("people_power_scan", args=[member.pk, scan.pk])
    yield "applicant_add", reverse("applicant_add", args=["company"])
    yield "applications", reverse("applications") + "?before=1012000"
    yield "appeals", reverse("appeals") + "?before=1005000"


def public():
    """Every address open to anyone."""
    invited = make_specialist(email="new@example.ru", confirmed_at=None)
    real = {
        "kind": "person",
        "purpose": PROCESSING,
        "file_id": Signature.objects.get().document_id,
        "key": new_code(),
        "token": leaving_url(invited.pk, "course").rstrip("/").rpartition("/")[2],
    }
    real["slug"] = make_passport(title="Услуга", file=make_file(invited)).slug
    real["code"] = issue_code(user=invited, purpose=OneTimeCode.Purpose.INVITE, at=timezone.now())
    for pattern in every_pattern():
        if pattern.name == "member_invitation":
            yield pattern.name, invite(make_applicant(), "invited@example.ru", at=timezone.now())
        elif pattern.name in PUBLIC:
            names = pattern.pattern.converters
            known = {"slug": "applicant", "number": 1} if pattern.name.startswith("guide") else real
            yield pattern.name, reverse(pattern.name, kwargs={name: known[name] for name in names})


def test_no_page_reads_a_long_table_or_many_pages_of_it(client, old_portal):
    owner, specialist, office, own, entrance = old_portal
    queues = [("office_queue", reverse("office_queue") + query) for query in QUEUE]
    queues += [("office_appeals", reverse("office_appeals") + query) for query in APPEALS]
    queues += [("office_search", reverse("office_search") + query) for query in SEARCHES]
    cards = dict(office)
    walked = [
        (card, f"{cards[card]}?{urlencode({LIST: query})}")
        for card, lists in (("office_application", QUEUE), ("office_appeal", APPEALS))
        for query in lists
        if card == "office_application" or "q=" not in query  # appeals by name: the same as in their queue
    ]
    journal = [("office_journal", reverse("office_journal") + query) for query in JOURNAL]
    withdrawals = [("office_withdrawals", reverse("office_withdrawals") + "?state=executed")]
    mine = [(name, reverse(name)) for name in sorted(named()) if "second_factor" in name or "codes" in name]
    visits = (
        (None, entrance),
        (owner, own),
        (specialist, [*office, *queues, *walked, *withdrawals, *mine]),
        (make_user(role=Role.HEAD, name="Руководитель"), office),
        (make_user(role=Role.ADMINISTRATOR, name="Администратор"), [*office, *journal]),
    )
    answered = {}
    with explained() as plans:
        for who, addresses in visits:
            client.logout()
            if who:
                client.force_login(who)
            for name, address in addresses:
                answered.setdefault(name, set()).update(pages_of(client, address, plans))
        plans.page = SEALING
        assert seal_batch() > 50, "what was opened is in the journal"
    for found in sorted(plans.found.values(), reverse=True):
        print(*found, sep="\n", end="\n\n")
    assert {name for name, statuses in answered.items() if 200 not in statuses} == UNSEEN
    assert {pattern.name for pattern in every_pattern()} == set(answered)
    assert not plans.found
    assert plans.known == set(KNOWN)  # what is mended is no exception any more


def pages_of(client, address, plans):
    """Open the page, the part of it that a script asks for, and the next page of its list; the statuses."""
    for _ in range(2):
        plans.page = address
        response = client.get(address)
        yield response.status_code
        if response.status_code == 302 and "conversation" in address:
            response = client.get(address, headers={"HX-Request": "true"})
            yield response.status_code
        if response.streaming:
            response.close()
            return
        more = MORE.search(response.content.decode(errors="ignore"))
        if not more:
            return
        address = (more[1] or address.partition("?")[0]) + more[2].replace("&amp;", "&")

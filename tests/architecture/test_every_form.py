"""Every form of every page: what Enter presses, what the browser may keep, what a star and a choice say."""

import re
from html.parser import HTMLParser
from itertools import product

import pytest
from django.urls import reverse

from kabinet.accounts.models import Role
from kabinet.applications.asked.steps import STEPS, every_question
from kabinet.applications.content.completeness import missing_answers
from kabinet.core.questions import OnAnswer, is_empty, never
from kabinet.law.editions import FIRST
from kabinet.ui.forms import QuestionForm
from tests.applications.builders import (
    complete_answers,
    make_applicant,
    make_draft,
    make_submitted,
    make_user,
)
from tests.architecture.test_every_address import (
    addresses_of,
    case,  # noqa: F401 - a fixture
    named,
    office_addresses,
)

TEXTS = {"text", "search", "email", "password", "tel", "url", "number", "date"}


class Page(HTMLParser):
    """The forms of a page: for each its submit buttons and the fields in which Enter is pressed."""

    def __init__(self, html):
        super().__init__()
        self.open_form = None
        self.noscript = False
        self.forms = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "noscript":
            self.noscript = True
        if tag == "form":
            self.open_form = attributes.get("id") or f"form {len(self.forms)}"
            self.forms.setdefault(self.open_form, ([], []))
        if tag not in {"input", "button"} or self.noscript:
            return
        form = attributes.get("form") or self.open_form
        if form is None:
            return
        buttons, fields = self.forms.setdefault(form, ([], []))
        kind = attributes.get("type", "submit" if tag == "button" else "text")
        if kind in {"submit", "image"}:
            buttons.append(attributes)
        elif tag == "input" and kind in TEXTS:
            fields.append(attributes.get("name"))

    def handle_endtag(self, tag):
        if tag == "noscript":
            self.noscript = False
        if tag == "form":
            self.open_form = None


def is_main(button):
    """The primary button, the hidden one that stands for it, or the only button of a small form."""
    return button.get("aria-hidden") == "true" or "btn--primary" in button.get("class", "")


def html_of(response):
    """The page, or nothing where the answer is none."""
    is_page = response.status_code == 200 and "text/html" in response.get("Content-Type", "")
    return response.content.decode() if is_page else ""


def misled(html):
    """The forms of this page in which Enter presses something else than the main button."""
    return {
        form: buttons[0]
        for form, (buttons, fields) in Page(html).forms.items()
        if fields and len(buttons) > 1 and not is_main(buttons[0])
    }


@pytest.fixture
def world(case):  # noqa: F811
    """Who looks, and at which addresses."""
    owner, draft, submitted, answer = case
    rows = {"points": [{}, {}], "stages": [{"power": "5"}, {}], "categories": [{}, {}]}
    drafts = {kind: make_draft(make_applicant(kind), **rows) for kind in ("ФЛ", "ИП", "ЮЛ")}
    plain = [reverse(name) for name in named() - {"logout"}]
    registrations = [reverse("registration", args=[kind]) for kind in ("person", "entrepreneur", "company")]
    cabinet = [address for _, address in addresses_of(draft, submitted, answer)]
    office = [address for _, address in office_addresses(make_submitted())]
    return {
        None: [*plain, *registrations],
        owner.user: [*plain, *cabinet],
        **{
            other.owner: [
                reverse("application_check", args=[other.pk]),
                *(reverse("wizard_step", args=[other.pk, step.slug]) for step in STEPS),
            ]
            for other in drafts.values()
        },
        make_user(email="head@example.ru", role=Role.HEAD): [*plain, *cabinet, *office],
        make_user(email="admin@example.ru", role=Role.ADMINISTRATOR): [*plain, *office],
    }


@pytest.mark.any_database
def test_enter_presses_the_main_button_and_every_answer_says_whether_it_may_be_kept(client, world):
    found, silent, kept = {}, set(), set()
    for person, addresses in world.items():
        client.logout()
        if person:
            client.force_login(person)
        for address in addresses:
            response = client.get(address)
            told = response.get("Cache-Control", "")
            if not told:
                silent.add(address)
            elif (person or 300 <= response.status_code < 400) and "no-store" not in told:
                kept.add((address, told))
            if response.status_code == 200 and "text/html" in response.get("Content-Type", ""):
                found |= {
                    (address, form): button for form, button in misled(response.content.decode()).items()
                }
    assert found == {}
    assert silent == set()
    the_same_for_all = ("stylesheet", "manifest", "service_worker", "offline", "start_embed")
    assert {address for address, _ in kept} == {reverse(name) for name in the_same_for_all}


# --- What the form says is what the rule demands ----------------------------------------------------

KINDS = ("ФЛ", "ИП", "ЮЛ")
DECIDING = {
    "connection": ("", "permanent", "temporary"),
    "reason": ("new", "more_power"),
    "household": ("yes", "no"),
    "microgeneration": ("", "yes"),
    "identity_document": ("", "passport", "other"),
    "requested_power": ("15", "100", "900"),
    "has_supply_contract": ("", "yes", "no"),
    "generation_connection": ("", "with_receivers"),
}
"""Answers on which others depend, in several values each."""


def situations(kind):
    """Answers of an applicant of this kind: none, begun ones, complete ones in which two decide otherwise."""
    complete = complete_answers(kind)
    yield {}
    yield {"stages": [{"power": "5"}, {}], "points": [{}], "categories": [{}, {"category": "III"}]}
    for name, values in DECIDING.items():
        for connection, value in product(DECIDING["connection"], values):
            yield {**complete, "connection": connection, name: value}


@pytest.mark.parametrize("kind", KINDS)
def test_star_stands_where_leaving_the_answer_empty_leaves_a_gap_and_nowhere_else(kind):
    for answers in situations(kind):
        for step in STEPS:
            form = QuestionForm(step.questions_for(kind, FIRST), answers=answers)
            for question in step.questions(answers, kind, FIRST):
                emptied = {**answers, question.name: ""}
                gaps = {
                    gap.name
                    for gap in missing_answers(emptied, kind, FIRST)
                    if gap.text.startswith("Не заполнено")
                }
                assert form.is_starred(question) == (question.name in gaps), (answers, question.name)


@pytest.mark.parametrize("kind", KINDS)
def test_star_in_a_row_waits_until_the_row_is_begun(kind):
    for step, question in every_question(kind, FIRST):
        for sub in question.rows:
            for row in ({}, {question.rows[0].name: "1"}):
                form = QuestionForm(question.rows, answers=row, row_of=QuestionForm([]))
                assert form.is_starred(sub) == (not is_empty(row) and sub.required(row)), (
                    step.slug,
                    sub.name,
                )


@pytest.mark.parametrize("kind", KINDS)
def test_choice_that_is_not_demanded_can_be_taken_back(kind):
    for answers in situations(kind):
        for step in STEPS:
            form = QuestionForm(step.questions_for(kind, FIRST), answers=answers)
            for question in form.questions:
                choices = dict(getattr(form.fields[question.name].widget, "choices", ()))
                if choices and not form.is_starred(question):
                    assert "" in choices, (question.name, choices)


@pytest.mark.parametrize("kind", KINDS)
def test_hint_does_not_allow_to_leave_empty_what_may_be_demanded(kind):
    told = {question.name for _, question in every_question(kind, FIRST) if "пуст" in question.hint}
    demanded = {
        question.name for _, question in every_question(kind, FIRST) if question.required is not never
    }
    assert told & demanded == set()


@pytest.mark.parametrize("kind", KINDS)
def test_question_that_depends_on_an_answer_of_its_page_is_shown_and_hidden_by_the_script(kind):
    for step in STEPS:
        questions = step.questions_for(kind, FIRST)
        form = QuestionForm(questions, answers=complete_answers(kind))
        for question in questions:
            if not isinstance(question.shown, OnAnswer) or question.shown.name not in form.controlling:
                continue
            decides = next(other for other in questions if other.name == question.shown.name)
            possible = {value for value, _ in decides.choices} or {"yes", "no"}
            assert form.condition_of(question) is not None
            assert set(question.shown.values) <= possible | {""}, question.name


def test_another_document_takes_the_passport_off_the_page():
    applicant = next(step for step in STEPS if step.slug == "applicant")
    form = QuestionForm(applicant.questions_for("ФЛ", FIRST), answers={"identity_document": "other"})
    [series] = [question for question in form.questions if question.name == "passport_number"]
    told = form.condition_of(series)
    assert (told.name, told.values, told.unseen) == ("identity_document", '["passport", ""]', True)


@pytest.mark.any_database
def test_nothing_but_the_person_ticks_a_consent(client, world):
    """The browser's copy of a form passes over what carries this mark; the server's pages come unticked."""
    found = []
    for person, addresses in world.items():
        client.logout()
        if person:
            client.force_login(person)
        asking = [address for address in addresses if re.search("registration/.|/check/$|/sign", address)]
        for address in asking:
            html = html_of(client.get(address))
            found += re.findall(r'<input[^>]* name="(?:consent|agreement|email_notices)"[^>]*>', html)
    assert len(found) >= 8
    assert [tag for tag in found if "data-no-draft" not in tag or " checked" in tag] == []

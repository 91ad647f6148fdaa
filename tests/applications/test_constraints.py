"""What the database itself keeps of an application."""

import pytest

from kabinet.applications.models import PrintedForm
from kabinet.applications.papers.printed_form import freeze_form
from kabinet.applications.rules.states import FINAL, State
from kabinet.core.channels import Channel
from kabinet.correspondence.models import Thread
from tests.applications.builders import NOW, make_draft, make_specialist, make_submitted
from tests.applications.life import Case
from tests.broken import assert_refused

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def submitted():
    return make_submitted()


@pytest.fixture
def draft():
    return make_draft()


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("application_state_known", {"state": "lost"}),
        ("application_state_known", {"state": ""}),
        ("application_applicant_kind_known", {"applicant_kind": "ОО"}),
        ("application_submitted_is_whole", {"number": ""}),
        ("application_submitted_is_whole", {"submitted_at": None}),
        ("application_submitted_is_whole", {"thread": None}),
        ("application_submitted_is_whole", {"applicant_name": ""}),
        ("application_deleted_is_draft", {"deleted_at": NOW}),
        ("application_limit_has_day", {"due_on": None}),
        ("application_draft_is_not_sent", {"state": State.DRAFT}),
        ("application_conditions_whole", {"low_voltage": True}),
        ("application_conditions_whole", {"works_limit": "works_4_months"}),
    ],
)
def test_submitted_application_cannot_be_without_what_makes_it_one(submitted, constraint, values):
    assert_refused(constraint, submitted, **values)


@pytest.mark.parametrize("state", sorted(FINAL))
def test_closed_application_cannot_have_a_term(submitted, state):
    assert_refused("application_closed_has_no_term", submitted, state=state)


@pytest.mark.parametrize("state", [state for state in State.values if state != State.DRAFT])
def test_draft_becomes_nothing_else_without_being_submitted(draft, state):
    assert_refused("application_submitted_is_whole", draft, state=state)


def test_draft_cannot_have_what_comes_with_its_submission(draft):
    thread = Thread.objects.create(owner=draft.owner, about=Thread.About.APPLICATION, created_at=NOW)
    for values in (
        {"submitted_at": NOW},
        {"thread": thread},
        {"specialist": make_specialist()},
        {"due_on": TODAY},
        {"limit": "registration", "due_on": TODAY},
    ):
        assert_refused("application_draft_is_not_sent", draft, **values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("state_change_from_known", {"from_state": "lost"}),
        ("state_change_to_known", {"to_state": "lost"}),
        ("state_change_to_known", {"to_state": ""}),
        ("state_change_limit_has_day", {"due_on": None}),
    ],
)
def test_history_cannot_tell_of_states_and_terms_that_are_not(submitted, constraint, values):
    assert_refused(constraint, submitted.history.get(), **values)


def test_form_is_made_at_a_moment_and_into_a_file(draft):
    form = freeze_form(application=draft, by=draft.owner, at=NOW)
    assert_refused("printed_form_made_once", form, made_at=None)
    assert_refused("printed_form_made_once", form, file=None)
    PrintedForm.objects.update(file=None, made_at=None)  # ordered again


def test_placed_document_is_of_a_known_kind_and_replaces_another_one():
    case = Case().accept()
    case.place("conditions")
    document = case.application.placed.get()
    assert_refused("placed_document_kind_known", document, kind="passport")
    assert_refused("placed_document_replaces_another", document, replaces=document)


def test_reply_to_a_request_for_corrections_was_saved_at_a_moment(submitted):
    request = submitted.corrections.create(requested_by=make_specialist(), requested_at=NOW)
    assert_refused("correction_reply_was_saved", request, reply="Исправил адрес")


def test_papers_are_brought_or_posted(submitted):
    row = submitted.brought.create(
        title="План", way=Channel.POST, on=TODAY, said_by=submitted.owner, said_at=NOW
    )
    assert_refused("brought_item_way_known", row, way=Channel.PHONE)

"""What came on paper: whose draft it is, what keeps it from being registered, by which day it goes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from kabinet.applicants.models import ApplicantKind, Consent
from kabinet.applications.content.documents import PAPER
from kabinet.applications.course.deadlines import receipt_day, upcoming
from kabinet.applications.course.timeline import timeline_of
from kabinet.applications.course.transitions import ApplicationNotFound, perform
from kabinet.applications.models import Application
from kabinet.applications.papers.printed_form import latest_form
from kabinet.applications.rules.states import Action, State
from kabinet.applications.submission.deleting import delete_draft, restore_draft
from kabinet.applications.submission.intake import (
    change_receipt,
    lacking,
    register_from_paper,
    request_for,
    start_intake,
)
from kabinet.applications.submission.services import (
    MAX_DRAFTS,
    AlreadySubmitted,
    NotComplete,
    attach_file,
    save_step,
    start_draft,
    submit_application,
)
from kabinet.cases.days import DayOfReceiptRefused
from kabinet.core.channels import Channel
from kabinet.core.models import JournalEntry
from kabinet.core.numbers import APPLICATION
from kabinet.law.acts import N1701
from kabinet.notifications.models import Letter
from tests.applicants.test_claiming import enter
from tests.applications.builders import (
    NOW,
    complete_answers,
    make_applicant,
    make_file,
    make_specialist,
    new_id,
    submit,
    token,
)

pytestmark = pytest.mark.django_db

RECEIVED = date(2026, 11, 20)
"""Friday; the paper is entered on Tuesday, NOW."""


@pytest.fixture
def specialist():
    return make_specialist(email="clerk@example.ru")


@pytest.fixture
def begin(specialist):
    """A function that begins to enter an application."""

    def one(applicant=None, *, channel=Channel.POST, on=RECEIVED, draft_id=None, at=NOW, by=specialist):
        return start_intake(
            draft_id=draft_id or new_id(),
            applicant=applicant or enter(by=by),
            channel=channel,
            received_on=on,
            by=by,
            at=at,
        )

    return one


def fill(draft, by, *, scan=True, **chosen):
    """Everything that the law asks, and the scan; no document."""
    Application.objects.filter(pk=draft.pk).update(answers=complete_answers(draft.applicant_kind, **chosen))
    draft.refresh_from_db()
    if scan:
        attach_file(application=draft, kind=PAPER, file=make_file(by, "скан.pdf"), at=NOW)
    return draft


def register(draft, by, at=NOW):
    return register_from_paper(application=draft, by=by, at=at, address=None)


@pytest.fixture
def registered(begin, specialist):
    return register(fill(begin(), specialist), specialist)


# --- The draft ------------------------------------------------------------------------------------------


def test_a_draft_of_the_office_is_every_specialists_and_not_the_applicants(begin, specialist):
    applicant = make_applicant()
    draft = begin(applicant)
    assert (draft.owner, draft.channel, draft.received_on, draft.entered_by) == (
        applicant.user, "ПЧ", RECEIVED, specialist,
    )  # fmt: skip
    assert not Application.objects.of(applicant.user).exists()
    step = _step("kind")
    raw = {"connection": "permanent"}
    with pytest.raises(ApplicationNotFound):
        save_step(application=draft, step=step, raw=raw, by=applicant.user, at=NOW)
    with pytest.raises(ApplicationNotFound):
        submit_application(application=draft, by=applicant.user, at=NOW, address=None, user_agent="")
    with pytest.raises(ApplicationNotFound):
        delete_draft(application=draft, by=applicant.user, at=NOW)
    saved = save_step(
        application=draft, step=step, raw=raw, by=make_specialist(email="colleague@example.ru"), at=NOW
    )
    assert saved.answers["connection"] == "permanent"


def _step(slug):
    from kabinet.applications.asked.steps import STEPS_BY_SLUG

    return STEPS_BY_SLUG[slug]


def test_somebody_without_the_duty_enters_nothing(begin, registered):
    for by in (make_applicant().user, make_specialist(handles_applications=False)):
        with pytest.raises(ApplicationNotFound):
            begin(by=by, applicant=make_applicant())
        with pytest.raises(ApplicationNotFound):
            register(registered, by)


def test_the_same_page_sent_twice_begins_one_draft_and_an_applicants_own_is_not_taken(begin):
    applicant, same = make_applicant(), new_id()
    assert begin(applicant, draft_id=same).pk == begin(applicant, draft_id=same).pk == same
    own = start_draft(draft_id=new_id(), applicant=applicant, answers={}, at=NOW)
    with pytest.raises(ApplicationNotFound):
        begin(applicant, draft_id=own.pk)
    with pytest.raises(ApplicationNotFound):
        start_draft(draft_id=same, applicant=applicant, answers={}, at=NOW)


def test_papers_do_not_use_up_the_applicants_own_drafts(begin, monkeypatch):
    monkeypatch.setattr("kabinet.applications.submission.services.MAX_DRAFTS", 1)
    applicant = make_applicant()
    for _ in range(2):
        begin(applicant)
    assert start_draft(draft_id=new_id(), applicant=applicant, answers={}, at=NOW).is_draft
    assert MAX_DRAFTS > 1


def test_a_deleted_draft_comes_back(begin, specialist):
    draft = delete_draft(application=begin(), by=specialist, at=NOW)
    assert Application.objects.being_entered().get().deleted_at == NOW
    assert restore_draft(application=draft, by=specialist, at=NOW).deleted_at is None


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 25), "не наступил"),
        (date(2025, 11, 22), "больше года"),
        (date(206, 1, 1), "больше года"),
    ],
)
def test_a_day_that_cannot_be_is_told(begin, on, said):
    with pytest.raises(DayOfReceiptRefused, match=said):
        begin(on=on)


def test_how_and_when_it_came_is_corrected_until_it_is_registered(begin, specialist):
    draft = begin()
    changed = change_receipt(
        application=draft, channel=Channel.PORTAL, received_on=date(2026, 11, 24), by=specialist, at=NOW
    )
    assert (changed.channel, changed.received_on) == ("ЕПГУ", date(2026, 11, 24))
    register(fill(changed, specialist), specialist)
    with pytest.raises(AlreadySubmitted):
        change_receipt(application=draft, channel=Channel.POST, received_on=RECEIVED, by=specialist, at=NOW)


def test_the_database_knows_what_belongs_to_a_paper(begin):
    draft = begin()
    for wrong in ({"received_on": None}, {"entered_by": None}, {"channel": "ЛК"}, {"channel": "ТЛ"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=draft.pk).update(**wrong)


# --- Registration ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", [Channel.OFFICE, Channel.POST, Channel.PORTAL])
@pytest.mark.parametrize("kind", ApplicantKind.values)
def test_the_number_ends_with_the_channel_and_the_terms_run_from_the_day_of_receipt(
    begin, specialist, settings, kind, channel
):
    settings.SIGNATURE_BUSINESS = True
    made = register(fill(begin(enter(kind), channel=channel), specialist), specialist)
    assert APPLICATION.fullmatch(made.number)
    assert made.number == f"{made.sequence}ТП/{kind}/НП/До 15/{channel}"
    assert made.state == State.SUBMITTED
    change = made.history.get()
    assert (change.action, change.on, change.at, change.by, change.channel) == (
        Action.SUBMIT, RECEIVED, NOW, specialist, channel,
    )  # fmt: skip
    assert "в оригинале" in change.comment
    assert receipt_day(made) == RECEIVED
    # Registration, п. 15: the day after the receipt at the latest; the review and the offer from it too.
    assert next(step.by for step in upcoming(made)) == made.due_on == date(2026, 11, 23)
    assert made.specialist is None
    assert timeline_of(made, today=date(2026, 11, 24))[0].entered_later


def test_nobody_clicked_so_no_consent_is_recorded_and_no_letter_goes_to_nowhere(registered):
    assert (Consent.objects.count(), Letter.objects.count()) == (0, 0)
    form = latest_form(registered)
    assert (form.dated_on, form.fields["number"]) == (RECEIVED, registered.number)
    assert form.fields["consent"] == "в заявке, поступившей по почте"
    entry = JournalEntry.objects.get(act="application_submit")
    assert entry.details["on"] == "2026-11-20"


def test_whoever_has_a_cabinet_sees_it_there_and_gets_the_letter(begin, specialist):
    applicant = make_applicant()
    made = register(fill(begin(applicant), specialist), specialist)
    assert list(Application.objects.of(applicant.user)) == [made]
    letter = Letter.objects.get()
    assert letter.recipient == applicant.user.email
    assert "Поступила по почте: 20.11.2026" in letter.text


def test_registered_twice_it_is_one(registered, specialist):
    assert register(registered, specialist).pk == registered.pk
    assert registered.history.count() == 1


def test_what_came_today_is_dated_by_the_moment_and_what_came_before_by_its_day(begin, specialist):
    today = register(fill(begin(on=date(2026, 11, 24)), specialist), specialist)
    assert today.submitted_at == NOW
    before = register(fill(begin(enter(ApplicantKind.COMPANY)), specialist), specialist)
    assert before.submitted_at == datetime(2026, 11, 19, 21, 0, tzinfo=UTC)


def test_incomplete_it_is_registered_and_what_is_missing_is_listed_and_asked_for(begin, specialist):
    draft = begin()
    few = {"connection": "permanent", "reason": "НП", "requested_power": "15"}
    Application.objects.filter(pk=draft.pk).update(answers={**draft.answers, **few})
    attach_file(application=draft, kind=PAPER, file=make_file(specialist), at=NOW)
    made = register(draft, specialist)
    gaps = lacking(made)
    assert len(gaps) > 5
    text = request_for(gaps)
    assert "– «Адрес объекта» " not in text
    assert "Копия паспорта" in text
    assert "Заявка, какой она поступила" not in text
    asked = perform(
        application=made, action=Action.REQUEST_DOCUMENTS, by=specialist, at=NOW, comment=text, token=token()
    )
    assert asked.state == State.AWAITING_DOCUMENTS
    assert lacking(asked) == []


@pytest.mark.parametrize(
    ("emptied", "name"),
    [
        ({"connection": ""}, "connection"),
        ({"reason": ""}, "reason"),
        ({"requested_power": ""}, "requested_power"),
        ({"last_name": ""}, "last_name"),
        ({"snils": "112-233-445 96"}, "snils"),
        ({"requested_power": "много"}, "requested_power"),
    ],
)
def test_without_a_number_a_course_and_a_name_there_is_no_case_and_nonsense_is_not_kept(
    begin, specialist, emptied, name
):
    draft = fill(begin(), specialist)
    Application.objects.filter(pk=draft.pk).update(answers={**draft.answers, **emptied})
    with pytest.raises(NotComplete) as refused:
        register(draft, specialist)
    assert name in {gap.name for gap in refused.value.gaps}
    assert Application.objects.get(pk=draft.pk).is_draft


def test_without_the_paper_nothing_is_registered(begin, specialist):
    with pytest.raises(NotComplete) as refused:
        register(fill(begin(), specialist, scan=False), specialist)
    assert [gap.name for gap in refused.value.gaps] == ["document-paper"]


def test_what_came_before_a_change_of_the_law_goes_by_the_law_of_its_day(begin, specialist):
    """№ 1701 takes п. 10 «и» away from 01.01.2027 on: a paper of 31.12.2026 entered later still has it."""
    late = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
    old = begin(on=date(2026, 12, 31), at=late)
    new = begin(enter(ApplicantKind.COMPANY), on=date(2027, 1, 1), at=late)
    assert (old.law.since < N1701.since, new.law.since) == (True, N1701.since)
    made = register(fill(old, specialist), specialist, at=late)
    assert made.law.since < N1701.since


def test_an_applicants_own_application_lacks_nothing_here(specialist):
    from tests.applications.builders import make_submitted

    assert lacking(make_submitted()) == []


def test_bounds_are_counted_from_the_day_of_entry(begin):
    assert begin(on=NOW.date() - timedelta(days=366)).is_draft


def test_the_owners_own_way_is_as_it_was():
    from tests.applications.builders import make_complete

    assert submit(make_complete()).channel == "ЛК"

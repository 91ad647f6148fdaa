from datetime import date, timedelta

import pytest

from kabinet.applications.course.deadlines import next_step, upcoming
from kabinet.applications.course.transitions import ENGINE as APPLICATION_ENGINE
from kabinet.applications.course.transitions import (
    ApplicationNotFound,
    CommentNeeded,
    TransitionImpossible,
    allowed_actions,
    perform,
)
from kabinet.applications.models import Application
from kabinet.applications.rules.states import FINAL, Action, State
from kabinet.applications.rules.table import TRANSITIONS
from kabinet.applications.submission.replying import reply_to_application
from kabinet.cases.days import DayImpossible
from kabinet.cases.sides import Side
from kabinet.core.channels import Channel
from kabinet.core.models import JournalEntry
from kabinet.correspondence.services import MessageEmpty
from kabinet.notifications.models import Letter
from tests.applications.builders import (
    NOW,
    make_applicant,
    make_draft,
    make_file,
    make_specialist,
    make_submitted,
    make_user,
    token,
)
from tests.applications.test_drafts import at_once
from tests.journal import faults_once_sealed

NEXT_DAY = NOW + timedelta(days=1)


def act(
    application,
    action,
    by,
    *,
    comment="",
    at=NOW,
    files=(),
    form=None,
    on=None,
    channel=Channel.CABINET,
):
    return perform(
        application=application,
        action=action,
        by=by,
        at=at,
        comment=comment,
        files=files,
        on=on,
        channel=channel,
        token=form or token(),
    )


def comment(application, by, text="Пришлите план", *, files=(), form=None, at=NOW):
    return APPLICATION_ENGINE.comment(
        case=application, by=by, text=text, files=files, token=form or token(), at=at
    )


def reply(application, text="Вот план", *, by=None, files=(), form=None, at=NOW):
    by = by or application.owner
    return reply_to_application(
        application=application, by=by, text=text, files=files, token=form or token(), at=at
    )


def actions(application, who):
    return [row.action for row in allowed_actions(application, who)]


def letters(kind):
    return Letter.objects.filter(kind=kind)


def test_every_state_can_be_left_or_is_the_last():
    left = {source for row in TRANSITIONS for source in row.sources}
    assert set(State) - left == FINAL
    assert {row.target for row in TRANSITIONS} == set(State) - {State.DRAFT}


def test_no_action_is_listed_twice_for_one_state():
    keys = [(row.action, source, row.by, row.when) for row in TRANSITIONS for source in row.sources]
    assert len(keys) == len(set(keys))


@pytest.mark.django_db
def test_specialist_takes_an_application_to_the_check():
    application, specialist = make_submitted(), make_specialist()
    checked = act(application, "register", specialist, at=NEXT_DAY)
    assert (checked.state, checked.specialist) == (State.CHECKING, specialist)
    # Three working days run from the receipt on the 24th, not from the registration (861, п. 15).
    assert checked.due_on == date(2026, 11, 27)
    letter = letters("application_state_changed").get()
    assert letter.subject == f"Заявка {application.number}: На проверке"
    assert "Заявка зарегистрирована" in letter.text
    assert "Проверим заявку" in letter.text
    assert "до 27\u00a0ноября" in letter.text


@pytest.mark.django_db
def test_buttons_depend_on_the_state_and_the_person():
    application, specialist = make_submitted(), make_specialist()
    assert actions(application, specialist) == ["register", "request_documents", "accept", "annul"]
    assert actions(application, application.owner) == ["withdraw"]
    assert actions(application, make_user()) == []
    assert actions(act(application, "annul", specialist, comment="Повтор"), specialist) == []


@pytest.mark.django_db
def test_missing_documents_stop_the_clock_until_they_are_supplied():
    application, specialist = make_submitted(), make_specialist()
    act(application, "register", specialist)
    waiting = act(application, "request_documents", specialist, comment="Нужен план участка", at=NEXT_DAY)
    assert (waiting.state, waiting.due_on) == (State.AWAITING_DOCUMENTS, date(2026, 12, 23))
    assert (next_step(waiting).who, next_step(waiting).by) == ("Вы", date(2026, 12, 23))
    assert "Нужен план участка" in letters("application_state_changed").last().text
    assert waiting.thread.messages.last().text == "Нужен план участка"

    supplied_at = NOW + timedelta(days=7)
    reply(waiting, "Здравствуйте! А какой именно план?", at=supplied_at - timedelta(days=2))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.due_on) == (State.AWAITING_DOCUMENTS, date(2026, 12, 23))
    plan = make_file(waiting.owner)
    waiting = act(waiting, "supply", waiting.owner, comment="План участка", files=[plan], at=supplied_at)
    assert (waiting.state, waiting.due_on) == (State.SUPPLIED, date(2026, 12, 4))
    confirmed_at = supplied_at + timedelta(days=1)
    waiting = act(waiting, "supply_all", specialist, at=confirmed_at)
    assert (waiting.state, waiting.due_on) == (State.CHECKING, date(2026, 12, 4))
    # The term of the offer runs from the day of the supply, not of its confirmation (861, п. 15).
    assert [step.by for step in upcoming(waiting)] == [date(2026, 12, 4), date(2026, 12, 15)]
    accepted = act(waiting, "accept", specialist, at=supplied_at + timedelta(days=1))
    assert (accepted.state, accepted.due_on) == (State.ACCEPTED, date(2026, 12, 15))


@pytest.mark.django_db
def test_history_tells_who_did_what():
    application, specialist = make_submitted(), make_specialist()
    act(application, "register", specialist)
    act(application, "request_documents", specialist, comment="Нужен план")
    act(application, "supply", application.owner, comment="Вот план")
    told = [
        (change.action, change.to_state, change.by, change.comment) for change in application.history.all()
    ]
    assert told == [
        ("submit", "submitted", application.owner, ""),
        ("register", "checking", specialist, ""),
        ("request_documents", "awaiting_documents", specialist, "Нужен план"),
        ("supply", "supplied", application.owner, "Вот план"),
    ]
    assert faults_once_sealed() == []


@pytest.mark.django_db
def test_documents_are_not_requested_without_saying_which():
    application = make_submitted()
    with pytest.raises(CommentNeeded):
        act(application, "request_documents", make_specialist(), comment="  ")
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["submit", "supply", "delete", "withdraw"])
def test_specialist_cannot_act_for_the_applicant(action):
    with pytest.raises(TransitionImpossible):
        act(make_submitted(), action, make_specialist(), comment="За него")


@pytest.mark.django_db
def test_applicant_cannot_act_for_the_specialist():
    application = make_submitted()
    for action in ("register", "accept", "annul", "supply"):
        with pytest.raises(TransitionImpossible):
            act(application, action, application.owner, comment="Сам")


@pytest.mark.django_db
def test_others_applications_and_drafts_are_not_found():
    with pytest.raises(ApplicationNotFound):
        act(make_submitted(), "withdraw", make_user())
    with pytest.raises(ApplicationNotFound):
        act(make_draft(), "annul", make_specialist(), comment="Черновик")


@pytest.mark.django_db
def test_second_specialist_is_told_the_state_has_changed():
    application, first, second = make_submitted(), make_specialist(), make_specialist()
    act(application, "accept", first)
    with pytest.raises(TransitionImpossible, match="«Принята в работу»"):
        act(application, "accept", second)


@pytest.mark.django_db
def test_form_sent_twice_changes_the_state_once():
    application, specialist, form = make_submitted(), make_specialist(), token()
    act(application, "request_documents", specialist, comment="План", form=form)
    again = act(application, "request_documents", specialist, comment="План", form=form)
    assert again.state == State.AWAITING_DOCUMENTS
    assert application.history.filter(action=Action.REQUEST_DOCUMENTS).count() == 1
    assert application.thread.messages.count() == 1
    assert letters("application_state_changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_double_click_of_a_specialist_changes_the_state_once():
    application, specialist, form = make_submitted(), make_specialist(), token()
    results = at_once(
        *[lambda: act(application, "request_documents", specialist, comment="План", form=form)] * 4
    )
    assert {result.state for result in results} == {State.AWAITING_DOCUMENTS}
    assert application.history.count() == 2
    assert application.thread.messages.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_specialists_at_once_one_wins():
    application, first, second = make_submitted(), make_specialist(), make_specialist()
    results = at_once(
        lambda: act(application, "accept", first),
        lambda: act(application, "annul", second, comment="Повторная заявка"),
    )
    # An accepted application may still be annulled, an annulled one is never accepted.
    changes = [change.action for change in application.history.order_by("id")]
    refused = [result for result in results if isinstance(result, TransitionImpossible)]
    assert changes == (["submit", "annul"] if refused else ["submit", "accept", "annul"])
    assert Application.objects.get().state == State.ANNULLED


@pytest.mark.django_db
def test_applicant_withdraws_the_application():
    application = make_submitted()
    withdrawn = act(application, "withdraw", application.owner, comment="Передумал")
    assert (withdrawn.state, withdrawn.due_on, withdrawn.specialist) == (State.ANNULLED, None, None)
    assert next_step(withdrawn).party is None
    with pytest.raises(TransitionImpossible):
        reply(withdrawn)


@pytest.mark.django_db
def test_comment_reaches_the_applicant_with_its_files():
    application, specialist = make_submitted(), make_specialist()
    comment(application, specialist, files=[make_file(specialist, "образец плана.pdf")])
    letter = letters("application_commented").get()
    assert letter.recipient == application.owner.email
    assert "Пришлите план" in letter.text
    assert "образец плана.pdf" in letter.text
    application.refresh_from_db()
    assert application.specialist == specialist
    assert application.state == State.SUBMITTED


@pytest.mark.django_db
def test_comment_sent_twice_is_one_message_and_one_letter():
    application, specialist, form = make_submitted(), make_specialist(), token()
    assert comment(application, specialist, form=form) == comment(application, specialist, form=form)
    assert application.thread.messages.count() == 1
    assert letters("application_commented").count() == 1


@pytest.mark.django_db
def test_only_a_specialist_comments_and_only_on_what_was_submitted():
    application = make_submitted()
    with pytest.raises(ApplicationNotFound):
        comment(application, application.owner)
    with pytest.raises(ApplicationNotFound):
        comment(make_draft(), make_specialist())


@pytest.mark.django_db
def test_reply_reaches_the_specialist_and_leaves_the_state():
    application, specialist = make_submitted(make_applicant("ЮЛ")), make_specialist()
    comment(application, specialist)
    reply(application, files=[make_file(application.owner, "план.pdf")])
    letter = letters("application_reply").get()
    assert letter.recipient == specialist.email
    assert "ПАО «Сбербанк» пишет" in letter.text
    assert "план.pdf" in letter.text
    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.act, entry.actor) == ("application_replied", application.owner_id)


@pytest.mark.django_db
def test_reply_sent_twice_is_one_message_and_one_letter():
    application, specialist, form = make_submitted(), make_specialist(), token()
    act(application, "request_documents", specialist, comment="План")
    first = reply(application, form=form)
    assert reply(application, form=form) == first
    assert not application.history.filter(action=Action.SUPPLY).exists()
    assert letters("application_reply").count() == 1


@pytest.mark.django_db
def test_request_after_its_three_days_does_not_move_the_term_of_the_offer():
    """861, п. 15: «не позднее 3 рабочих дней со дня получения заявки»."""
    application, specialist = make_submitted(), make_specialist()
    late = NOW + timedelta(days=13)  # 07.12.2026, the ninth working day
    act(application, "request_documents", specialist, comment="План", at=late)
    supplied = act(application, "supply", application.owner, comment="План", at=late + timedelta(days=1))
    assert act(supplied, "accept", specialist, at=late + timedelta(days=1)).due_on == date(2026, 12, 8)


@pytest.mark.django_db
def test_what_was_brought_on_paper_is_entered_with_the_day_on_which_it_came():
    application, specialist = make_submitted(), make_specialist()
    act(application, "request_documents", specialist, comment="План")
    entered = NOW + timedelta(days=7)  # 01.12.2026
    by_post = {"channel": Channel.POST, "comment": "Письмо от 25.11.2026"}
    with pytest.raises(DayImpossible, match=r"от 24\.11\.2026 до 01\.12\.2026"):
        act(application, "supply", specialist, at=entered, on=date(2026, 12, 2), **by_post)
    with pytest.raises(DayImpossible):
        act(application, "supply", specialist, at=entered, on=date(2026, 11, 23), **by_post)
    supplied = act(application, "supply", specialist, at=entered, on=date(2026, 11, 27), **by_post)
    # Ten working days from 27.11.2026, when the papers came, not from the day they were entered.
    assert act(supplied, "accept", specialist, at=entered).due_on == date(2026, 12, 11)
    change = supplied.history.get(action=Action.SUPPLY)
    assert (change.on, change.at, change.by) == (date(2026, 11, 27), entered, specialist)


@pytest.mark.django_db
def test_empty_reply_changes_nothing():
    application = make_submitted()
    act(application, "request_documents", make_specialist(), comment="План")
    with pytest.raises(MessageEmpty):
        reply(application, text=" ")
    application.refresh_from_db()
    assert application.state == State.AWAITING_DOCUMENTS


@pytest.mark.django_db
def test_stranger_does_not_reply():
    with pytest.raises(ApplicationNotFound):
        reply(make_submitted(), by=make_user())


@pytest.mark.django_db
def test_markup_in_a_comment_stays_text_in_the_letter():
    application = make_submitted()
    comment(application, make_specialist(), text="<b>План</b> & «схема» {{ 7|add:7 }}")
    assert "<b>План</b> & «схема» {{ 7|add:7 }}" in letters("application_commented").get().text


def test_parties_of_the_table_are_the_two_sides_and_the_portal():
    assert {row.by for row in TRANSITIONS} == set(Side)

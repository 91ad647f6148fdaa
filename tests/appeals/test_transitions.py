"""What a specialist and the author may do to an appeal, and what the law wants in an answer."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kabinet.accounts.models import Role
from kabinet.appeals.deadlines import limit_of
from kabinet.appeals.services import reply_to_appeal
from kabinet.appeals.states import OPEN, TRANSITIONS, Action, Clock, NotConsideredReason, State
from kabinet.appeals.transitions import (
    ENGINE,
    AnswerIncomplete,
    AppealNotFound,
    AppealTransitionImpossible,
    Outcome,
    allowed_actions,
    perform,
)
from kabinet.cases.sides import Side
from kabinet.core.models import JournalEntry
from kabinet.correspondence.models import Message
from tests.appeals.builders import act, make_appeal, make_taken
from tests.applications.builders import NOW, make_applicant, make_specialist


def actions(appeal, who):
    return [row.action for row in allowed_actions(appeal, who)]


def test_table_says_which_buttons_each_side_has(db):
    specialist, appeal = make_specialist(), make_appeal()
    assert actions(appeal, specialist) == ["take", "ask", "answer", "refer", "refuse"]
    assert actions(appeal, appeal.owner) == ["withdraw"]
    taken = act(appeal, "take", by=specialist)
    assert actions(taken, specialist) == ["ask", "answer", "refer", "refuse"]
    assert actions(taken, taken.owner) == []
    answered = act(taken, "answer", comment="Да.")
    assert actions(answered, specialist) == ["close"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.APPLICANT])
def test_nobody_without_the_duty_moves_an_appeal(db, role):
    appeal = make_appeal()
    stranger = make_specialist(role=role)
    assert actions(appeal, stranger) == []
    with pytest.raises(AppealNotFound):
        act(appeal, "take", by=stranger)


def test_states_with_a_term_are_exactly_the_open_ones():
    ending = {row.target for row in TRANSITIONS if row.clock is Clock.STOP}
    assert ending == set(State) - set(OPEN)


def test_taking_makes_the_appeal_the_specialists_and_keeps_the_term(db, letters):
    specialist, appeal = make_specialist(), make_appeal()
    act(appeal, "take", by=specialist)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.specialist, appeal.due_on) == (State.IN_WORK, specialist, date(2026, 12, 9))
    assert "Специалист работает над вашим обращением." in letters()[-1].body


def test_appeal_is_taken_once(db):
    appeal = make_taken()
    with pytest.raises(AppealTransitionImpossible) as refusal:
        act(appeal, "take")
    assert "«В работе»" in str(refusal.value)


def test_author_withdraws_only_what_nobody_has_taken(db):
    taken = make_taken()
    with pytest.raises(AppealTransitionImpossible):
        act(taken, "withdraw", by=taken.owner)
    sent = make_appeal()
    act(sent, "withdraw", by=sent.owner)
    sent.refresh_from_db()
    assert (sent.state, sent.due_on) == (State.WITHDRAWN, None)


@pytest.mark.parametrize("action", ["ask", "answer", "refer"])
def test_what_has_to_be_explained_is_not_done_without_a_comment(db, action):
    with pytest.raises(AnswerIncomplete) as refusal:
        act(make_taken(), action, comment="  \n")
    assert refusal.value.field == "text"


@pytest.mark.parametrize(
    ("action", "kind"), [("ask", "request"), ("answer", "decision"), ("refer", "decision")]
)
def test_comment_stands_in_the_conversation_as_what_it_is(db, action, kind):
    appeal = act(make_taken(), action, comment="ПАО «Энергосбыт», 8 800 000-00-01")
    message = appeal.thread.messages.last()
    assert (message.kind, message.text) == (kind, "ПАО «Энергосбыт», 8 800 000-00-01")


def test_not_our_competence_has_five_working_days_from_registration(db):
    appeal = make_appeal()
    basis, last_day = limit_of(ENGINE.row(Action.REFER, appeal, Side.SPECIALIST), appeal)
    assert last_day == date(2026, 12, 1)
    assert basis.endswith("п. 42")


def test_appeal_is_not_considered_only_for_a_reason_of_the_law(db, letters):
    appeal = make_taken()
    with pytest.raises(AnswerIncomplete) as refusal:
        act(appeal, "refuse", comment="Не хочу")
    assert refusal.value.field == "reason"
    act(appeal, "refuse", outcome=Outcome(reason="repeated"))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reason, appeal.due_on) == (State.NOT_CONSIDERED, "repeated", None)
    assert "уже дан ответ по существу" in letters()[-1].body
    assert "уже дан ответ по существу" in appeal.thread.messages.last().text


def test_the_reason_stands_before_what_the_specialist_adds(db):
    appeal = act(make_taken(), "refuse", comment="Ответ от 12.11.2026.", outcome=Outcome(reason="repeated"))
    assert appeal.thread.messages.last().text == (
        f"Причина: {NotConsideredReason.REPEATED.label}.\n\nОтвет от 12.11.2026."
    )


# --- Complaints: 186, п. 44 -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        (Outcome(), "founded"),
        (Outcome(founded=False, measures="Заменим опору"), "measures"),
        (Outcome(founded=True, measures="Заменим опору"), "measures_due_on"),
        (Outcome(founded=True, measures_due_on=date(2027, 1, 20)), "measures"),
    ],
)
def test_answer_to_a_complaint_lacks_what_the_law_wants_in_it(db, outcome, field):
    appeal = make_taken(topic="03")
    with pytest.raises(AnswerIncomplete) as refusal:
        act(appeal, "answer", comment="Разобрались.", outcome=outcome)
    assert refusal.value.field == field


def test_founded_complaint_is_answered_with_measures_and_their_term(db, letters):
    outcome = Outcome(founded=True, measures="Заменим опору № 12", measures_due_on=date(2027, 1, 20))
    appeal = act(make_taken(topic="03"), "answer", comment="Вы правы.", outcome=outcome)
    appeal.refresh_from_db()
    assert (appeal.founded, appeal.measures, appeal.measures_due_on) == (
        True,
        "Заменим опору № 12",
        date(2027, 1, 20),
    )
    told = (
        "Жалоба признана обоснованной.\n\nВы правы.\n\nКорректирующие меры до 20.01.2027: Заменим опору № 12"
    )
    assert appeal.thread.messages.last().text == told
    assert told in letters()[-1].body


def test_closing_a_complaint_keeps_its_outcome(db):
    outcome = Outcome(founded=True, measures="Заменим опору № 12", measures_due_on=date(2027, 1, 20))
    answered = act(make_taken(topic="03"), "answer", comment="Вы правы.", outcome=outcome)
    act(answered, "close", at=NOW + timedelta(days=60))
    answered.refresh_from_db()
    assert (answered.state, answered.founded, answered.measures) == (State.CLOSED, True, "Заменим опору № 12")


def test_question_is_answered_without_an_outcome(db):
    appeal = act(make_taken(topic="01"), "answer", comment="Да.", outcome=Outcome(founded=True))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.founded) == (State.ANSWERED, None)
    assert appeal.thread.messages.last().text == "Да."


# --- One writer -------------------------------------------------------------------------------


def test_repeat_of_a_form_changes_the_state_once(db):
    appeal, specialist, token = make_appeal(), make_specialist(), uuid4()
    act(appeal, "answer", by=specialist, comment="Да.", token=token)
    act(appeal, "answer", by=specialist, comment="Да.", token=token)
    assert appeal.history.filter(action="answer").count() == 1
    assert Message.objects.filter(token=token).count() == 1


def test_every_change_stands_in_history_and_journal(db):
    appeal = make_appeal()
    act(appeal, "take", at=NOW + timedelta(hours=1))
    appeal.refresh_from_db()
    change = appeal.history.last()
    assert (change.from_state, change.to_state, change.at) == ("sent", "in_work", NOW + timedelta(hours=1))
    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.act, entry.details["to"]) == ("appeal_take", "in_work")


def test_act_that_is_not_in_the_table_is_impossible(db):
    appeal = make_appeal()
    for action in ("send", "reopen", "nonsense", "close"):
        with pytest.raises(AppealTransitionImpossible):
            perform(appeal=appeal, action=action, by=make_specialist(), at=NOW, comment="x", token=uuid4())


def test_others_appeal_is_not_withdrawn(db):
    with pytest.raises(AppealNotFound):
        act(make_appeal(), "withdraw", by=make_applicant().user)


def test_term_of_an_appeal_about_quality_is_extended_once_while_it_runs(db, letters):
    """186, прил. 5, п. 14.2: 15 days, to 30 when the facts want analysis."""
    specialist = make_specialist()
    appeal = make_taken(by=specialist, topic="05")
    assert (appeal.due_on, "extend" in actions(appeal, specialist)) == (date(2026, 12, 9), True)
    with pytest.raises(AnswerIncomplete):
        act(appeal, "extend", by=specialist)
    extended = act(appeal, "extend", by=specialist, comment="Ставим прибор качества на три дня.")
    assert (extended.state, extended.due_on) == (State.IN_WORK, date(2026, 12, 24))
    assert "до 24.12.2026" in letters()[-1].body
    with pytest.raises(AppealTransitionImpossible):
        act(extended, "extend", by=specialist, comment="Ещё раз.")


def test_term_is_extended_on_its_last_day_too(db):
    extended = act(make_taken(topic="05"), "extend", comment="Нужен замер.", at=NOW + timedelta(days=15))
    assert extended.due_on == date(2026, 12, 24)


@pytest.mark.parametrize(("name", "shown"), [("Анна Юрьева", "Анна Юрьева"), ("", "anna@seti.example.ru")])
def test_colleague_reads_in_the_letter_who_acted_on_their_appeal_and_why(db, letters, name, shown):
    appeal, other = make_taken(), make_specialist(name=name, email="anna@seti.example.ru")
    act(appeal, "answer", by=other, comment="Готовы.", why="Отпуск коллеги")
    letter = letters()[-1]
    assert letter.to == [appeal.specialist.email]
    assert letter.subject == f"Обращение {appeal.number}: действует {shown}"
    assert f"которое ведёте вы, действует {shown}. Причина:\n\nОтпуск коллеги\n" in letter.body


def test_extension_keeps_waiting_for_the_clarification(db):
    appeal = act(make_taken(topic="05"), "ask", comment="Какие фазы?")
    extended = act(appeal, "extend", comment="Нужен замер.")
    assert (extended.state, extended.due_on) == (State.CLARIFYING, date(2026, 12, 24))


def test_late_answer_about_quality_is_not_made_timely_by_an_extension(db):
    appeal, after = make_taken(topic="05"), NOW + timedelta(days=16)
    with pytest.raises(AppealTransitionImpossible):
        act(appeal, "extend", comment="Нужен замер.", at=after)
    row = ENGINE.row("extend", appeal, Side.SPECIALIST)
    assert not ENGINE.is_open(row, appeal, after.date())


def test_reopened_appeal_may_be_extended_from_the_day_it_was_reopened(db):
    answered = act(make_taken(topic="05"), "answer", comment="Да.", outcome=Outcome(founded=False))
    later = NOW + timedelta(days=20)
    reply_to_appeal(
        appeal=answered, by=answered.owner, text="Опять", files=(), token=uuid4(), at=later, reopens=True
    )
    extended = act(answered, "extend", comment="Нужен замер.", at=later)
    assert extended.due_on == date(2027, 1, 13)


@pytest.mark.parametrize("topic", ["01", "03", "06"])
def test_other_terms_are_not_extended(db, topic):
    assert "extend" not in actions(make_taken(topic=topic), make_specialist())

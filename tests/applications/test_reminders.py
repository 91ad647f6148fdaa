"""The daily command: what ended terms bring about, and who is told of those that come and are missed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kabinet.accounts.models import Role
from kabinet.applications.course import reminders
from kabinet.applications.course.reminders import expire_terms, remind
from kabinet.applications.course.transitions import perform
from kabinet.applications.daily import mind_terms
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.jobs.errors import PartlyDoneError
from kabinet.jobs.models import Job
from kabinet.notifications.models import Letter
from tests.applications.builders import make_specialist, make_submitted, make_user, token
from tests.applications.life import BIG, HIGH_VOLTAGE, Case, days

pytestmark = pytest.mark.django_db


def letters(kind):
    return list(Letter.objects.filter(kind=kind).order_by("created_at", "recipient"))


def test_ended_terms_annul_and_complete_and_leave_the_rest():
    waiting = Case()
    waiting.office("request_documents", comment="План")
    placed, offered, general = Case().finish_works(), Case().offer(), Case("ЮЛ", **BIG).offer()
    assert expire_terms(at=days(29)) == 2
    assert expire_terms(at=days(29)) == 0
    states = []
    for case in (waiting, placed, offered, general):
        case.application.refresh_from_db()
        states.append(case.application.state)
    assert states == [State.ANNULLED, State.COMPLETED, State.AWAITING_PAYMENT, State.OFFER_SENT]


def test_the_operator_says_how_early_the_applicant_is_reminded(settings):
    settings.REMINDED_BEFORE = {"applicant": 1, "staff": 1}
    Case().offer()  # to be paid by 01.12.2026
    assert [remind(at=days(day)) for day in (2, 5, 6)] == [0, 0, 1]


def test_applicant_is_reminded_before_the_term_and_after_it_once_each():
    case = Case().offer()  # to be paid by 01.12.2026
    assert remind(at=days(1)) == 0
    assert [remind(at=days(2)), remind(at=days(2)), remind(at=days(3))] == [1, 0, 0]
    [letter] = letters("term_reminder")
    assert (letter.recipient, letter.subject) == (
        case.owner.email,
        f"Заявка {case.application.number}: срок — 01.12.2026",
    )
    assert "Проверьте документы и оплатите счёт до 1 декабря" in letter.text.replace("\u00a0", " ")
    remind(at=days(8))
    remind(at=days(9))
    assert [letter.subject.rpartition(": ")[2] for letter in letters("term_reminder")] == [
        "срок — 01.12.2026",
        "срок прошёл 01.12.2026",
    ]
    # The specialist decides what follows from a missed payment.
    [digest] = letters("terms_of_the_day")
    assert digest.recipient == case.specialist.email


def test_last_day_of_a_term_is_not_late_yet():
    case = Case().offer()  # to be paid by 01.12.2026
    assert remind(at=days(7)) == 1
    assert letters("term_reminder")[0].subject.endswith(": срок — 01.12.2026")
    assert letters("terms_of_the_day") == []
    assert remind(at=days(8)) == 2
    assert letters("term_reminder")[1].subject.endswith(": срок прошёл 01.12.2026")
    assert letters("terms_of_the_day")[0].recipient == case.specialist.email


def test_specialist_is_warned_a_day_before_and_the_head_of_what_is_missed():
    specialist, head = make_specialist(), make_user(role=Role.HEAD)
    applications = [make_submitted(), make_submitted()]
    for application in applications:  # to be checked by 27.11.2026
        perform(application=application, action="register", by=specialist, at=days(0), token=token())
    assert remind(at=days(1)) == 0
    assert [remind(at=days(2)), remind(at=days(2))] == [1, 0]
    [coming] = letters("terms_of_the_day")
    assert (coming.recipient, coming.subject) == (specialist.email, "Сроки по заявкам: подходит 2")
    assert all(application.number in coming.text for application in applications)
    assert remind(at=days(4)) == 2
    assert {letter.recipient for letter in letters("terms_of_the_day")[1:]} == {specialist.email, head.email}
    assert letters("terms_of_the_day")[1].subject == "Сроки по заявкам: просрочено 2"


def test_term_of_the_works_concerns_both_sides():
    head = make_user(role=Role.HEAD)
    case = Case("ЮЛ", **HIGH_VOLTAGE).contract()  # works by 24.03.2027
    case.office("start_works")
    assert remind(at=days(119)) == 2  # 23.03.2027
    assert {letter.recipient for letter in letters("terms_of_the_day")} == {case.specialist.email}
    assert {letter.recipient for letter in letters("term_reminder")} == {case.owner.email}
    assert remind(at=days(121)) == 3
    assert letters("terms_of_the_day")[-1].recipient in {head.email, case.specialist.email}


def test_head_is_warned_of_what_nobody_has_taken():
    head = make_user(role=Role.HEAD)
    make_submitted()
    assert remind(at=days(0)) == 1
    [letter] = letters("terms_of_the_day")
    assert (letter.recipient, "специалист не назначен" in letter.text) == (head.email, True)


def test_ended_and_new_terms_are_told_of_again():
    case = Case().offer()
    remind(at=days(2))
    case.applicant("refuse", comment="Не та мощность", at=days(2))
    case.office("revise", comment="Мощность верна", at=days(3))  # now by 04.12.2026
    assert remind(at=days(8)) == 1
    assert letters("term_reminder")[-1].subject.endswith("04.12.2026")


def test_number_of_questions_to_the_database_grows_only_with_letters(django_assert_max_num_queries):
    for _ in range(3):
        Case().accept()
    with django_assert_max_num_queries(4):
        remind(at=days(0))


def test_daily_command_says_what_it_did():
    out = StringIO()
    call_command("daily", stdout=out)
    assert out.getvalue() == "Заявок с истёкшим сроком: 0\nНапоминаний: 0\n"


def spoil(case):
    """Let the row of an application be what no part of the portal understands."""
    Application.objects.filter(pk=case.application.pk).update(limit="nonsense", answers=[])


def mend(case):
    Application.objects.filter(pk=case.application.pk).update(
        limit=case.application.limit, answers=case.application.answers
    )


def test_application_that_raises_stops_neither_ended_terms_nor_reminders_of_others(caplog):
    cases = [Case() for _ in range(3)]
    for case in cases:
        case.office("request_documents", comment="План")
    spoil(cases[0])
    for work in (expire_terms, remind):
        caplog.clear()
        with pytest.raises(PartlyDoneError) as failure:
            work(at=days(29))
        said = str(failure.value) + caplog.text
        assert said.count(str(cases[0].application.pk)) == 2
        assert cases[0].owner.email not in said
    states = [Application.objects.get(pk=case.application.pk).state for case in cases]
    assert states == [State.AWAITING_DOCUMENTS, State.ANNULLED, State.ANNULLED]
    sent = Letter.objects.count()
    with pytest.raises(PartlyDoneError) as failure:
        expire_terms(at=days(29))
    assert (failure.value.done, Letter.objects.count()) == (0, sent)
    mend(cases[0])
    assert expire_terms(at=days(29)) == 1


def test_reminders_of_others_are_sent_once_however_often_the_work_is_repeated():
    cases = [Case().offer() for _ in range(3)]
    spoil(cases[1])
    for _ in range(2):
        with pytest.raises(PartlyDoneError):
            remind(at=days(2))
    assert {letter.recipient for letter in letters("term_reminder")} == {
        case.owner.email for case in (cases[0], cases[2])
    }
    assert len(letters("term_reminder")) == 2
    mend(cases[1])
    assert remind(at=days(2)) == 1


def test_letter_that_one_application_spoils_comes_without_it(monkeypatch):
    specialist = make_specialist()
    cases = [Case(specialist=specialist) for _ in range(4)]
    for case in cases:  # to be checked by 27.11.2026
        case.office("register")
    spoilt = cases[2].application

    def fails(*, context, **letter):
        if spoilt in [due.application for due in context["coming"]]:
            raise ValueError("no such letter")
        return send(context=context, **letter)

    send = reminders.send_letter
    monkeypatch.setattr(reminders, "send_letter", fails)
    for _ in range(2):
        with pytest.raises(PartlyDoneError, match=str(spoilt.pk)):
            remind(at=days(2))
    told = "".join(letter.text for letter in letters("terms_of_the_day"))
    assert [told.count(case.application.number) for case in cases] == [1, 1, 0, 1]
    monkeypatch.setattr(reminders, "send_letter", send)
    assert remind(at=days(2)) == 1
    told = "".join(letter.text for letter in letters("terms_of_the_day"))
    assert [told.count(case.application.number) for case in cases] == [1, 1, 1, 1]


def test_daily_job_with_an_application_that_raises_is_tried_again_and_says_which(run_jobs):
    spoilt, fine = (Case().offer(at=days(-60)) for _ in range(2))
    spoil(spoilt)
    mind_terms.enqueue()
    run_jobs()
    job = Job.objects.get(task="kabinet.applications.daily.mind_terms")
    assert (job.status, job.attempts) == ("READY", 1)
    assert job.reason == f"Не удалось: 1 ({spoilt.application.pk}). Остальное сделано."
    assert [letter.recipient for letter in letters("term_reminder")] == [fine.owner.email]


def test_daily_command_does_the_rest_and_ends_with_an_error():
    spoilt, _ = (Case().offer(at=days(-60)) for _ in range(2))
    spoil(spoilt)
    out = StringIO()
    with pytest.raises(CommandError, match=str(spoilt.application.pk)):
        call_command("daily", stdout=out)
    assert out.getvalue().splitlines()[1] == "Напоминаний: 2"

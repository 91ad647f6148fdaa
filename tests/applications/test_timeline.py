"""What has been, is now and is ahead, with dates; what exactly is needed."""

from datetime import date

import pytest

from kabinet.applications.course.deadlines import next_step
from kabinet.applications.course.timeline import Phase, timeline_of
from kabinet.applications.rules.described import DEPENDS
from kabinet.applications.rules.guidance import needed_now, warned_of
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import FINAL, State
from kabinet.applications.rules.table import TRANSITIONS
from kabinet.law.deadlines import Code
from kabinet.law.said import SAID
from kabinet.notifications.models import Letter
from tests.applications.builders import NOW
from tests.applications.life import BIG, HIGH_VOLTAGE, OFFER, Case, days

pytestmark = pytest.mark.django_db


def line(case, *phases):
    return [
        (point.title, point.on)
        for point in timeline_of(case.application, today=NOW.date())
        if point.phase in phases
    ]


def test_new_application_shows_the_whole_way_with_its_last_dates():
    assert line(Case(), Phase.NOW, Phase.AHEAD) == [
        ("Регистрация заявки", date(2026, 11, 25)),
        ("Проверка заявки и уведомление о недостающих сведениях", date(2026, 11, 27)),
        ("Условия договора, технические условия и счёт в личном кабинете", date(2026, 12, 8)),
        ("Оплата счёта: договор заключён", date(2026, 12, 15)),
        ("Мероприятия выполнены, можно присоединиться", date(2027, 4, 15)),
        ("Проверка документов о присоединении и замечания к ним", date(2027, 5, 17)),
    ]


def test_way_of_the_general_order_has_a_signature_a_check_and_acts():
    titles = [title for title, _ in line(Case("ЮЛ", **BIG), Phase.NOW, Phase.AHEAD)]
    assert titles == [
        "Регистрация заявки",
        "Проверка заявки и уведомление о недостающих сведениях",
        "Проект договора и технические условия",
        "Подписание: договор заключён",
        "Мероприятия по технологическому присоединению",
        "Проверка выполнения технических условий",
        "Подписание и возврат актов",
    ]


def test_step_that_was_made_is_ahead_no_more():
    case = Case()
    case.office("register")
    assert line(case, Phase.NOW, Phase.AHEAD)[:2] == [
        ("Проверка заявки и уведомление о недостающих сведениях", date(2026, 11, 27)),
        ("Условия договора, технические условия и счёт в личном кабинете", date(2026, 12, 8)),
    ]
    assert [title for title, _ in line(Case().finish_works(), Phase.NOW, Phase.AHEAD)] == [
        "Проверка документов о присоединении и замечания к ним"
    ]


def test_awaited_documents_put_the_review_off():
    case = Case()
    case.office("request_documents", comment="План")
    assert line(case, Phase.NOW, Phase.AHEAD)[:3] == [
        ("Представление недостающих сведений и документов", date(2026, 12, 22)),
        ("Проверка заявки и уведомление о недостающих сведениях", date(2026, 12, 25)),
        ("Условия договора, технические условия и счёт в личном кабинете", date(2027, 1, 14)),
    ]


def test_past_is_told_with_documents_and_comments_in_order():
    case = Case().accept(at=days(1))
    case.place(*OFFER, at=days(2))
    case.office("offer", at=days(3))
    case.applicant("refuse", comment="Не та мощность", at=days(6))
    case.place(PlacedKind.CONDITIONS, at=days(7))
    assert line(case, Phase.PAST) == [
        (f"Заявка направлена. Номер {case.application.number}", date(2026, 11, 24)),
        ("Принята в работу", date(2026, 11, 25)),
        ("Размещены документы", date(2026, 11, 26)),
        ("Ожидает оплаты", date(2026, 11, 27)),
        ("Документы на доработке", date(2026, 11, 30)),
        ("Размещена новая редакция документов", date(2026, 12, 1)),
    ]
    assert line(case, Phase.NOW, Phase.AHEAD)[:2] == [
        ("Исправление документов по мотивированному отказу", date(2026, 12, 14)),
        ("Оплата счёта: договор заключён", date(2026, 12, 21)),
    ]


def test_what_was_written_down_on_another_day_says_so():
    case = Case("ЮЛ", **BIG).offer()
    case.office("conclude", at=days(3), on=days(1).date())
    points = [point for point in timeline_of(case.application, today=days(3).date()) if point.at]
    assert [(point.on, point.entered_later) for point in points[-2:]] == [
        (NOW.date(), False),
        (days(1).date(), True),
    ]


def test_finished_application_has_nothing_ahead():
    case = Case().finish_works()
    case.applicant("confirm", at=days(1))
    assert line(case, Phase.NOW, Phase.AHEAD) == []
    assert line(case, Phase.PAST)[-1] == ("Завершена", date(2026, 11, 25))


def test_line_asks_the_same_of_the_database_for_a_long_story(django_assert_max_num_queries):
    case = Case().finish_works()
    for _ in range(4):
        case.applicant("object", comment="Ещё")
        case.place(PlacedKind.NOTICE)
        case.office("fix")
    case.application.refresh_from_db()
    with django_assert_max_num_queries(4):
        timeline_of(case.application, today=NOW.date())


@pytest.mark.parametrize(
    ("kind", "chosen", "told"),
    [
        ("ФЛ", {}, ["бездоговорным", "временно (раздел"]),
        ("ЮЛ", BIG, ["бездоговорным", "временно (раздел"]),
        ("ЮЛ", {"connection": "temporary"}, ["бездоговорным"]),
    ],
)
def test_applicant_is_warned_together_with_the_contract_as_paragraph_15_says(kind, chosen, told):
    case = Case(kind, **chosen).accept()
    assert warned_of(case.application.state, case.application.course) == ()
    case.place(*OFFER)
    case.office("offer")
    warned = warned_of(case.application.state, case.application.course)
    assert [part in text for part, text in zip(told, warned, strict=True)] == [True] * len(told)
    letter = Letter.objects.filter(kind="application_state_changed").last().text
    assert "Предупреждаем (п. 15 Правил):" in letter
    assert [text in letter for text in warned] == [True] * len(told)


@pytest.mark.parametrize("chosen", [{}, HIGH_VOLTAGE, BIG])
@pytest.mark.parametrize("state", State)
def test_every_state_says_what_the_applicant_needs_to_do(state, chosen):
    course = Case("ЮЛ", **chosen).application.course
    assert needed_now(state, course)
    assert ("ничего не требуется" in needed_now(state, course)[0]) == (
        state
        in {
            State.SUBMITTED,
            State.CHECKING,
            State.SUPPLIED,
            State.REVIEW_SUSPENDED,
            State.WORKS_SUSPENDED,
            State.ACCEPTED,
            State.REVISING_OFFER,
            State.CHECKING_CONDITIONS,
            State.FIXING_REMARKS,
        }
        - FINAL
    )


REMARKS = "Если что-то не так, пришлите замечания. Всё верно — выберите «Замечаний к документам нет»."
SILENCE = "Если не ответить, после срока документы считаются принятыми."


@pytest.mark.parametrize(
    ("kind", "chosen", "first", "silence"),
    [
        (
            "ФЛ",
            {},
            "Сеть готова: присоединяйтесь по инструкции, проверьте уведомление и акт прибора учёта.",
            [SILENCE],
        ),
        (
            "ЮЛ",
            HIGH_VOLTAGE,
            "Откройте акты и проверьте, всё ли соответствует техническим условиям.",
            [SILENCE],
        ),
        ("ЮЛ", BIG, "Откройте акты, подпишите их и верните один экземпляр.", []),
    ],
)
def test_placed_documents_are_answered_as_the_paragraph_of_the_case_says(kind, chosen, first, silence):
    """861, п. 110: silence accepts a notice or acts of section X; by п. 19 acts are signed."""
    course = Case(kind, **chosen).application.course
    assert list(needed_now(State.DOCUMENTS_PLACED, course)) == [first, REMARKS, *silence]


def test_every_term_of_a_state_has_the_words_of_the_applicant():
    named = {row.limit for row in TRANSITIONS if row.limit}
    codes = {limit for limit in named if isinstance(limit, Code)}
    for limit in named - codes:
        codes |= {code for group in DEPENDS.get(limit, {}).values() for code in group}
    assert codes - SAID.keys() == set()


def test_applicant_is_told_what_to_do_not_how_the_act_calls_it():
    case = Case()
    case.office("request_documents", comment="План")
    step = next_step(case.application)
    assert (step.said, step.by) == ("Пришлите недостающие документы", date(2026, 12, 22))

"""The queue of appeals."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from kabinet.accounts.models import Role
from kabinet.appeals.models import Appeal, Topic
from kabinet.appeals.states import OPEN, State
from kabinet.correspondence.models import Thread
from kabinet.correspondence.services import read_by, send_message
from tests.appeals.builders import make_topics
from tests.office.conftest import AT, person, thread_of
from tests.office.test_queue import numbers_on, text_of

QUEUE = "/office/appeals/"


@pytest.fixture
def listed(applicant):
    """A function that puts appeals into the database as the queue sees them."""
    make_topics()
    sequences = iter(range(13620, 20_000))
    topics = {topic.code: topic for topic in Topic.objects.all()}

    def one(*, topic="01", state=State.SENT, **values):
        sequence = next(sequences)
        return Appeal.objects.create(
            **{
                "owner": applicant,
                "sequence": sequence,
                "number": f"{sequence}/{topic}/ЛК",
                "topic": topics[topic],
                "thread": thread_of(applicant, Thread.About.APPEAL),
                "token": uuid4(),
                "applicant_kind": "ФЛ",
                "applicant_name": "Иванов Пётр Сергеевич",
                "phone": "+79171234567",
                "email": "ivanov@example.ru",
                "reply_by": "cabinet",
                "sent_at": AT,
                "updated_at": AT,
                "state": state,
                "due_on": date(2026, 12, 9) if state in OPEN else None,
                **values,
            }
        )

    return one


def test_queue_shows_what_a_specialist_needs_to_choose(office, specialist, listed):
    tomorrow = timezone.localdate() + timedelta(days=1)
    listed(due_on=tomorrow, specialist=specialist)
    page = text_of(office.get(QUEUE))
    for shown in (
        "13620/01/ЛК",
        "24.11.2026",
        "Запрос справочной информации",
        "Иванов Пётр Сергеевич",
        "Направлено",
        f"{tomorrow:%d.%m.%Y} остался 1 день",
        "Смирнова Анна Викторовна",
    ):
        assert shown in page


def test_queue_is_ordered_by_term_then_by_sending_and_those_without_a_term_stand_last(office, listed):
    over = listed(state=State.CLOSED, due_on=None)
    later = listed(due_on=date(2026, 12, 2))
    second = listed(due_on=date(2026, 12, 1))
    first = listed(due_on=date(2026, 12, 1), sent_at=AT - timedelta(minutes=1))
    order = [first.number, second.number, later.number, over.number]
    assert numbers_on(office.get(QUEUE, {"state": "all"})) == order


def test_each_tab_shows_its_own(office, specialist, listed):
    today = timezone.localdate()
    soon = today + timedelta(days=9)
    new = listed(due_on=soon)
    mine = listed(due_on=soon, state=State.IN_WORK, specialist=specialist)
    listed(due_on=None, state=State.ANSWERED, specialist=specialist)
    waiting = listed(due_on=soon, state=State.CLARIFYING)
    late = listed(due_on=today - timedelta(days=2), state=State.IN_WORK)
    expected = {"new": [new], "mine": [mine], "waiting": [waiting], "late": [late]}
    seen = {tab: numbers_on(office.get(QUEUE, {"state": tab})) for tab in expected}
    assert seen == {tab: [one.number for one in those] for tab, those in expected.items()}
    page = text_of(office.get(QUEUE, {"state": "late"})).replace("&nbsp;", "")
    assert "просрочено на 2 дня" in page
    assert "Новые 1 Мои 1 Ждут заявителя 1 Перезвонить Сообщить ответ Просрочены 1 Все" in page


@pytest.mark.parametrize("asked", ["13620", "13620/01/ЛК", "Иванов", "иванов пётр", "СЕРГЕЕВИЧ"])
def test_search_finds_by_number_and_name_whatever_the_state(office, listed, asked):
    found = listed(state=State.CLOSED, due_on=None)
    listed(applicant_name="ООО «Ромашка»")
    assert numbers_on(office.get(QUEUE, {"q": asked})) == [found.number]


@pytest.mark.parametrize("asked", ["%", "__", "' OR 1=1 --", "Петров", "И"])
def test_search_for_what_is_not_there_finds_nothing(office, listed, asked):
    listed()
    assert numbers_on(office.get(QUEUE, {"q": asked})) == []


def test_filters_live_in_the_address_and_narrow_everything(office, specialist, listed):
    found = listed(
        topic="03",
        specialist=specialist,
        applicant_kind="ЮЛ",
        sent_at=AT + timedelta(days=3),
        state=State.IN_WORK,
    )
    nobodys = listed()
    day = "2026-11-27"
    for chosen in (
        {"topic": "03"},
        {"specialist": str(specialist.pk)},
        {"applicant": "ЮЛ"},
        {"since": day},
        {"since": day, "until": day, "topic": "03"},
    ):
        response = office.get(QUEUE, chosen)
        assert numbers_on(response) == [found.number], chosen
        tabs = re.findall(r'class="queue-tabs__item" href="([^"]+)"', response.content.decode())
        assert all(f"{name}=" in tab for tab in tabs for name in chosen)
    assert numbers_on(office.get(QUEUE, {"until": "2026-11-23"})) == []
    assert numbers_on(office.get(QUEUE, {"specialist": "nobody"})) == [nobodys.number]


@pytest.mark.parametrize("broken", ["x", "2026-11-24_x_y", "2026-13-40", "\0", "ЮЛ'--"])
def test_broken_values_in_the_address_show_the_beginning(office, listed, broken):
    only = listed()
    asked = dict.fromkeys(("after", "topic", "specialist", "applicant", "since", "until", "state"), broken)
    assert numbers_on(office.get(QUEUE, asked)) == [only.number]


def test_pages_follow_each_other_without_gap_or_repetition(office, listed):
    made = [
        listed(
            state=State.IN_WORK if place < 100 else State.CLOSED,
            due_on=date(2026, 12, 1) + timedelta(days=place // 30) if place < 100 else None,
            sent_at=AT + timedelta(seconds=place // 2),  # two of each moment: the key decides
        )
        for place in range(120)
    ]
    seen, address = [], f"{QUEUE}?state=all"
    while address:
        response = office.get(address, headers={"HX-Request": "true"})
        assert "<html" not in response.content.decode()
        seen += numbers_on(response)
        more = re.search(r'id="queue-more-link"[^>]*href="([^"]+)"', response.content.decode())
        address = QUEUE + more[1].replace("&amp;", "&") if more else None
    made.sort(key=lambda one: (one.due_on or date.max, one.sent_at, one.pk))
    assert seen == [one.number for one in made]


def test_unread_message_is_marked_until_it_is_read(office, applicant, specialist, listed):
    appeal = listed()
    send_message(
        thread=appeal.thread, by=applicant, from_operator=False, text="План", files=[], token=uuid4(), at=AT
    )
    assert "Новое сообщение" in text_of(office.get(QUEUE))
    read_by(specialist, thread=appeal.thread, at=AT)
    assert "Новое сообщение" not in text_of(office.get(QUEUE))


@pytest.mark.parametrize("rows", [1, 30])
def test_queue_asks_the_database_as_often_for_one_row_as_for_thirty(
    office, listed, django_assert_max_num_queries, rows
):
    for number in range(rows):
        taken = person(f"s{number}@seti.example.ru", role=Role.SPECIALIST, name=f"Специалист {number}")
        listed(specialist=taken)
    office.get(QUEUE)  # from now on the reading is recorded
    with django_assert_max_num_queries(10):  # session, user, rows, four counts, topics, people, the reading
        response = office.get(QUEUE)
    assert len(numbers_on(response)) == rows


def test_what_people_wrote_is_escaped(office, listed):
    listed(applicant_name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in office.get(QUEUE).content.decode()

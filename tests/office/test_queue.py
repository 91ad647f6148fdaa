"""The queue of applications."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.models import Role
from kabinet.applications.models import CLOSED
from kabinet.applications.rules.states import State
from kabinet.correspondence.services import read_by, send_message
from kabinet.office.applications.queue import APPLICATION_QUEUE
from tests.office.conftest import AT, person, thread_of

QUEUE = "/office/"


def numbers_on(response):
    """The numbers of the applications on the page, in order."""
    return re.findall(r'class="queue__number"[^>]*>([^<]+)<', response.content.decode())


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>|&nbsp;", " ", response.content.decode()).split())


def test_queue_shows_what_a_specialist_needs_to_choose(office, specialist, listed):
    tomorrow = timezone.localdate() + timedelta(days=1)
    listed(due_on=tomorrow, specialist=specialist)

    page = text_of(office.get(QUEUE))

    for shown in (
        "4894ТП/ФЛ/НП/До 15/ЛК",
        "24.11.2026",
        "Иванов Пётр Сергеевич",
        "Московская обл., д. Липки, уч. 7",
        "15 кВт",
        "Заявка направлена",
        f"{tomorrow:%d.%m.%Y} остался 1 день",
        "Смирнова Анна Викторовна",
    ):
        assert shown in page


def test_queue_is_ordered_by_term_then_by_submission(office, listed):
    later = listed(due_on=date(2026, 12, 2))
    second = listed(due_on=date(2026, 12, 1), submitted_at=AT)
    first = listed(due_on=date(2026, 12, 1), submitted_at=AT - timedelta(minutes=1))

    assert numbers_on(office.get(QUEUE)) == [first.number, second.number, later.number]


def test_application_without_a_term_stands_last(office, listed):
    annulled = listed(state=State.ANNULLED)
    late = listed(due_on=date(2026, 1, 1))

    assert numbers_on(office.get(QUEUE, {"state": "all"})) == [late.number, annulled.number]


@pytest.mark.parametrize(
    ("tab", "states"),
    [
        ("new", [State.SUBMITTED]),
        ("working", [State.CHECKING, State.ACCEPTED]),
        (
            "waiting",
            [
                State.AWAITING_DOCUMENTS,
                State.AWAITING_PAYMENT,
                State.OFFER_SENT,
                State.DOCUMENTS_PLACED,
            ],
        ),
        ("open", [State.SUBMITTED, State.CHECKING, State.AWAITING_DOCUMENTS, State.ACCEPTED]),
    ],
)
def test_tab_shows_its_states(office, listed, tab, states):
    here = {one: listed(state=one) for one in State if one is not State.DRAFT}

    shown = set(numbers_on(office.get(QUEUE, {"state": tab})))

    assert {here[state].number for state in states} <= shown
    assert here[State.ANNULLED].number not in shown
    if tab == "new":
        assert shown == {here[state].number for state in states}


def test_every_state_stands_in_one_tab_of_its_turn_or_is_closed(office, listed):
    made = {one: listed(state=one).number for one in State if one is not State.DRAFT}

    by_turn = [numbers_on(office.get(QUEUE, {"state": tab})) for tab in ("new", "working", "waiting")]

    closed = {number for state, number in made.items() if state in CLOSED}
    assert sorted(number for numbers in by_turn for number in numbers) == sorted(set(made.values()) - closed)


def test_mine_are_the_open_ones_of_the_person_who_looks(office, specialist, listed):
    own = listed(specialist=specialist, state=State.CHECKING)
    listed(specialist=specialist, state=State.ANNULLED)
    listed(specialist=person("petrov@seti.example.ru", role=Role.SPECIALIST))

    assert numbers_on(office.get(QUEUE, {"state": "mine"})) == [own.number]


def test_overdue_are_those_whose_day_has_passed(office, listed):
    today = timezone.localdate()
    late = listed(due_on=today - timedelta(days=1), state=State.CHECKING)
    listed(due_on=today)
    listed(due_on=None, state=State.ACCEPTED)

    assert numbers_on(office.get(QUEUE, {"state": "late"})) == [late.number]


def test_draft_is_never_shown(office, listed):
    listed(state=State.DRAFT, number="5000ТП")

    assert numbers_on(office.get(QUEUE, {"state": "all"})) == []
    assert numbers_on(office.get(QUEUE, {"q": "5000"})) == []


def test_overdue_application_says_by_how_many_days(office, listed):
    listed(due_on=timezone.localdate() - timedelta(days=2))

    page = text_of(office.get(QUEUE))

    assert "просрочено на 2 дня" in page
    assert "Просрочены 1" in page


@pytest.mark.parametrize(
    "asked",
    [
        "4894",
        "№ 4894",
        "4894ТП/ФЛ/НП/До 15/ЛК",
        "4894тп",
        "4894-ТП",
        "4894 – ТП/ФЛ",
        "5001007",
        "500100732259",
        "Иванов",
        "иванов пётр",
        "петр ИВАН",
        "СЕРГЕЕВИЧ",
        "липки 7",
        "Московская обл., д. Липки",
    ],
)
def test_search_finds_open_applications_by_number_inn_name_and_address(office, listed, asked):
    found = listed(applicant_inn="500100732259", state=State.ACCEPTED)
    listed(applicant_name="ООО «Ромашка»", applicant_inn="7707083893", object_address="г. Уфа, ул. Мира, 17")

    assert numbers_on(office.get(QUEUE, {"q": asked})) == [found.number]


def test_number_is_found_alone_whatever_the_tab_the_state_and_the_filters(office, listed):
    closed = listed(state=State.ANNULLED)
    listed(applicant_inn="489400000000")

    assert numbers_on(office.get(QUEUE, {"q": "4894", "state": "new", "band": "До 670"})) == [closed.number]


def test_closed_applications_are_searched_on_demand(office, listed):
    closed = listed(state=State.ANNULLED)

    response = office.get(QUEUE, {"q": "иванов"})
    assert numbers_on(response) == []
    everywhere = re.search(r'href="([^"]+)">Искать среди всех', response.content.decode())[1]

    assert numbers_on(office.get(QUEUE + everywhere.replace("&amp;", "&"))) == [closed.number]


def test_search_within_a_tab_keeps_to_its_state(office, listed):
    listed(state=State.ACCEPTED)
    new = listed()

    assert numbers_on(office.get(QUEUE, {"q": "Иванов", "state": "new"})) == [new.number]


@pytest.mark.parametrize("asked", ["%", "__", "' OR 1=1 --", "Петров", "И", "лк", "ванов", "77"])
def test_search_for_what_is_not_there_finds_nothing(office, listed, asked):
    listed()

    response = office.get(QUEUE, {"q": asked})

    assert response.status_code == 200
    assert numbers_on(response) == []


def test_search_of_nothing_but_unprintable_signs_is_no_search(office, listed):
    only = listed()

    assert numbers_on(office.get(QUEUE, {"q": "\0\0"})) == [only.number]


def test_filters_let_through_what_they_name(office, specialist, listed):
    plain = listed()
    other = {
        "status": (listed(state=State.ANNULLED), State.ANNULLED),
        "kind": (listed(reason=""), "temporary"),
        "band": (listed(band="До 670"), "До 670"),
        "applicant": (listed(applicant_kind="ЮЛ"), "ЮЛ"),
        "specialist": (listed(specialist=specialist), str(specialist.pk)),
        "since": (listed(submitted_at=AT + timedelta(days=5)), "2026-11-29"),
        "until": (listed(submitted_at=AT - timedelta(days=5)), "2026-11-19"),
    }
    for name, (application, value) in other.items():
        response = office.get(QUEUE, {"state": "all", name: value})
        assert (name, numbers_on(response)) == (name, [application.number])
        assert "Найдено: 1" in text_of(response)
    nobodys = numbers_on(office.get(QUEUE, {"state": "all", "specialist": "nobody"}))
    assert plain.number in nobodys
    assert other["specialist"][0].number not in nobodys


@pytest.mark.parametrize("name", ["status", "kind", "band", "applicant", "specialist", "since", "until"])
def test_filter_that_cannot_be_read_is_passed_over(office, listed, name):
    only = listed()

    assert numbers_on(office.get(QUEUE, {name: "нет такого'\0"})) == [only.number]


def test_filters_stay_in_the_addresses_of_tabs_and_pages(office, listed):
    for _ in range(51):
        listed()

    page = office.get(QUEUE, {"band": "До 15", "q": "иванов"}).content.decode()

    addresses = re.findall(r'(?<!class="chip" )href="(\?[^"]+)"', page)
    assert len(addresses) > len(APPLICATION_QUEUE.tabs)
    assert all("band=" in address and "q=" in address for address in addresses)


def test_a_chip_says_what_is_chosen_and_takes_only_that_off(office, listed):
    listed()
    page = office.get(QUEUE, {"state": "all", "band": "До 15", "applicant": "ФЛ"}).content.decode()
    chips = re.findall(r'class="chip" href="([^"]+)"', page)
    assert len(chips) == 2
    assert [("band=" in address, "applicant=" in address) for address in chips] == [
        (False, True),
        (True, False),
    ]
    assert "Мощность: До 15 кВт" in text_of(office.get(QUEUE, {"band": "До 15"})).replace("\xa0", " ")


@pytest.mark.parametrize("place", ["", "x", "2026-11-24_x_y", "2026-11-24_2026-11-24T09:00:00_1"])
def test_broken_place_in_the_address_shows_the_beginning(office, listed, place):
    only = listed()

    assert numbers_on(office.get(QUEUE, {"after": place})) == [only.number]


def test_pages_follow_each_other_without_gap_or_repetition(office, listed):
    made = [
        listed(
            due_on=date(2026, 12, 1) + timedelta(days=place // 30) if place < 100 else None,
            submitted_at=AT + timedelta(seconds=place // 2),  # two of each moment: the key decides
        )
        for place in range(120)
    ]

    seen, address = [], QUEUE
    while address:
        response = office.get(address)
        seen += numbers_on(response)
        more = re.search(r'id="queue-more-link"[^>]*href="([^"]+)"', response.content.decode())
        address = QUEUE + more[1].replace("&amp;", "&") if more else None

    made.sort(key=lambda one: (one.due_on or date.max, one.submitted_at, one.pk))
    assert seen == [one.number for one in made]


def test_more_rows_asked_by_script_come_without_the_page(office, listed):
    only = listed()

    response = office.get(QUEUE, headers={"HX-Request": "true"})

    assert numbers_on(response) == [only.number]
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response["Vary"]


def write(thread, *, by, from_operator):
    send_message(
        thread=thread, by=by, from_operator=from_operator, text="План", files=[], token=thread.pk, at=AT
    )


def test_unread_reply_is_marked_until_it_is_read(office, applicant, specialist, listed):
    thread = listed().thread
    write(thread, by=applicant, from_operator=False)

    assert "Новый ответ" in text_of(office.get(QUEUE))

    read_by(specialist, thread=thread, at=AT)
    assert "Новый ответ" not in text_of(office.get(QUEUE))


def test_own_message_is_not_an_unread_reply(office, applicant, specialist, listed):
    write(listed().thread, by=specialist, from_operator=True)

    assert "Новый ответ" not in text_of(office.get(QUEUE))


@pytest.mark.parametrize("rows", [1, 30])
def test_queue_asks_the_database_as_often_for_one_row_as_for_thirty(
    office, specialist, listed, django_assert_num_queries, rows
):
    for number in range(rows):
        taken = person(f"s{number}@seti.example.ru", role=Role.SPECIALIST, name=f"Специалист {number}")
        thread = thread_of(taken)
        listed(specialist=taken, thread=thread)

    office.get(QUEUE)  # from now on the reading is recorded
    with django_assert_num_queries(
        8
    ):  # session, user, people, who is away, rows, replies, counts, the reading
        response = office.get(QUEUE)

    assert len(numbers_on(response)) == rows


def test_what_people_wrote_is_escaped(office, listed):
    listed(applicant_name="<script>alert(1)</script>", object_address='"><img src=x onerror=alert(1)>')

    page = office.get(QUEUE).content.decode()

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def test_address_of_the_queue_is_the_one_in_the_menu():
    assert reverse("office_queue") == QUEUE

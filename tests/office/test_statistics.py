"""«Статистика»: counted at night from the facts, by their days, and shown with ways to the cases."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.utils import timezone

from kabinet.accounts.models import Role
from kabinet.applications.models import StateChange, StateChangeCorrection
from kabinet.applications.rules.states import State
from kabinet.office.figures.kinds import Counted
from kabinet.office.figures.recount import count_months
from kabinet.office.figures.sums import mean_of, median_of
from kabinet.office.models import Figure
from tests.appeals.builders import make_appeal
from tests.office.conftest import person

NOON = datetime(2026, 11, 25, 9, tzinfo=UTC)


def moment(day, hour):
    return timezone.localtime(NOON).replace(year=day.year, month=day.month, day=day.day, hour=hour)


NOW = moment(date(2026, 11, 25), 5)
PAGE = "/office/statistics/"


def step(application, action, source, target, on, **more):
    at = moment(on, 12)
    return StateChange.objects.create(
        application=application, action=action, from_state=source, to_state=target, on=on,
        at=more.pop("at", at), **more,
    )  # fmt: skip


def submitted(listed, on, **more):
    made = listed(submitted_at=moment(on, 9), **more)
    step(
        made, "submit", State.DRAFT, State.SUBMITTED, on, limit="registration", due_on=on + timedelta(days=3)
    )
    return made


@pytest.fixture
def head(client, db):
    client.force_login(person("head@seti.example.ru", role=Role.HEAD))
    return client


def tables(client, query=""):
    """The tables of the page by their names: rows of cells as people read them."""
    page = html.unescape(client.get(PAGE + query).content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    found = {}
    for slug, body in re.findall(r'<section[^>]* id="(\w+)".*?(<h2.*?)</section>', page, re.DOTALL):
        rows = re.findall(r"<tr>(.*?)</tr>", body.partition("<tbody>")[2], re.DOTALL)
        found[slug] = [
            [
                " ".join(re.sub(r"<[^>]+>", "", cell).split())
                for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)
            ]
            for row in rows
        ]
    return found


def links(client, slug, query=""):
    page = html.unescape(client.get(PAGE + query).content.decode())
    section = re.search(rf'<section[^>]* id="{slug}".*?</section>', page, re.DOTALL)[0]
    return re.findall(r'<td[^>]*>.*?href="(.*?)"', section, re.DOTALL)


def test_before_the_first_night_the_page_says_when_figures_come(head):
    assert "Статистика ещё не посчитана" in head.get(PAGE).content.decode()


def test_intake_is_counted_by_month_and_leads_to_the_very_cases(head, listed):
    newer = submitted(listed, date(2026, 11, 1))
    one = submitted(listed, date(2026, 10, 31))
    concluded = submitted(listed, date(2026, 10, 1))
    step(concluded, "conclude", State.OFFER_SENT, State.CONTRACTED, date(2026, 11, 20))
    count_months(at=NOW)
    november, october = tables(head)["intake"][:2]
    assert november[:5] == ["Ноябрь 2026", "1", "15", "1", "15"]
    assert october[:5] == ["Октябрь 2026", "2", "30", "0", "0"]
    of_october = head.get(links(head, "intake")[1]).content.decode()
    assert one.number in html.unescape(of_october)
    assert concluded.number in html.unescape(of_october)
    assert newer.number not in html.unescape(of_october)


def test_terms_tell_our_lateness_from_the_applicants(head, listed):
    one = submitted(listed, date(2026, 11, 2))  # registration is due on the 5th
    asked = date(2026, 11, 6)
    step(one, "register", State.SUBMITTED, State.CHECKING, asked, limit="completeness_check", due_on=asked)
    step(
        one, "request_documents", State.CHECKING, State.AWAITING_DOCUMENTS, asked,
        limit="supply_documents", due_on=asked + timedelta(days=2), at=NOW - timedelta(days=18),
    )  # fmt: skip
    step(one, "supply", State.AWAITING_DOCUMENTS, State.SUPPLIED, date(2026, 11, 20))
    count_months(at=NOW)
    found = {row[0]: [row[1], *row[3:]] for row in tables(head)["terms"]}
    assert sorted(found.values()) == [
        ["Заявителя", "1", "0", "1", "0 %"],
        ["Наш", "1", "0", "1", "0 %"],
        ["Наш", "1", "1", "0", "100 %"],
    ]


def test_a_corrected_day_stands_in_its_own_month_by_the_morning(head, listed):
    one = submitted(listed, date(2026, 2, 3))
    row = step(one, "conclude", State.OFFER_SENT, State.CONTRACTED, date(2026, 4, 2))
    count_months(at=NOW)
    row.on = date(2026, 3, 30)
    row.save()
    StateChangeCorrection.objects.create(
        change=row, before=date(2026, 4, 2), after=row.on, reason="Опечатка", at=NOW + timedelta(hours=5),
        token=uuid4(),
    )  # fmt: skip
    again = count_months(at=NOW + timedelta(days=1))
    assert {date(2026, 3, 1), date(2026, 4, 1)} <= set(again)
    assert date(2026, 1, 1) not in again
    contracts = {row[0]: row[3] for row in tables(head)["intake"]}
    assert (contracts["Март 2026"], contracts["Апрель 2026"]) == ("1", "0")


def test_months_that_nothing_touched_are_left_alone_and_keep_how_things_stood(head, listed, specialist):
    submitted(listed, date(2026, 5, 5), specialist=specialist)
    count_months(at=moment(date(2026, 10, 31), 5))
    again = count_months(at=NOW)
    assert date(2026, 5, 1) not in again
    assert date(2026, 10, 1) in again
    [waiting] = tables(head)["waiting"]
    assert waiting == ["Сетевая организация", "Заявка направлена", "1", "0", "1"]


def test_load_names_people_and_whoever_is_nobodys(head, listed, specialist):
    submitted(listed, date(2026, 11, 5), specialist=specialist, due_on=date(2026, 11, 10))
    submitted(listed, date(2026, 11, 5))
    count_months(at=NOW)
    first, second = tables(head)["load"]
    assert first[:4] == ["Смирнова Анна Викторовна", "1", "1", "1"]
    assert second[:4] == ["Не назначены", "1", "0", "0"]
    assert f"specialist={specialist.pk}" in links(head, "load")[0]


def test_appeals_are_counted_by_topic(head):
    appeal = make_appeal()
    count_months(at=appeal.sent_at + timedelta(days=1))
    [row] = tables(head)["appeals"]
    assert row[:2] == [f"{appeal.topic.code} {appeal.topic.title}", "1"]
    assert f"topic={appeal.topic.code}" in links(head, "appeals")[0]


def test_filters_and_the_period_narrow_what_is_counted(head, listed):
    submitted(listed, date(2026, 11, 5), band="До 15")
    submitted(listed, date(2026, 11, 5), band="До 150")
    submitted(listed, date(2026, 9, 5), band="До 150", reason="")
    count_months(at=NOW)
    narrow = tables(head, "?since=2026-09&until=2026-11&band=До 150")["intake"]
    assert [row[1] for row in narrow] == ["1", "0", "1"]
    temporary = tables(head, "?since=2026-09&until=2026-11&kind=temporary")["intake"]
    assert [row[1] for row in temporary] == ["0", "0", "1"]


def test_a_period_begins_no_earlier_than_what_was_counted(head, listed):
    submitted(listed, date(2026, 10, 5))
    count_months(at=NOW)
    assert [row[0] for row in tables(head, "?since=2020-01")["intake"]] == ["Ноябрь 2026", "Октябрь 2026"]
    assert [row[0] for row in tables(head, "?until=2020-01")["intake"]] == ["Октябрь 2026"]


def test_every_table_is_taken_away_as_a_file_alone_or_with_the_others(head, listed):
    submitted(listed, date(2026, 11, 5))
    count_months(at=NOW)
    book = taken(head.get(f"{PAGE}file/?table=intake"))
    assert book.sheetnames == ["Заявки по месяцам"]
    assert [cell.value for cell in book.active[2]][:3] == ["Ноябрь 2026", 1, 15]
    assert len(taken(head.get(f"{PAGE}file/")).sheetnames) == len(tables(head))


def taken(response):
    return openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))


@pytest.mark.parametrize(
    ("days", "median", "mean"), [([(1, 2), (10, 1)], 1, 4), ([(1, 1), (4, 1)], 2.5, 2.5)]
)
def test_a_median_stands_beside_the_mean(days, median, mean):
    assert (median_of(days), mean_of(days)) == (median, mean)


def test_counting_again_changes_nothing(listed):
    submitted(listed, date(2026, 11, 5))
    count_months(at=NOW)
    before = sorted(Figure.objects.values_list("what", "about", "count"))
    count_months(at=NOW)
    assert sorted(Figure.objects.values_list("what", "about", "count")) == before
    assert (Counted.SUBMITTED, "", 1) in before


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_the_database_as_often_whatever_there_is(head, listed, django_assert_num_queries, rows):
    for number in range(rows):
        who = person(f"s{number}@seti.example.ru", role=Role.SPECIALIST, name=f"Специалист {number}")
        submitted(listed, date(2026, 11, 5), specialist=who)
    count_months(at=NOW)
    with django_assert_num_queries(
        8
    ):  # session, user, months, the period, how things stand, lengths, people, topics
        head.get(PAGE)

"""«Статистика»."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kabinet.accounts.models import Role
from kabinet.applications.models import StateChange
from kabinet.applications.rules.states import State
from kabinet.office.statistics import Cases, Duration, Tally, statistics
from tests.appeals.builders import make_appeal
from tests.office.conftest import AT, person
from tests.office.test_queue import text_of

TODAY = date(2026, 11, 25)


def change(application, state, at):
    StateChange.objects.create(
        application=application,
        action="accept",
        from_state=State.SUBMITTED,
        to_state=state,
        on=timezone.localdate(at),
        at=at,
    )


def test_applications_are_counted_by_state_and_by_person_with_the_late_ones(listed, specialist):
    other = person("o@seti.example.ru", role=Role.SPECIALIST, name="Орлова")
    listed(due_on=TODAY)
    listed(due_on=TODAY - timedelta(days=1), specialist=specialist)
    listed(due_on=TODAY + timedelta(days=1), specialist=specialist, state=State.CHECKING)
    listed(specialist=other, state=State.ANNULLED)
    listed(state=State.DRAFT, number="5000ТП")
    found = statistics(today=TODAY).applications
    assert found.open == Tally("В работе", 3, 1)
    assert found.by_state == [
        Tally("Заявка направлена", 2, 1),
        Tally("На проверке", 1, 0),
        Tally("Аннулирована", 1, 0),
    ]
    assert found.by_person == [Tally("Смирнова Анна Викторовна", 2, 1), Tally("Не назначены", 1, 0)]


def test_appeals_are_counted_alike(specialist):
    appeal = make_appeal()
    found = statistics(today=appeal.due_on + timedelta(days=1)).appeals
    late = Tally("Не назначены", 1, 1)
    assert found == Cases(Tally("В работе", 1, 1), [Tally("Направлено", 1, 1)], [late])


def test_durations_are_average_days_from_the_submission(listed):
    for days in (2, 3):
        change(listed(), State.ACCEPTED, AT + timedelta(days=days))
    change(listed(submitted_at=AT - timedelta(days=800)), State.ACCEPTED, AT - timedelta(days=700))
    assert statistics(today=TODAY).durations == [Duration("До принятия в работу", "2,5", 2)]


def test_months_begin_and_end_as_the_operators_clock_says(listed):
    midnight = timezone.make_aware(timezone.datetime(2026, 11, 1))
    listed(submitted_at=midnight)
    change(listed(submitted_at=midnight - timedelta(seconds=1)), State.CONTRACTED, AT)
    listed(submitted_at=midnight - timedelta(days=400))
    months = statistics(today=TODAY).months
    assert len(months) == 12
    assert [(month.first, month.submitted, month.contracted) for month in months[:3]] == [
        (date(2026, 11, 1), 1, 1),
        (date(2026, 10, 1), 1, 0),
        (date(2026, 9, 1), 0, 0),
    ]
    assert months[-1].first == date(2025, 12, 1)


@pytest.mark.parametrize("rows", [0, 30])
def test_the_page_asks_the_database_as_often_whatever_there_is(
    client, listed, django_assert_num_queries, rows
):
    for number in range(rows):
        who = person(f"s{number}@seti.example.ru", role=Role.SPECIALIST, name=f"Специалист {number}")
        change(listed(specialist=who), State.CONTRACTED, AT)
    client.force_login(person("head@seti.example.ru", role=Role.HEAD))
    with django_assert_num_queries(11):  # session, user, three of each kind, durations, months twice
        page = text_of(client.get("/office/statistics/"))
    assert f"{rows} заявок в работе" in page

"""A case is what follows from its history; whatever is not is found and mended without SQL."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from kabinet.applications.course.deadlines import receipt_day
from kabinet.applications.daily import CasesDiffer, check_cases
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from tests.applications.life import Case, days

pytestmark = pytest.mark.django_db


def test_difference_is_named_and_mended_by_the_command(capsys):
    right, wrong = Case().accept(), Case().accept()
    Application.objects.filter(pk=wrong.application.pk).update(due_on=date(2026, 12, 1))
    with pytest.raises(CommandError, match="Отличались от своей истории: 1"):
        call_command("cases", "derive", "--check")
    assert Application.objects.get(pk=wrong.application.pk).due_on == date(2026, 12, 1)
    call_command("cases", "derive")
    assert capsys.readouterr().out.count(wrong.application.number) == 2
    assert Application.objects.get(pk=wrong.application.pk).due_on == right.application.due_on
    call_command("cases", "derive", "--check")


def test_term_of_a_past_step_is_mended_too():
    case = Case().accept()
    [submitted, accepted] = case.application.history.order_by("id")
    case.application.history.filter(pk=submitted.pk).update(due_on=date(2026, 12, 1))
    call_command("cases", "derive")
    assert list(case.application.history.order_by("id").values_list("due_on", flat=True)) == [
        date(2026, 11, 25),
        accepted.due_on,
    ]


def test_nightly_work_fails_with_the_number_of_what_differs(monkeypatch):
    case = Case().accept()
    monkeypatch.setattr("kabinet.applications.daily.secrets.randbelow", lambda _last: 0)
    check_cases.func()
    Application.objects.filter(pk=case.application.pk).update(due_on=date(2026, 12, 1))
    with pytest.raises(CasesDiffer, match=case.application.number):
        check_cases.func()
    assert Application.objects.get(pk=case.application.pk).due_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("asked", "received", "offer"),
    [(0, date(2026, 12, 1), date(2026, 12, 15)), (6, date(2026, 11, 24), date(2026, 12, 8))],
    ids=["asked in time", "asked late"],
)
def test_supply_of_the_time_before_it_was_confirmed_keeps_its_terms(asked, received, offer):
    """Such rows led to the check at once: a portal that was upgraded has them."""
    case = Case()
    case.office("request_documents", comment="План", at=days(asked))
    case.applicant("supply", comment="План", at=days(7))
    case.application.history.filter(action="supply").update(to_state=State.CHECKING)
    Application.objects.filter(pk=case.application.pk).update(state=State.CHECKING)
    call_command("cases", "derive", "--check")
    case.application.refresh_from_db()
    assert receipt_day(case.application) == received
    case.office("accept", at=days(8))
    assert case.application.due_on == offer

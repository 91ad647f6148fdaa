"""Two applications, of the last day of 2026 and of the first of 2027, each by the law of its own day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from kabinet.applications.content.documents import documents_for
from kabinet.applications.corrections.requests import correctable
from kabinet.applications.models import Application
from kabinet.law import limits
from kabinet.law.acts import N1701
from kabinet.law.deadlines import Code
from kabinet.law.editions import FIRST, law_at, law_of
from tests.applications.builders import complete_answers
from tests.applications.life import Case

NEW_YEARS_EVE = datetime(2026, 12, 31, 20, 59, tzinfo=UTC)
"""23:59 in Moscow."""
NEW_YEAR = datetime(2026, 12, 31, 21, 0, tzinfo=UTC)
OFFERED = datetime(2027, 1, 19, 9, 0, tzinfo=UTC)
DRAFT_CONTRACT = "document-supply_contract"


def asked(application):
    return {item.name for _, items in correctable(application) for item in items}


@pytest.mark.django_db
def test_each_keeps_the_documents_of_its_day_whenever_it_is_read():
    old = Case(at=NEW_YEARS_EVE, has_supply_contract="no").application
    new = Case(at=NEW_YEAR, has_supply_contract="no", specialist=old.specialist).application
    read = Application.objects.in_bulk([old.pk, new.pk])
    assert [DRAFT_CONTRACT in asked(read[case.pk]) for case in (old, new)] == [True, False]
    assert asked(read[old.pk]) - asked(read[new.pk]) == {DRAFT_CONTRACT}


@pytest.mark.django_db
def test_both_go_on_side_by_side_each_by_its_own_terms(monkeypatch):
    payment = FIRST.limits[Code.PAYMENT]
    table = (
        *(limit for limit in limits.TABLE if limit is not payment),
        replace(payment, ended_by=N1701),
        replace(payment, length=7, brought_by=N1701),
    )
    laws = {law.since: law_of(law.since, table) for law in (FIRST, law_at(N1701.since))}
    monkeypatch.setattr("kabinet.applications.models.application.law_at", lambda day: laws[law_at(day).since])
    old = Case(at=NEW_YEARS_EVE)
    new = Case(at=NEW_YEAR, specialist=old.specialist)
    terms = [case.offer(at=OFFERED).application.due_on for case in (old, new)]
    assert terms == [date(2027, 1, 26), date(2027, 1, 28)]


@pytest.mark.parametrize(
    ("chosen", "has_place"),
    [
        ({"has_supply_contract": "no"}, True),
        ({"has_supply_contract": "yes"}, False),
        ({"connection": "temporary", "temporary_kind": "contract", "has_supply_contract": "no"}, False),
    ],
)
def test_draft_of_a_contract_is_for_those_who_intend_to_conclude_one(chosen, has_place):
    kinds = {document.name for document in documents_for(complete_answers(**chosen), "ФЛ", FIRST)}
    assert (DRAFT_CONTRACT in kinds) == has_place


def test_command_tells_what_changes_between_two_days(capsys):
    call_command("law", "diff", "2026-12-31", "2027-01-01")
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("документы заявителя: больше нет «Подписанный проект договора энергоснабжения")
    call_command("law", "diff", "2026-12-30", "2026-12-31")
    assert capsys.readouterr().out == "Между этими днями ничего не меняется.\n"
    with pytest.raises(CommandError, match="более ранний"):
        call_command("law", "diff", "2027-01-01", "2026-12-31")

"""Two applications, of the last day of 2026 and of the first of 2027, each by the law of its own day."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from kabinet.applications.asked.steps import STEPS
from kabinet.applications.content.documents import documents_for
from kabinet.applications.content.form_editions import FORMS, forms_of
from kabinet.applications.content.law_changes import changes_between, editions_page, told
from kabinet.applications.corrections.requests import correctable
from kabinet.applications.models import Application
from kabinet.applications.papers.form_parts import PARTS
from kabinet.applications.papers.printed_form import freeze_form, latest_form, order_form, print_stamped
from kabinet.applications.submission.signing import DocumentChanged, send_signing_code
from kabinet.files.services import open_file
from kabinet.law import limits
from kabinet.law.acts import N1701
from kabinet.law.applicability import TABLE as APPLICABILITY
from kabinet.law.applicability import Paragraph
from kabinet.law.deadlines import Code
from kabinet.law.editions import FIRST, law_at, law_of
from tests.applications.builders import complete_answers, make_complete, submit
from tests.applications.life import Case
from tests.applications.test_printed_form import words
from tests.conftest import ROOT
from tests.printing.test_rendering import STAMP

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


@pytest.fixture
def raised_edge(monkeypatch):
    """From the first day of 2027 an application of up to 300 kW of a household goes by п. 14."""

    def raised(criteria):
        found = APPLICABILITY[0].applicability_of(criteria)
        household = criteria.household and found.paragraph == "12" and criteria.total_power <= 300
        if not household:
            return found
        return replace(found, paragraph=Paragraph.HOUSEHOLD, offer_deadline=Code.OFFER_SIMPLIFIED, form="4")

    [edition] = APPLICABILITY
    table = (
        replace(edition, ended_by=N1701),
        replace(edition, worded_by="ПП РФ № 2", applicability_of=raised, brought_by=N1701),
    )
    laws = {law.since: law_of(law.since, applying=table) for law in (FIRST, law_at(N1701.since))}
    monkeypatch.setattr("kabinet.applications.models.application.law_at", lambda day: laws[law_at(day).since])
    return laws


@pytest.mark.django_db
def test_each_falls_under_the_paragraph_of_its_day(raised_edge):
    said = {"requested_power": "250", "voltage": "0.4"}
    old = Case(at=NEW_YEARS_EVE, **said).application
    new = Case(at=NEW_YEAR, **said).application
    read = Application.objects.in_bulk([old.pk, new.pk])
    assert [read[case.pk].course.applicability.paragraph for case in (old, new)] == ["12", "14"]
    asked_of = [
        [question.name for step in STEPS for question in step.questions(case.answers, "ФЛ", case.law)]
        for case in (read[old.pk], read[new.pk])
    ]
    assert set(asked_of[0]) - set(asked_of[1]) >= {"activity", "points"}


def test_the_difference_in_paragraphs_is_told(raised_edge):
    lines = [line for line in told(changes_between(*raised_edge.values())) if "применимость" in line]
    assert lines[0].replace("\u00a0", " ") == (
        "применимость: «ФЛ, постоянно, III категория, 151 кВт» — "
        "было п. 12, форма 7, предложение — 20 рабочих дней, мероприятия — 4 месяца, "
        "стало п. 14, форма 4, предложение — 10 рабочих дней, мероприятия — 4 месяца"
    )
    assert all("ФЛ" in line and "151 кВт" in line for line in lines)


@pytest.fixture
def new_form_6(monkeypatch):
    """From the first day of 2027 form 6 has another edition, which is printed by the words of form 4."""
    form_6 = next(form for form in FORMS if form.number == "6")
    editions = (
        *(form for form in FORMS if form is not form_6),
        replace(form_6, ended_by=N1701),
        replace(form_6, worded_by="ПП РФ № 1", template="appendix_4", brought_by=N1701),
    )
    monkeypatch.setattr("kabinet.applications.content.form_editions.FORMS", editions)
    monkeypatch.setattr("kabinet.applications.content.law_changes.FORMS", editions)


def appendix_in(pdf):
    """The number of the appendix that the paper itself names."""
    return re.search(r"приложение№([\d()]+)кправилам", words(pdf))[1]


def printed(form):
    with open_file(form.file) as stream:
        return appendix_in(stream.read())


@pytest.mark.django_db
def test_each_is_printed_by_the_form_of_its_day_in_every_later_reprint(new_form_6, run_jobs):
    old, new = (Case(at=at).application for at in (NEW_YEARS_EVE, NEW_YEAR))
    run_jobs()
    forms = [latest_form(application) for application in (old, new)]
    assert [printed(form) for form in forms] == ["6", "4"]
    assert [appendix_in(print_stamped(form=form, stamp=STAMP)) for form in forms] == ["6", "4"]


@pytest.mark.django_db
def test_corrections_keep_the_form_of_the_submission(new_form_6, run_jobs):
    application = Case(at=NEW_YEARS_EVE).application
    Application.objects.update(version=application.version + 1)
    form = order_form(application=application, at=OFFERED)
    run_jobs()
    form.refresh_from_db()
    assert (form.fields["corrected_on"], printed(form)) == ("19.01.2027", "6")


@pytest.mark.django_db
def test_draft_frozen_before_the_new_form_is_printed_and_signed_anew(new_form_6, run_jobs):
    draft = make_complete(at=NEW_YEARS_EVE)
    frozen = freeze_form(application=draft, by=draft.owner, at=NEW_YEARS_EVE)
    with pytest.raises(DocumentChanged):
        send_signing_code(application=draft, by=draft.owner, at=NEW_YEAR)
    assert order_form(application=draft, at=NEW_YEARS_EVE) == frozen
    application = submit(draft, at=NEW_YEAR)
    run_jobs()
    form = latest_form(application)
    assert (printed(frozen), printed(form)) == ("6", "4")
    assert (form.version, form.dated_on) == (application.version, date(2027, 1, 1))
    assert order_form(application=application, at=OFFERED) == form


def test_forms_are_told_among_what_an_act_changes(new_form_6, capsys):
    call_command("law", "diff", "2026-12-31", "2027-01-01")
    told = "печатные формы: «приложение № 6» — было ред. ПП РФ от 06.05.2024 № 594, стало ред. ПП РФ № 1"
    assert told in capsys.readouterr().out.splitlines()
    page = editions_page()
    assert "| № 6 | ПП РФ от 06.05.2024 № 594 |  | 01.01.2027 |" in page
    assert "| № 6 | ПП РФ № 1 | 01.01.2027 |  |" in page


@pytest.mark.parametrize("law", [FIRST, law_at(N1701.since)])
def test_every_form_that_an_application_may_have_is_in_force_and_has_its_template(law):
    assert list(forms_of(law)) == ["4", "4(1)", "5", "6", "7"]
    templates = ROOT / "kabinet/applications/papers/print_templates"
    assert {form.template for form in FORMS} == set(PARTS)
    assert [name for name in PARTS if not (templates / f"{name}.typ").is_file()] == []


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

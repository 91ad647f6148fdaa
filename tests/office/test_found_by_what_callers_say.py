"""A case is found by whatever a caller names, in whatever spelling."""

import pytest

from kabinet.applications.content.indexing import PORTION, index_anew
from kabinet.applications.models import SearchWord
from kabinet.jobs.models import Job
from tests.applications.builders import make_applicant, make_submitted, make_user
from tests.office.test_queue import QUEUE, numbers_on

REPRESENTATIVE = {
    "by_representative": "yes",
    "representative_last_name": "Ёлкина",
    "representative_first_name": "Мария",
}


@pytest.fixture
def cases(db):
    """A person's application, and a company's, with a representative, beside it."""
    person = make_submitted(
        mobile="+7 917 555-44-33", email="petr.ivanov@mail.example.ru", cadastral_number="02:47:041201:123"
    )
    company = make_applicant("ЮЛ", user=make_user(email="owner@example.ru"))
    return {"person": person, "company": make_submitted(company, **REPRESENTATIVE)}


def found(office, said):
    return numbers_on(office.get(QUEUE, {"q": said, "state": "open"}))


@pytest.mark.parametrize(
    "said",
    [
        "+7 917 555-44-33",
        "8 (917) 555 44 33",
        "89175554433",
        "9175554433",
        "917-555-44-33",
        "555-44-33",
        "112-233-445 95",
        "11223344595",
        "petr.ivanov@mail.example.ru",
        "Petr.Ivanov@",
        "02:47:041201:123",
        "иванов 8-917-555-44-33",
    ],
)
def test_person_is_found_however_it_is_spelt(office, cases, said):
    assert found(office, said) == [cases["person"].number]


@pytest.mark.parametrize("said", ["елкина мар", "1027700132195", "Греф", "7707083893"])
def test_company_is_found_by_its_people_and_numbers(office, cases, said):
    assert found(office, said) == [cases["company"].number]


@pytest.mark.parametrize("said", ["9175554434", "555-44-34", "02:47:041201:124", "nobody@mail.example.ru"])
def test_nothing_else_is_found(office, cases, said):
    assert found(office, said) == []


@pytest.mark.parametrize("spelt", ["{}-ТП", "{} тп", "№ {}", "{}ТП", "{}"])
def test_number_is_found_in_any_spelling(office, cases, spelt):
    case = cases["person"]
    assert found(office, spelt.format(case.sequence)) == [case.number]


def test_former_cases_are_found_once_a_worker_has_written_their_words(office, cases, run_jobs):
    SearchWord.objects.filter(word__contains="917").delete()
    assert found(office, "9175554433") == []
    index_anew.enqueue()
    run_jobs()
    assert found(office, "9175554433") == [cases["person"].number]
    assert not Job.objects.failed().exists()
    assert PORTION > 2, "both were written by one job"

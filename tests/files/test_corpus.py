"""The program of `make corpus` judges as it says: small, so that it cannot rot."""

import itertools

import pytest

from kabinet.files import examining
from kabinet.files.refusals import Reason
from tests.corpus.judging import Outcome, judge, opens_elsewhere
from tests.corpus.made import made
from tests.corpus.page import PAGE, WORDS, counted, last_run, words_page
from tests.corpus.samples import Sample, lying_in, once
from tests.files import samples

OF_OUR_MACHINES = {Reason.OURS}
"""The only reason that is no fault of a file."""


def test_made_documents_are_judged_as_is_right():
    taken = [one for one in made() if one.wanted is None]
    refused = [one for one in made() if one.wanted is not None]
    few = [one for one in taken if one.name.endswith((".docx", ".xlsx", ".xls", ".pdf", ".xml"))] + refused
    wrong = [
        (one.sample.name, one.outcome, one.told)
        for one in map(judge, few)
        if one.outcome is not (Outcome.REFUSED if one.sample.wanted else Outcome.TAKEN)
    ]
    assert wrong == []


def test_every_reason_of_a_refusal_is_made_or_told_on_the_page():
    assert {fault.reason for _why, fault in WORDS} == set(Reason) - OF_OUR_MACHINES


def test_file_that_another_program_opens_is_refused_wrongly():
    hidden = samples.make_png() + samples.make_docx()
    assert judge(Sample("a.png", hidden, "папка")).outcome is Outcome.REFUSED
    unsaid = samples.make_pdf().replace(b"%%EOF", b"%EOF.")
    assert opens_elsewhere(unsaid, "a.pdf")
    assert judge(Sample("a.pdf", unsaid, "папка")).outcome is Outcome.FALSE
    assert judge(Sample("a.pdf", samples.make_pdf()[:60], "папка")).outcome is Outcome.REFUSED


def test_active_file_that_is_taken_and_a_crash_are_told(monkeypatch):
    wanted = Sample("a.pdf", samples.make_pdf(), "папка", Reason.ACTIVE, is_known=True)
    assert judge(wanted).outcome is Outcome.PASSED
    from tests.core import foreign

    monkeypatch.setattr(examining, "look_into", foreign.stumble_over)
    assert judge(Sample("a.pdf", b"x", "папка")).outcome is Outcome.CRASHED


def test_folder_gives_documents_once_and_no_more_than_some_of_each_kind(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}.png").write_bytes(samples.make_png(20, 20 + number // 2))
    (tmp_path / "a.txt").write_text("x")
    found = [one.name for one in once(lying_in(tmp_path, source="папка", of_a_folder=4))]
    assert found == ["0.png", "2.png"]
    assert [one.name for one in lying_in(tmp_path / "a.txt", source="папка")] == ["a.txt"]


def test_run_is_counted_by_kind_and_reason():
    told = counted([judge(one) for one in itertools.islice(made(), 2)], on="сегодня")
    assert "| DOCX | 2 | 2 | 0 | 0 | 0 | 0 | 0 |" in told
    assert "| **итого** | 2 | 2 | 0 | 0 | 0 | 0 | 0 |" in told


def test_page_is_as_the_tables_are():
    page = PAGE.read_text(encoding="utf-8")
    assert page == words_page(last_run(page)), "run: make docs"


@pytest.mark.parametrize("column", ["отказ неверен", "принят зря", "сбой", "дольше 1 с"])
def test_last_run_that_is_published_had_nothing_wrong(column):
    lines = last_run(PAGE.read_text(encoding="utf-8")).splitlines()
    head = next(line for line in lines if line.startswith("| вид по имени")).split(" | ")
    total = next(line for line in lines if line.startswith("| **итого**")).strip("| ").split(" | ")
    assert total[head.index(column) if column in head else -1] == "0"

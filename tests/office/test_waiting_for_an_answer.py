"""Whoever wrote waits until there is an answer; each of the operator's people has marks of their own."""

import pytest
from django.test import Client

from kabinet.accounts.models import Role
from kabinet.applications.models import Application
from kabinet.applications.submission.replying import reply_to_application
from kabinet.core.models import JournalEntry
from kabinet.correspondence.models import StaffReading
from tests.applications.builders import NOW, make_submitted, token
from tests.office.conftest import AT, person
from tests.office.test_card import address, send
from tests.office.test_queue import QUEUE, text_of

NEW, WAITS = "Новый ответ", "ждёт ответа с 24.11.2026"


def marks(window):
    page = text_of(window.get(QUEUE))
    return NEW in page, WAITS in page


def write(case, text="А можно от руки?", at=NOW):
    reply_to_application(application=case, by=case.owner, text=text, files=[], token=token(), at=at)


@pytest.fixture
def case(specialist):
    case = make_submitted()
    Application.objects.filter(pk=case.pk).update(specialist=specialist)
    write(case)
    return case


@pytest.fixture
def head(db):
    window = Client()
    window.force_login(person("head@seti.example.ru", role=Role.HEAD, name="Петрова Анна"))
    return window


def test_the_head_who_looks_takes_no_mark_from_the_specialist(office, head, case):
    head.get(address(case))
    assert (marks(head), marks(office)) == ((False, True), (True, False))
    office.get(address(case))
    assert marks(office) == (False, True)


def test_an_answer_ends_the_waiting_for_everyone(office, head, case):
    send(office, case, text="Можно.")
    assert (marks(office), marks(head)) == ((False, False), (False, False))


def test_what_is_written_after_the_reading_is_new_again_and_waits_since_the_first_words(office, case):
    office.get(address(case))
    write(case, "Жду.", at=AT)
    assert marks(office) == (True, False)
    page = text_of(office.get(address(case)))
    assert "Заявитель ждёт ответа с 24.11.2026" in page


def test_words_that_want_no_answer_are_laid_aside_with_a_line_in_the_journal(office, head, case, specialist):
    response = send(office, case, act="no_answer", text="не отправлять")
    assert "Отмечено: ответ не нужен." in text_of(office.get(response.url))
    assert (marks(office), marks(head)) == ((False, False), (False, False))
    assert JournalEntry.objects.get(act="application_settled").actor == specialist.pk
    card = office.get(address(case))
    assert "Ответ не нужен" not in text_of(card)
    assert "не отправлять" in text_of(card), "what was begun to write is kept"
    assert case.thread.messages.filter(from_operator=True).count() == 0


def test_a_card_on_which_the_applicant_wrote_meanwhile_lays_nothing_aside(office, case):
    seen = office.get(address(case))
    write(case, "И ещё вопрос.", at=AT)
    form = {"seen": _hidden(seen, "seen"), "token": _hidden(seen, "token"), "act": "no_answer", "text": ""}
    assert office.post(address(case), form).status_code == 409
    assert marks(office) == (False, True), "the refusal showed the new words, and they wait"


def test_readings_do_not_pile_up(office, head, case):
    for window in (office, head, office):
        window.get(address(case))
    assert StaffReading.objects.count() == 2
    write(case, "Жду.", at=AT)
    assert StaffReading.objects.count() == 0


def _hidden(response, name):
    return response.content.decode().split(f'name="{name}" value="')[1].partition('"')[0]

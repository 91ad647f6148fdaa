"""What ends a case asks first; what a colleague works on asks why."""

import re

import pytest

from kabinet.applications.states import State
from kabinet.office.models import Note
from tests.applications.builders import make_specialist
from tests.applications.life import BIG, Case
from tests.office.test_card import address, hidden
from tests.office.test_queue import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(specialist):
    return Case("ЮЛ", specialist=specialist, **BIG).accept()


def press(client, application, act, **posted):
    form = {**hidden(client.get(address(application))), "act": act, "text": "По письму заявителя", **posted}
    return client.post(address(application), form)


def carried(response):
    """What the page that asks sends when its button is pressed."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_act_that_ends_a_case_is_asked_about_and_then_done(office, case):
    asked = press(office, case.application, "annul")
    page = text_of(asked)
    assert (asked.status_code, case.application.number in page, "Вернуть это назад нельзя" in page) == (
        200,
        True,
        True,
    )
    assert case.application.applicant_name in page
    case.application.refresh_from_db()
    assert case.application.state == State.ACCEPTED

    office.post(address(case.application), carried(asked))
    case.application.refresh_from_db()
    assert case.application.state == State.ANNULLED
    assert case.application.history.last().comment == "По письму заявителя"


def test_act_on_a_colleagues_application_asks_why_and_the_colleague_reads_it(office, case):
    colleague = make_specialist(email="other@example.ru", name="Орлова Ольга")
    case.application.specialist = colleague
    case.application.save()
    case.place("conditions", "contract")
    asked = press(office, case.application, "offer")
    assert "Заявку ведёт Орлова Ольга" in text_of(asked)
    again = office.post(address(case.application), carried(asked))
    assert (again.status_code, "Напишите причину" in text_of(again)) == (422, True)
    case.application.refresh_from_db()
    assert case.application.state == State.ACCEPTED

    office.post(address(case.application), {**carried(again), "why": "Орлова в отпуске"})
    case.application.refresh_from_db()
    assert case.application.state == State.OFFER_SENT
    assert "Орлова в отпуске" in Note.objects.get().text
    assert case.application.specialist == colleague


def test_comment_to_a_colleagues_applicant_and_ones_own_acts_ask_nothing(office, case, specialist):
    case.place("conditions", "contract")
    press(office, case.application, "offer")
    case.application.refresh_from_db()
    assert (case.application.state, case.application.specialist) == (State.OFFER_SENT, specialist)


def test_day_that_cannot_be_is_told_beside_its_field_with_the_text_kept(office, case):
    case.place("conditions", "contract")
    case.office("offer")
    refused = press(office, case.application, "conclude", happened_on="01.01.2100")
    page = text_of(refused)
    assert refused.status_code == 422
    assert "День, когда поступил подписанный договор: от" in page
    assert "По письму заявителя" in page
    odd = press(office, case.application, "conclude", happened_on="вчера")
    assert (odd.status_code, "По письму заявителя" in text_of(odd)) == (422, True)

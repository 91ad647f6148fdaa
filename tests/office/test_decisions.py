"""What ends a case asks first; what a colleague works on asks why."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.models import Role
from kabinet.applications.rules.states import State
from kabinet.core.ids import new_id
from kabinet.office.models import Note
from tests.applications.builders import make_specialist, make_user, token
from tests.applications.life import BIG, Case, days
from tests.architecture.test_every_address import every_pattern
from tests.billing.builders import AT, issued, paid
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


def test_reason_that_the_law_needs_is_asked_for_before_the_act_is(office, case):
    refused = press(office, case.application, "annul", text=" ")
    assert (refused.status_code, "Напишите комментарий" in text_of(refused)) == (422, True)


def test_act_on_a_colleagues_application_asks_why_and_the_colleague_reads_it(office, case):
    colleague = make_specialist(email="other@example.ru", name="Орлова Ольга")
    case.application.specialist = colleague
    case.application.save()
    case.place("conditions", "contract", "instruction")
    asked = press(office, case.application, "offer")
    assert "Заявку ведёт Орлова Ольга. Почему действуете вы * (обязательно)" in text_of(asked)
    again = office.post(address(case.application), carried(asked))
    assert (again.status_code, "Напишите причину" in text_of(again)) == (422, True)
    case.application.refresh_from_db()
    assert case.application.state == State.ACCEPTED

    office.post(address(case.application), {**carried(again), "why": "Орлова в отпуске"})
    case.application.refresh_from_db()
    assert case.application.state == State.OFFER_SENT
    assert "Орлова в отпуске" in Note.objects.get().text
    assert case.application.specialist == colleague


def test_refusal_that_sends_to_another_page_has_a_link_to_it(office, case):
    refused = press(office, case.application, "offer")
    page = reverse("office_documents", args=[case.application.pk])
    summary = refused.content.decode().partition("data-error-summary")[2].partition("</ul>")[0]
    assert f'<a href="{page}">«Документы и сроки»</a>' in summary
    assert "Сначала разместите на странице «Документы и сроки» :" in text_of(refused)


def test_comment_to_a_colleagues_applicant_and_ones_own_acts_ask_nothing(office, case, specialist):
    case.place("conditions", "contract", "instruction")
    press(office, case.application, "offer")
    case.application.refresh_from_db()
    assert (case.application.state, case.application.specialist) == (State.OFFER_SENT, specialist)


def test_day_that_cannot_be_is_told_beside_its_field_with_the_text_kept(office, case):
    case.place("conditions", "contract", "instruction")
    case.office("offer")
    refused = press(office, case.application, "conclude", happened_on="01.01.2100")
    page = text_of(refused)
    assert refused.status_code == 422
    assert "Укажите день от 24.11.2026" in page
    assert "По письму заявителя" in page
    odd = press(office, case.application, "conclude", happened_on="вчера")
    assert (odd.status_code, "По письму заявителя" in text_of(odd)) == (422, True)


def test_template_of_an_answer_leaves_the_day_that_was_typed(office, case):
    case.place("conditions", "contract", "instruction")
    case.office("offer")
    page = press(office, case.application, "conclude", happened_on="24.11.2026", insert_template="yes")
    assert 'name="happened_on" value="24.11.2026"' in page.content.decode()
    case.application.refresh_from_db()
    assert case.application.state == State.OFFER_SENT


# --- Whatever else is done to a colleague's application ----------------------------------------------


@pytest.fixture
def colleagues(office, specialist):
    """A function that gives a case of a colleague in a state reached by their own acts."""

    def of_a_colleague(reach=None, **chosen):
        colleague = make_specialist(email="orlova@example.ru", name="Орлова Ольга")
        made = Case("ЮЛ", specialist=colleague, **chosen)
        made.application.specialist = colleague
        made.application.save()
        return getattr(made, reach)() if reach else made

    return of_a_colleague


CONDITIONS = {"act": "conditions", "low_voltage": "yes", "works_limit": "works_4_months", "procurement": "no"}
ASKING = {
    "office_corrections": (None, {"item": "object_name", "note-object_name": "Полностью"}),
    "office_documents": ("accept", CONDITIONS),
    "office_event": ("offer", {"channel": "ПЧ", "text": "Письмо № 5"}),
    "office_entry": ("accept", {"act": "take_back", "reason": "Спутаны заявки"}),
    "office_invoice": ("accept", {"act": "preview", "plan": "section_x", "fee": "99000"}),
    "office_application": ("accept", {"act": "annul", "text": "По письму", "confirmed": "yes"}),
}
"""Every page of the office that changes an application, with what changes it; the state that it needs."""
MORE = {
    "office_event": lambda _case: ("refuse",),
    "office_entry": lambda case: (case.application.history.get(action="accept").pk,),
}
"""What else stands in their addresses."""
ASKS_NOTHING = {
    "office_bulk",
    "office_give",  # has tests of their own
    "office_take",  # refuses a colleague's application altogether
    "office_identity",  # of the applicant, whoever works on the case
    "office_note",
    "office_presence",
    "office_sign_placed",  # one person signs for the operator
    "office_signature_authority",
    "office_signature_check",
}


@pytest.mark.parametrize("name", ASKING)
def test_nothing_is_done_to_a_colleagues_application_without_saying_why(office, colleagues, name, letters):
    reach, posted = ASKING[name]
    case = colleagues(reach)
    url = reverse(name, args=[case.application.pk, *MORE.get(name, lambda _case: ())(case)])
    before = fingerprint(case.application)
    refused = send_form(office, url, posted)
    assert "Заявку ведёт Орлова Ольга. Почему действуете вы * (обязательно)" in text_of(refused)
    assert fingerprint(case.application) == before

    send_form(office, url, {**posted, "why": "Орлова в отпуске"})
    assert fingerprint(case.application) != before
    assert Note.objects.get().text == ("Действие по заявке, которую ведёт Орлова Ольга: Орлова в отпуске")
    [told] = [
        letter for letter in letters() if letter.to == ["orlova@example.ru"] and "действует" in letter.subject
    ]
    assert "Орлова в отпуске" in told.body


def fingerprint(application):
    application.refresh_from_db()
    return (
        application.state,
        application.works_limit,
        application.low_voltage,
        application.invoices.count(),
        application.placed.count(),
        application.history.count(),
    )


def send_form(client, url, posted):
    """The page's form with what is chosen on it; an invoice is seen before it is issued."""
    page = client.get(url).content.decode()
    form = {
        name: found[1]
        for name in ("token", "seen")
        if (found := re.search(rf'name="{name}" value="([^"]*)"', page))
    }
    answer = client.post(url, {**form, **posted})
    if posted.get("act") == "preview":
        seen = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]
        answer = client.post(url, {**form, **posted, "seen": seen, "act": "issue"})
    return answer


def test_every_page_of_the_office_that_changes_an_application_asks_or_is_known_to_ask_nothing(
    office, colleagues
):
    case, taking = colleagues(), set()
    for pattern in every_pattern():
        parts = set(pattern.pattern.converters)
        if (pattern.name or "").startswith("office_") and "applications/" in str(pattern.pattern):
            where = {name: case.application.pk if name == "pk" else new_id() for name in parts}
            if office.post(reverse(pattern.name, kwargs=where)).status_code != 405:
                taking.add(pattern.name)
    assert set(ASKING) <= taking <= set(ASKING) | ASKS_NOTHING


def test_documents_placed_for_nobodys_application_make_it_ones_own(office, specialist):
    case = Case("ЮЛ")
    url = reverse("office_documents", args=[case.application.pk])
    send_form(office, url, CONDITIONS)
    case.application.refresh_from_db()
    assert (case.application.works_limit, case.application.specialist) == ("works_4_months", specialist)


def test_head_says_why_an_application_is_taken_from_a_colleague(client, colleagues, specialist, letters):
    case = colleagues()
    head = make_user(email="head@example.ru", role=Role.HEAD, name="Главный Пётр")
    client.force_login(head)
    give = reverse("office_give", args=[case.application.pk])
    posted = {"to": specialist.pk, "token": token()}
    assert "Напишите, почему действуете вы" in text_of(client.post(give, {**posted, "note": " "}))
    bulk = {"pick": [case.application.pk], "act": "assign", "to": specialist.pk, "back": ""}
    page = text_of(client.post("/office/applications/bulk/", bulk, follow=True))
    assert f"{case.application.number}: Заявку ведёт Орлова Ольга" in page
    case.application.refresh_from_db()
    assert case.application.specialist.name == "Орлова Ольга"

    client.post("/office/applications/bulk/", {**bulk, "why": "Орлова уволилась"})
    case.application.refresh_from_db()
    assert case.application.specialist == specialist
    [told] = [letter for letter in letters() if letter.to == ["orlova@example.ru"]]
    assert "Орлова уволилась" in told.body
    assert "Орлова уволилась" in Note.objects.get().text


def test_late_request_for_documents_says_that_it_moves_no_term(office, specialist, monkeypatch):
    case = Case("ЮЛ", specialist=specialist)
    told = "Запрос позже 27.11.2026 (3 рабочих дня, п. 15 Правил) срок предложения не переносит."
    for at, late in ((days(3), False), (days(6), True)):
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        office.force_login(specialist)
        assert (told in text_of(office.get(address(case.application)))) is late


def test_offer_that_is_paid_already_asks_first_and_the_applicant_gets_one_letter(office, specialist, letters):
    case = Case("ФЛ", specialist=specialist, at=AT).accept(at=AT)
    invoice = issued(case.application, by=specialist, at=AT)
    paid(invoice, 1_485_000, on=AT.date(), at=AT)
    case.place("conditions", "contract", "instruction", at=AT)
    before = len(letters())
    card = text_of(office.get(address(case.application)))
    assert "Статус станет «Договор заключен»" in card
    assert "Первая часть счёта уже оплачена" in card
    asked = press(office, case.application, "offer")
    assert "Первая часть счёта уже оплачена" in text_of(asked)
    assert "Вернуть это назад нельзя" not in text_of(asked)
    case.application.refresh_from_db()
    assert case.application.state == State.ACCEPTED

    office.post(address(case.application), carried(asked))
    case.application.refresh_from_db()
    assert case.application.state == State.CONTRACTED
    (letter,) = letters()[before:]
    assert "Договор заключен" in letter.subject
    assert "Автоматически" in text_of(office.get(address(case.application)))

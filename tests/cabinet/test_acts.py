"""What the applicant does on the page of an application: answers, documents, the way of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import State
from tests.applications.builders import NOW, PASSWORD, make_file, make_user, mark_of, token
from tests.applications.life import BIG, HIGH_VOLTAGE, Case, days
from tests.billing.builders import accepted, issued, paid
from tests.office.test_queue import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """A function that moves the clock on the wall."""

    def move(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    move(NOW + timedelta(minutes=1))
    return move


@pytest.fixture
def enter(client, clock):
    """A function that signs a case's applicant in and gives the text of the application's page."""

    def page(case):
        client.force_login(User.objects.get(pk=case.owner.pk))
        return text_of(client.get(reverse("application", args=[case.application.pk])))

    return page


def act_url(case, action):
    return reverse("application_act", args=[case.application.pk, action])


def post(client, case, action, **posted):
    return client.post(act_url(case, action), {"token": token(), "text": "", **posted})


def test_page_says_who_acts_what_is_needed_and_by_when(enter):
    page = enter(Case().offer())
    assert "Проверьте документы и оплатите счёт" in page
    assert "1 декабря" in page
    assert "Согласны — оплатите счёт: оплата и есть заключение договора" in page
    assert "Правила технологического присоединения (ПП РФ от 27.12.2004 № 861), п. 106" in page


@pytest.mark.parametrize(
    ("reach", "action", "told"),
    [
        ("offer", "refuse", "за 10 рабочих дней мы исправим то, что не соответствует Правилам"),
        ("finish_works", "object", "мы устраним это за 10 рабочих дней"),
    ],
)
def test_page_of_an_act_tells_the_term_that_follows(client, clock, reach, action, told):
    case = getattr(Case(), reach)()
    client.force_login(case.owner)
    assert told in text_of(client.get(act_url(case, action)))


@pytest.mark.parametrize(
    ("made", "reach", "shown"),
    [
        (("ФЛ", {}), "accept", ["withdraw"]),
        (("ФЛ", {}), "offer", ["refuse", "withdraw"]),
        (("ЮЛ", BIG), "offer", ["refuse", "disagreements", "withdraw"]),
        (("ФЛ", {}), "contract", ["deviation_asked", "extension_asked", "terminate"]),
        (("ЮЛ", HIGH_VOLTAGE), "contract", ["notify", "deviation_asked", "extension_asked", "terminate"]),
        (("ФЛ", {}), "finish_works", ["confirm", "object", "terminate"]),
    ],
)
def test_page_offers_exactly_what_may_be_done(client, clock, made, reach, shown):
    kind, chosen = made
    case = getattr(Case(kind, **chosen), reach)()
    client.force_login(case.owner)
    response = client.get(reverse("application", args=[case.application.pk]))
    assert [act.action for act in response.context["acts"]] == shown
    for action in shown:
        assert client.get(act_url(case, action)).status_code == 200


def test_refusal_needs_words_keeps_files_and_is_sent_once(client, clock):
    case = Case().offer()
    client.force_login(case.owner)
    file = make_file(case.owner, "расчёт.pdf")
    empty = post(client, case, "refuse", kept=[file.pk])
    assert (empty.status_code, "расчёт.pdf" in text_of(empty)) == (422, True)
    assert "Напишите хотя бы одно предложение" in text_of(empty)
    form = token()
    for _ in range(2):
        sent = post(client, case, "refuse", token=form, text="Не та мощность", kept=[file.pk])
        assert sent.url == reverse("application", args=[case.application.pk])
    case.application.refresh_from_db()
    assert case.application.state == State.REVISING_OFFER
    [message] = case.application.thread.messages.filter(from_operator=False)
    assert [found.name for found in message.files.all()] == ["расчёт.pdf"]


def test_act_whose_time_is_over_is_explained(client, clock):
    case = Case().offer()
    clock(days(8))
    client.force_login(case.owner)
    assert "Сейчас это действие невозможно" in text_of(client.get(act_url(case, "refuse"), follow=True))
    late = client.post(act_url(case, "refuse"), {"token": token(), "text": "Не согласен"}, follow=True)
    assert "Срок для этого истёк 01.12.2026 (п. 105)" in text_of(late)
    case.application.refresh_from_db()
    assert case.application.state == State.AWAITING_PAYMENT


@pytest.mark.parametrize("action", ["accept", "offer", "submit", "expire", "nonsense"])
def test_acts_of_others_have_no_page(client, clock, action):
    case = Case()
    client.force_login(case.owner)
    assert client.get(act_url(case, action)).status_code == 404


def test_strangers_application_has_no_acts(client, clock):
    case = Case().offer()
    client.force_login(make_user())
    assert post(client, case, "refuse", text="Чужая").status_code == 404


def test_text_typed_when_the_session_ended_waits_for_sending(client, clock):
    case = Case().finish_works()
    answer = post(client, case, "object", text="Нет напряжения на опоре", **mark_of(case.owner))
    page = client.post(answer.url, {"email": case.owner.email, "password": PASSWORD}, follow=True)
    assert "Нет напряжения на опоре" in text_of(page)
    case.application.refresh_from_db()
    assert case.application.state == State.DOCUMENTS_PLACED


def test_notice_remarks_and_confirmation_go_by_their_pages(client, clock):
    case = Case("ЮЛ", **HIGH_VOLTAGE).contract()
    client.force_login(case.owner)
    post(client, case, "notify", text="Всё выполнено")
    case.place(PlacedKind.ACT, PlacedKind.ADMISSION_ACT, at=days(1))
    case.office("place", at=days(1))
    clock(days(2))
    post(client, case, "object", text="Не тот адрес в акте")
    case.place(PlacedKind.ACT, at=days(3))
    case.office("fix", at=days(3))
    clock(days(4))
    post(client, case, "confirm")
    case.application.refresh_from_db()
    assert case.application.state == State.COMPLETED
    assert [change.action for change in case.application.history.all()][-4:] == [
        "place",
        "object",
        "fix",
        "confirm",
    ]


def test_contract_is_terminated_with_a_reason(client, clock):
    case = Case().contract()
    client.force_login(case.owner)
    assert post(client, case, "terminate").status_code == 422
    page = client.post(act_url(case, "terminate"), {"token": token(), "text": "Продал дом"}, follow=True)
    assert "Договор расторгнут" in text_of(page)


# --- Documents ---------------------------------------------------------------------------------------


def test_placed_document_is_new_until_it_is_opened(client, clock, enter):
    case = Case().offer()
    document = case.application.placed.get(kind="conditions")
    page = enter(case)
    assert page.count("Новый") == 4
    assert "Технические условия Новый Здесь перечислено" in page
    clock(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    opened = client.get(
        reverse("application_file", args=[case.application.pk, document.file_id]), {"show": "1"}
    )
    assert opened["Content-Disposition"].startswith("inline")
    clock(datetime(2026, 11, 26, 9, 0, tzinfo=UTC))
    client.get(reverse("application_file", args=[case.application.pk, document.file_id]))
    page = enter(case)
    assert page.count("Новый") == 3
    assert "вы открыли его 25.11.2026 в 12:00" in page


def test_opening_by_a_specialist_does_not_count_as_seen(client, clock):
    case = Case().offer()
    document = case.application.placed.get(kind="conditions")
    client.force_login(case.specialist)
    client.get(f"/office/applications/{case.application.pk}/files/{document.file_id}/")
    document.refresh_from_db()
    assert document.seen_at is None


def test_earlier_version_stays_within_reach(enter):
    case = Case().offer()
    case.office("recall", comment="Опечатка", at=days(8))
    case.place(PlacedKind.INVOICE, at=days(8))
    page = enter(case)
    assert "Прежние редакции: 1" in page
    assert page.count("invoice.pdf") >= 2


def test_way_is_one_line_of_past_present_and_future(enter):
    page = enter(Case().offer())
    way = page[page.index("Как движется заявка") :]
    for earlier, later in [
        ("Заявка направлена. Номер", "Принята в работу"),
        ("Размещены документы", "Ожидает оплаты"),
        ("Проверьте документы и оплатите счёт", "Закончим работы: можно будет присоединиться"),
    ]:
        assert 0 <= way.index(earlier) < way.index(later)


def asked_for_documents():
    case = Case()
    case.office("request_documents", comment="Пришлите план участка")
    return case


def reply_to(client, case, text="Вот он"):
    address = reverse("application_reply", args=[case.application.pk])
    return client.post(address, {"token": token(), "text": text}, follow=True)


def test_a_message_says_that_it_is_not_what_was_asked_for_and_leads_there(client, clock, enter):
    case = asked_for_documents()
    page = enter(case)
    assert "Это сообщение само по себе" in page
    sent = reply_to(client, case)
    assert "Запрошенного оно не заменяет: пришлите недостающее" in text_of(sent)
    assert f'href="{act_url(case, "supply")}"' in sent.content.decode()


def test_what_was_supplied_is_no_longer_asked_for_in_the_conversation(client, clock, enter):
    case = asked_for_documents()
    assert "Запрос — до" in enter(case)
    post(client, case, "supply", points=["0"], text="План приложен")
    page = enter(case)
    assert "Пришлите план участка" in page
    assert "Запрос — до" not in page
    assert "Это сообщение само по себе" not in page


def test_a_sent_message_is_confirmed_beside_it_and_nowhere_else(client, clock, enter):
    case = Case()
    enter(case)
    sent = reply_to(client, case, "Когда ждать ответа?")
    html = sent.content.decode()
    assert sent.redirect_chain[-1][0].endswith("#sent")
    assert html.count("Сообщение отправлено.") == 1
    assert html.index("Когда ждать ответа?") < html.index('id="sent"') < html.index("Ответить специалисту")


@pytest.mark.parametrize(("action", "demanded"), [("refuse", True), ("withdraw", False)])
def test_the_text_of_an_act_has_a_star_exactly_where_it_is_demanded(client, clock, action, demanded):
    case = Case().offer()
    client.force_login(User.objects.get(pk=case.owner.pk))
    label = client.get(act_url(case, action)).content.decode().split('for="id_text"')[1].split("</label>")[0]
    assert ("(обязательно)" in label) is demanded
    refused = "Напишите хотя бы одно предложение" in text_of(post(client, case, action))
    assert refused is demanded


@pytest.mark.parametrize("posted", [{"text": ""}, {"text": " "}])
def test_an_act_without_words_is_told_in_the_words_of_its_page(client, clock, posted):
    case = Case().offer()
    client.force_login(User.objects.get(pk=case.owner.pk))
    page = text_of(post(client, case, "refuse", **posted))
    assert "С чем вы не согласны" in page
    assert "Напишите хотя бы одно предложение" in page
    assert "Сообщение:" not in page


def test_applicant_ticks_what_of_the_request_is_supplied(client, clock):
    """861, п. 15: each point of the request is answered; what is left open is told."""
    case = Case()
    case.office("request_documents", comment="Нужно:\n– план участка;\n2. Доверенность")
    client.force_login(case.owner)
    page = text_of(client.get(act_url(case, "supply")))
    assert "план участка" in page
    assert "Доверенность" in page
    unticked = post(client, case, "supply", text="Вот")
    assert (unticked.status_code, "Отметьте, что из запрошенного" in text_of(unticked)) == (422, True)
    post(client, case, "supply", points=["0"], text="Остальное завтра")
    case.application.refresh_from_db()
    assert case.application.state == State.SUPPLIED
    assert case.application.thread.messages.last().text == (
        "Представлено:\n– план участка\n\nПока не представлено:\n– Доверенность\n\nОстальное завтра"
    )


def test_applicant_asks_to_extend_the_conditions_and_is_told_what_comes_of_it(client, clock):
    case = Case().contract()
    client.force_login(case.owner)
    assert "Плата за продление не взимается" in text_of(client.get(act_url(case, "extension_asked")))
    post(client, case, "extension_asked", text="На полгода")
    assert case.application.history.get(action="extension_asked").comment == "На полгода"
    assert "Заявитель просит продлить" in text_of(
        client.get(reverse("application", args=[case.application.pk]))
    )


@pytest.mark.parametrize(
    ("reach", "record", "answered", "told"),
    [
        ("offer", "fourth_offered", "choose_fourth", "Новый проект договора мы направим за 20 рабочих дней"),
        ("contract", "consents_needed", "consents_came", "На это 30 дней со дня договора"),
    ],
)
@pytest.mark.usefixtures("clock")
def test_what_the_office_told_of_is_answered_on_a_page_of_its_own(client, reach, record, answered, told):
    case, action = getattr(Case("ЮЛ", requested_power="6000"), reach)(), answered
    client.force_login(case.owner)
    page = reverse("application", args=[case.application.pk])
    assert action not in [act.action for act in client.get(page).context["acts"]]
    case.record(record, text="Газопровод")
    assert action in [act.action for act in client.get(page).context["acts"]]
    assert told in text_of(client.get(act_url(case, action)))
    assert post(client, case, action, text="Согласны").status_code == 302
    assert case.application.history.filter(action=action).count() == 1


def test_page_answers_whose_turn_what_by_when_and_what_then_with_one_button(enter):
    case = Case()
    case.office("request_documents", comment="– План участка")
    page = enter(case)
    answers = (
        "Сейчас ваша очередь",
        "Пришлите недостающие документы",
        "22 декабря",
        "Прислать недостающее",
        "Что потом: Проверим заявку",
    )
    places = [page.index(answer) for answer in answers]
    assert places == sorted(places)


@pytest.mark.parametrize("reach", [None, "accept", "contract"])
def test_while_the_operator_works_nothing_is_pressed_for(client, clock, reach):
    case = Case()
    if reach:
        getattr(case, reach)()
    client.force_login(case.owner)
    turn = client.get(reverse("application", args=[case.application.pk])).context["turn"]
    assert (turn.whose, turn.primary) == ("Сейчас работаем мы", None)


def test_one_button_is_the_payment_when_the_invoice_waits(client, clock):
    invoice = issued(accepted(state=State.AWAITING_PAYMENT), at=NOW)
    paid(invoice, 485_000, at=NOW, on=NOW.date())
    client.force_login(invoice.application.owner)
    response = client.get(reverse("application", args=[invoice.application_id]))
    assert response.context["turn"].primary.text == "Оплатить 10\u00a0000,00\u00a0₽"
    money = text_of(response)
    money = money[money.index("Оплата ") :]
    assert "внесено 4 850,00 ₽ из 14 850,00 ₽" in money.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert "data:image/png;base64," in response.content.decode()


def test_day_that_is_near_is_called_near(client, clock):
    case = Case().offer()  # to be paid by 01.12.2026
    url = reverse("application", args=[case.application.pk])
    told = []
    for day in (0, 4, 7, 8):
        clock(days(day) + timedelta(minutes=1))
        client.force_login(case.owner)
        turn = client.get(url).context["turn"]
        told.append((turn.left, turn.near))
    assert told == [
        ("осталось 7\u00a0дней", False),
        ("осталось 3\u00a0дня", True),
        ("сегодня последний день", True),
        ("срок прошёл 1\u00a0день назад", True),
    ]

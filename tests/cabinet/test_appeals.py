"""The applicant's pages of appeals."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kabinet.appeals.models import Appeal, AppealDraft
from kabinet.appeals.services import reply_to_appeal
from kabinet.appeals.states import State
from kabinet.appeals.transitions import ENGINE as APPEAL_ENGINE
from kabinet.correspondence.models import Message
from kabinet.files.models import StoredFile
from kabinet.ui.wording import ru_day
from tests.appeals.builders import TEXT, act, answers_to, make_appeal, make_taken, make_topics
from tests.applications.builders import (
    NOW,
    make_applicant,
    make_file,
    make_specialist,
    make_submitted,
    mark_of,
    pdf_bytes,
)

NEW, LIST = "/appeals/new/", "/appeals/"


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>|&nbsp;", " ", response.content.decode()).split())


def hidden(response, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', response.content.decode())


def pdf(name="фото счётчика.pdf"):
    return SimpleUploadedFile(name, pdf_bytes(), content_type="application/pdf")


@pytest.fixture
def applicant(client, db):
    make_topics()
    found = make_applicant()
    client.force_login(found.user)
    return found


def fill(client, **chosen):
    """Send the form as it is opened, with these answers."""
    token = hidden(client.get(NEW), "token")[0]
    return client.post(NEW, {"token": token, **answers_to(), **chosen})


# --- Writing ----------------------------------------------------------------------------------


def test_form_asks_what_the_manual_and_the_order_ask(client, applicant):
    application = make_submitted(applicant)
    page = text_of(client.get(NEW))
    for asked in (
        "Тема обращения *",
        "Запрос справочной информации",
        "Заявка на ТП",
        application.number,
        "Текст обращения *",
        "Документ(ы)",
        "каждый файл до 5 МБ",
        "Как вам удобнее получить ответ *",
        "Телефон для связи *",
        "15 дней",
    ):
        assert asked in page


def test_contacts_are_taken_from_the_profile(client, applicant):
    assert "+7 917 123-45-67" in client.get(NEW).content.decode()


def test_after_sending_the_number_and_the_term_with_its_paragraph_are_told(client, applicant):
    response = client.post(NEW, {"token": str(uuid4()), **answers_to("01"), "uploads": [pdf()]}, follow=True)
    appeal = Appeal.objects.get()
    page = text_of(response)
    assert f"Номер обращения: {appeal.number}" in page
    assert " ".join(ru_day(appeal.due_on, today=timezone.localdate()).split()) in page
    assert "прил. 5, п. 1" in page
    assert [file.name for file in appeal.thread.messages.get().files.all()] == ["фото счётчика.pdf"]


def test_double_click_sends_one_appeal_and_keeps_one_file(client, applicant):
    form = {"token": str(uuid4()), **answers_to()}
    for _ in range(2):
        assert client.post(NEW, {**form, "uploads": [pdf()]}).status_code == 302
    assert (Appeal.objects.count(), StoredFile.objects.count(), AppealDraft.objects.count()) == (1, 1, 0)


def test_refused_form_says_what_to_mend_and_keeps_text_and_files(client, applicant):
    response = client.post(
        NEW,
        {
            "token": str(uuid4()),
            **answers_to(phone="12"),
            "uploads": [pdf(), SimpleUploadedFile("пусто.pdf", b"")],
        },
    )
    page = text_of(response)
    assert response.status_code == 422
    assert TEXT in page
    assert "фото счётчика.pdf" in page
    assert "пусто.pdf" in page
    assert "Телефон для связи" in page
    assert len(hidden(response, "kept")) == 1


def test_reload_after_a_refusal_shows_what_was_typed(client, applicant):
    fill(client, phone="12", topic="03", uploads=[pdf()])
    page = client.get(NEW)
    assert TEXT in page.content.decode()
    assert len(hidden(page, "kept")) == 1
    assert re.search(r'<option value="03" selected', page.content.decode())


def test_text_is_saved_by_itself_and_by_the_button(client, applicant):
    answer = client.post(NEW, {"token": str(uuid4()), "text": "Нача", "topic": "02", "go": "autosave"})
    assert answer.json()["saved_at"] == AppealDraft.objects.get().saved_at.isoformat()
    assert "Нача" in client.get(NEW).content.decode()
    response = client.post(NEW, {"token": str(uuid4()), "text": "Начало", "go": "draft"}, follow=True)
    assert "Черновик сохранён" in text_of(response)
    assert "Начало" in response.content.decode()
    assert "Продолжить начатое обращение" in text_of(client.get("/"))


def test_saving_that_comes_behind_the_sending_brings_no_draft_back(client, applicant):
    form = {"token": str(uuid4()), **answers_to()}
    client.post(NEW, form)
    assert client.post(NEW, {**form, "go": "autosave"}).json() == {"saved_at": ""}
    assert AppealDraft.objects.count() == 0


def test_text_survives_a_session_that_ended_and_is_not_sent(client, applicant):
    client.logout()
    response = client.post(NEW, {**mark_of(applicant.user), "token": str(uuid4()), **answers_to()})
    assert response.status_code == 302
    client.force_login(applicant.user)
    page = client.get(NEW)
    assert TEXT in page.content.decode()
    assert "Ничего не отправлено" in text_of(page)
    assert Appeal.objects.count() == 0


# --- The table and the home page --------------------------------------------------------------


def test_table_has_the_columns_of_the_manual(client, applicant):
    appeal = make_taken(applicant)
    file = make_file(make_specialist(), "diplom-obrazets.pdf")
    APPEAL_ENGINE.comment(
        case=appeal, by=file.owner, text="тут комментарий", files=[file], token=uuid4(), at=NOW
    )
    page = text_of(client.get(LIST))
    for shown in (
        "Номер Дата Статус Комментарий специалиста",
        appeal.number,
        "24.11.2026",
        "В работе",
        "тут комментарий",
        "Прикрепленные файлы:",
        "diplom-obrazets.pdf",
        "Новый ответ",
        "Посмотреть переписку или ответить",
    ):
        assert shown in page
    assert re.search(r"\(\d+(\.\d+)? Б\)", page)


def test_own_files_of_an_appeal_are_no_comment_of_a_specialist(client, applicant):
    make_appeal(applicant, files=[make_file(applicant.user, "файл.тест.pdf")])
    page = text_of(client.get(LIST))
    assert "файл.тест.pdf" not in page
    assert TEXT not in page


def test_home_has_the_latest_appeals_with_their_state(client, applicant):
    made = [make_appeal(applicant, topic="04") for _ in range(4)]
    act(made[3], "ask", comment="Где это?")
    page = text_of(client.get("/"))
    assert f"{made[3].number} 24.11.2026" in page
    assert "Текущий статус: Требуется уточнение" in page
    assert "Пришлите уточнение" in page
    assert "1 новое сообщение" in page
    assert f" {made[0].number} " not in page
    assert "Все обращения" in page
    assert "Написать обращение" in page


def test_menu_counts_conversations_with_something_unread_until_they_are_opened(client, applicant):
    appeal = make_taken(applicant)
    for _ in range(2):
        APPEAL_ENGINE.comment(
            case=appeal, by=make_specialist(), text="Ответ", files=[], token=uuid4(), at=NOW
        )
    assert "Обращения 1 , непрочитанных: 1" in text_of(client.get("/profile/"))
    client.get(reverse("appeal", args=[appeal.pk]))
    assert "непрочитанных" not in text_of(client.get("/profile/"))


@pytest.mark.parametrize(("name", "most"), [("appeals", 8), ("home", 13)])
def test_lists_ask_the_database_as_often_for_one_row_as_for_thirty(
    client, applicant, django_assert_max_num_queries, name, most
):
    specialist = make_specialist()

    def add():
        appeal = make_taken(applicant, by=specialist, files=[make_file(applicant.user)])
        file = make_file(specialist)
        APPEAL_ENGINE.comment(case=appeal, by=file.owner, text="Ответ", files=[file], token=uuid4(), at=NOW)

    add()
    with django_assert_max_num_queries(most):
        client.get(reverse(name))
    for _ in range(29):
        add()
    with django_assert_max_num_queries(most):
        client.get(reverse(name))


def test_older_appeals_are_on_the_next_page(client, applicant):
    made = [make_appeal(applicant) for _ in range(25)]
    page = client.get(LIST).content.decode()
    assert f">{made[24].number}<" in page
    assert f">{made[4].number}<" not in page
    older = re.search(r'href="(\?before=\d+)"', page)[1]
    page = client.get(LIST + older).content.decode()
    assert f">{made[4].number}<" in page
    assert f">{made[5].number}<" not in page


# --- One appeal -------------------------------------------------------------------------------


def address(appeal, name="appeal"):
    return reverse(name, args=[appeal.pk])


def test_page_shows_conversation_history_and_term(client, applicant):
    appeal = make_taken(applicant)
    APPEAL_ENGINE.comment(
        case=appeal, by=make_specialist(), text="Ищем документы.", files=[], token=uuid4(), at=NOW
    )
    page = text_of(client.get(address(appeal)))
    for shown in (
        TEXT,
        "Ищем документы.",
        "Направлено 24.11.2026 в 12:00",
        "В работе 24.11.2026 в 12:00",
        "9 декабря",
        "прил. 5, п. 1",
    ):
        assert shown in page
    assert "Мария" not in page  # the operator's people stay without names


def test_author_sees_when_the_specialist_read_the_message(client, applicant):
    appeal = make_appeal(applicant)
    Message.objects.update(read_at=NOW + timedelta(minutes=15))
    assert "прочитано 24.11.2026 в 12:15" in text_of(client.get(address(appeal)))


def test_thanks_for_an_answer_start_no_new_term(client, applicant):
    appeal = act(make_taken(applicant), "answer", comment="Готовы.")
    assert "Отправить и открыть обращение снова" in text_of(client.get(address(appeal)))
    client.post(address(appeal, "appeal_reply"), {"token": str(uuid4()), "text": "Спасибо!"})
    appeal.refresh_from_db()
    assert (appeal.state, appeal.due_on) == (State.ANSWERED, None)
    assert appeal.thread.messages.last().text == "Спасибо!"


def test_reply_is_sent_with_a_file_and_opens_an_answered_appeal_again_by_its_button(client, applicant):
    appeal = act(make_taken(applicant), "answer", comment="Готовы.")
    response = client.post(
        address(appeal, "appeal_reply"),
        {"token": str(uuid4()), "text": "А где их взять?", "uploads": [pdf()], "go": "reopen"},
        follow=True,
    )
    appeal.refresh_from_db()
    assert appeal.state == State.IN_WORK
    page = text_of(response)
    assert "А где их взять?" in page
    assert "фото счётчика.pdf" in page


def test_draft_of_a_reply_is_kept_by_itself_and_shown_again(client, applicant):
    appeal = make_taken(applicant)
    answer = client.post(
        address(appeal, "appeal_reply"), {"token": str(uuid4()), "text": "Нача", "go": "autosave"}
    )
    assert answer.json()["saved_at"]
    page = client.get(address(appeal)).content.decode()
    assert "Нача</textarea>" in page
    assert "data-saved-at=" in page
    response = client.post(
        address(appeal, "appeal_reply"),
        {"token": str(uuid4()), "text": "Начало", "uploads": [pdf()], "go": "draft"},
        follow=True,
    )
    assert "Черновик сообщения сохранён." in text_of(response)
    assert "фото счётчика.pdf" in text_of(response)
    assert appeal.thread.messages.count() == 1


def test_refused_reply_keeps_its_text_even_after_a_reload(client, applicant):
    appeal = make_taken(applicant)
    long = "ы" * 10_001
    response = client.post(address(appeal, "appeal_reply"), {"token": str(uuid4()), "text": long})
    assert response.status_code == 422
    assert long in response.content.decode()
    assert long in client.get(address(appeal)).content.decode()


def test_conversation_opens_in_place_for_a_script_and_as_a_page_without(client, applicant):
    appeal = make_taken(applicant)
    APPEAL_ENGINE.comment(case=appeal, by=make_specialist(), text="Ответ", files=[], token=uuid4(), at=NOW)
    place = address(appeal, "appeal_conversation")
    assert client.get(place).url == f"{address(appeal)}#correspondence"
    page = client.get(place, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "Ответ" in page
    assert f'action="{address(appeal, "appeal_reply")}"' in page
    assert "Новый ответ" not in text_of(client.get(LIST))


def test_earlier_messages_come_by_a_script_and_by_a_link(client, applicant):
    appeal = make_appeal(applicant)
    for place in range(25):
        reply_to_appeal(
            appeal=appeal,
            by=applicant.user,
            text=f"Письмо {place}.",
            files=[],
            token=uuid4(),
            at=NOW + timedelta(minutes=place + 1),
        )
    page = client.get(address(appeal)).content.decode()
    assert "Письмо 24." in page
    assert "Письмо 4." not in page
    before = re.search(r"\?before=([0-9a-f-]+)", page)[0]
    for asked in (
        client.get(address(appeal) + before),
        client.get(address(appeal, "appeal_conversation") + before, headers={"HX-Request": "true"}),
    ):
        assert "Письмо 4." in asked.content.decode()
        assert "Письмо 24." not in asked.content.decode()


def test_page_of_an_appeal_asks_the_same_for_one_letter_and_for_thirty(
    client, applicant, django_assert_max_num_queries
):
    appeal = make_appeal(applicant)
    client.get(address(appeal))
    with django_assert_max_num_queries(13):
        client.get(address(appeal))
    for _ in range(30):
        reply_to_appeal(
            appeal=appeal,
            by=applicant.user,
            text="Ещё",
            files=[make_file(applicant.user)],
            token=uuid4(),
            at=NOW,
        )
    with django_assert_max_num_queries(13):
        client.get(address(appeal))


def test_author_withdraws_an_appeal_after_a_question(client, applicant):
    appeal = make_appeal(applicant)
    assert "Отозвать обращение" in text_of(client.get(address(appeal)))
    token = hidden(client.get(address(appeal, "appeal_withdraw")), "token")[0]
    page = text_of(client.post(address(appeal, "appeal_withdraw"), {"token": token}, follow=True))
    assert f"Обращение {appeal.number} отозвано. Появится вопрос — напишите новое." in page
    assert "Напишите новое обращение" in page
    assert 'name="text"' not in client.get(address(appeal)).content.decode()


def test_taken_appeal_is_not_withdrawn(client, applicant):
    appeal = make_taken(applicant)
    assert "Отозвать обращение" not in text_of(client.get(address(appeal)))
    page = client.post(address(appeal, "appeal_withdraw"), {"token": str(uuid4())}, follow=True)
    assert "Сейчас это действие невозможно" in text_of(page)


def test_what_people_wrote_is_escaped(client, applicant):
    appeal = make_appeal(applicant, text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get(address(appeal)).content.decode()


def test_page_of_a_sent_appeal_thanks_and_says_what_next(client, applicant):
    appeal = make_appeal(applicant)
    page = text_of(client.get(reverse("appeal_sent", args=[appeal.pk])))
    assert "Спасибо, мы его получили" in page
    assert "Что дальше" in page
    assert "Почему такой срок" in page


# --- Whose it is ------------------------------------------------------------------------------

NAMES = (
    "appeal",
    "appeal_sent",
    "appeal_reply",
    "appeal_conversation",
    "appeal_withdraw",
    "appeal_file",
)


def addresses(appeal):
    file = appeal.thread.messages.get().files.get()
    return {
        name: reverse(name, args=[appeal.pk, *([file.pk] if name == "appeal_file" else [])]) for name in NAMES
    }


@pytest.fixture
def others(db):
    owner = make_applicant()
    return make_appeal(owner, files=[make_file(owner.user)])


@pytest.mark.parametrize("method", ["get", "post"])
def test_anothers_appeal_does_not_exist(client, applicant, others, method):
    answered = {
        name: getattr(client, method)(url, {"text": "x", "token": str(uuid4())}).status_code
        for name, url in addresses(others).items()
    }
    assert set(answered.values()) <= {404, 405}
    others.refresh_from_db()
    assert (others.state, others.thread.messages.count()) == (State.SENT, 1)


def test_stranger_and_specialist_get_no_page_of_it(client, others):
    for url in [*addresses(others).values(), LIST, NEW]:
        assert client.get(url).url.startswith(reverse("login"))
    client.force_login(make_specialist())
    for url in [*addresses(others).values(), LIST, NEW]:
        assert client.get(url).status_code == 404


def test_owner_opens_the_file(client, others):
    client.force_login(others.owner)
    given = client.get(addresses(others)["appeal_file"])
    assert b"".join(given.streaming_content) == pdf_bytes()

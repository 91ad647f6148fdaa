"""The card of an application: reading it and answering from it."""

import hashlib
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kabinet.applications.course.transitions import ENGINE as APPLICATION_ENGINE
from kabinet.applications.course.transitions import perform
from kabinet.applications.rules.states import State
from kabinet.applications.submission.replying import reply_to_application
from kabinet.core.models import JournalEntry
from kabinet.correspondence.models import Message
from kabinet.files.models import StoredFile
from kabinet.office.applications.notes import write_note
from tests.applications.builders import NOW, make_applicant, make_file, make_submitted, pdf_bytes
from tests.office.test_queue import text_of


@pytest.fixture
def case(db):
    """An application that has just been submitted."""
    return make_submitted()


def address(application):
    return f"/office/applications/{application.pk}/"


def hidden(response):
    """The hidden and ticked inputs of the form, as a browser would send them back."""
    html = response.content.decode()
    token = re.search(r'name="token" value="([^"]+)"', html)[1]
    # The mark stands in the form of the answer and in that of the presence; both are the same.
    seen = re.search(r'name="seen" value="([^"]+)"', html)[1]
    return {"token": token, "seen": seen, "kept": re.findall(r'name="kept" value="([^"]+)"', html)}


def typed_text(response):
    html = response.content.decode()
    return re.search(r"<textarea[^>]*name=\"text\"[^>]*>\s*([^<]*)</textarea>", html)[1]


def pdf(name="технические условия.pdf"):
    return SimpleUploadedFile(name, pdf_bytes(), content_type="application/pdf")


def send(office, application, **posted):
    form = {**hidden(office.get(address(application))), "act": "comment", "text": "", **posted}
    return office.post(address(application), form)


# --- Reading ----------------------------------------------------------------------------------


def test_card_shows_the_application_as_people_read_it(office, case):
    page = text_of(office.get(address(case)))

    for shown in (
        case.number,
        "Иванов Пётр Сергеевич",
        "Заявка направлена",
        "Постоянное",
        "Республика Башкортостан, Уфимский район, с. Жуково, ул. Новая, участок 15",
        "15 кВт",
        "ООО «ЭСКБ»",
        "24.11.2026 в 12:00",
    ):
        assert shown in page


def test_applicant_is_called_and_written_to_by_a_click(office, case):
    html = office.get(address(case)).content.decode()

    assert '<a href="tel:+79171234567">+7\xa0917\xa0123-45-67</a>' in html
    assert '<a href="mailto:ivanov@example.ru">ivanov@example.ru</a>' in html


def test_card_says_who_acts_next_and_by_when(office, case):
    page = text_of(office.get(address(case)))

    assert "Специалист: Регистрация заявки" in page
    assert "до 25.11.2026" in page
    assert "прил. 5, п. 4" in page


def test_card_of_a_waiting_application_names_the_applicant(office, case, specialist):
    perform(
        application=case,
        action="request_documents",
        by=specialist,
        at=NOW,
        comment="Нужен план",
        token=uuid4(),
    )

    assert "Заявитель: Представление недостающих сведений" in text_of(office.get(address(case)))


def test_documents_are_listed_by_kind_with_size_and_digest(office, case):
    response = office.get(address(case))
    page, digest = text_of(response), hashlib.sha256(pdf_bytes()).hexdigest()

    documents = response.content.decode().partition('id="documents"')[2].partition("</section>")[0]
    titles = [" ".join(title.split()) for title in re.findall(r"<h3>([^<]+)</h3>", documents)]
    assert titles == [
        "Печатная форма заявки",
        "Копия паспорта или другого документа, удостоверяющего личность",
        "Документ о праве на участок или здание",
    ]
    assert "passport.pdf" in page
    assert re.search(r"\(\d+(\.\d+)? Б\)", page)
    assert digest in page
    assert f"{digest[:12]}…" in page


def test_file_is_downloaded_under_its_own_name(office, case):
    file = case.attachments.get(kind="passport").file

    response = office.get(f"{address(case)}files/{file.pk}/")

    assert b"".join(response.streaming_content) == pdf_bytes()
    assert response["Content-Disposition"].startswith("attachment")


def test_file_is_shown_in_place_when_asked(office, case):
    file = case.attachments.get(kind="passport").file

    response = office.get(f"{address(case)}files/{file.pk}/?show=1")

    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_file_of_the_conversation_is_given(office, case):
    file = make_file(case.owner, "ответ.pdf")
    reply_to_application(application=case, by=case.owner, text="План", files=[file], token=uuid4(), at=NOW)

    assert "ответ.pdf" in text_of(office.get(address(case)))
    assert office.get(f"{address(case)}files/{file.pk}/").status_code == 200


def test_opening_a_card_and_a_file_is_recorded(office, case, specialist):
    file = case.attachments.get(kind="passport").file

    office.get(address(case), REMOTE_ADDR="192.0.2.9")
    office.get(f"{address(case)}files/{file.pk}/", REMOTE_ADDR="192.0.2.9")

    opened = JournalEntry.objects.filter(actor=specialist.pk).order_by("pk")
    assert [(entry.act, entry.subject, entry.address) for entry in opened] == [
        ("application_opened", f"application:{case.pk}", "192.0.2.9"),
        ("application_file_opened", f"application:{case.pk}", "192.0.2.9"),
    ]
    assert opened[1].details["file_id"] == str(file.pk)


def test_opening_a_card_marks_the_replies_as_read(office, case):
    reply_to_application(application=case, by=case.owner, text="План", files=[], token=uuid4(), at=NOW)
    assert "Новый ответ" in text_of(office.get("/office/", {"state": "all"}))

    office.get(address(case))

    assert "Новый ответ" not in text_of(office.get("/office/", {"state": "all"}))


def test_history_tells_states_dates_people_and_reasons(office, case, specialist):
    later = NOW + timedelta(hours=3)
    perform(
        application=case,
        action="request_documents",
        by=specialist,
        at=later,
        comment="Нет страницы с регистрацией",
        token=uuid4(),
    )

    history = text_of(office.get(address(case))).partition("История")[2].rpartition("История")[2]

    assert "Заявка направлена 24.11.2026 в 12:00, Заявитель" in history
    assert "Ожидает документов 24.11.2026 в 15:00, Смирнова Анна Викторовна; срок — 22.12.2026" in history
    assert "Нет страницы с регистрацией" in history


def test_what_people_wrote_is_escaped(office):
    case = make_submitted(object_name="<script>alert(1)</script>")
    reply_to_application(
        application=case, by=case.owner, text='"><svg onload=alert(2)>', files=[], token=uuid4(), at=NOW
    )

    page = office.get(address(case)).content.decode()

    assert "<script>alert(1)" not in page
    assert "<svg onload" not in page


# The session, the user, the application with its files (3), the marks of reading, who is present (2), the
# terms of the buttons, the corrections, the answers to points, the applicant's other applications, the notes,
# the mark of the card, the conversation with its files (2), the history, the printed form, the colleagues.
# The journal is not told of a card that was opened just before. The templates of answers, the draft of one.
CARD_QUERIES = 31


@pytest.mark.parametrize("size", [1, 12])
def test_card_asks_the_database_as_often_for_a_long_case_as_for_a_short_one(office, specialist, listed, size):
    case = make_submitted(make_applicant())
    for number in range(size):
        file = make_file(case.owner, f"{number}.pdf")
        reply_to_application(
            application=case, by=case.owner, text=f"Письмо {number}", files=[file], token=uuid4(), at=NOW
        )
        write_note(application=case, text=f"Заметка {number}", by=specialist, at=NOW, token=uuid4())
        listed(owner=case.owner)
    office.get(address(case))  # from now on nothing is unread

    with CaptureQueriesContext(connection) as asked:
        office.get(address(case))
    around = ("PRAGMA", "SET LOCAL", "SAVEPOINT", "RELEASE")
    assert len([query for query in asked if not query["sql"].startswith(around)]) == CARD_QUERIES


def test_long_conversation_is_read_page_by_page(office, case):
    for number in range(25):
        at = NOW + timedelta(minutes=number)
        reply_to_application(
            application=case, by=case.owner, text=f"Письмо {number}.", files=[], token=uuid4(), at=at
        )
    response = office.get(address(case))
    assert "Письмо 24." in text_of(response)
    assert "Письмо 4." not in text_of(response)
    before = re.search(r"\?before=[0-9a-f-]+", response.content.decode())[0]
    assert "Письмо 4." in text_of(office.get(address(case) + before))
    in_place = office.get(address(case) + before, headers={"HX-Request": "true"})
    assert "Письмо 4." in text_of(in_place)
    assert "<form" not in in_place.content.decode()


def test_request_is_told_from_a_message_with_its_day(office, case, specialist):
    perform(
        application=case, action="request_documents", by=specialist, at=NOW, comment="План", token=uuid4()
    )
    assert "Запрос — до 22.12.2026 План" in text_of(office.get(address(case)))


def test_draft_of_an_answer_is_kept_and_shown_to_its_author_again(office, case):
    form = hidden(office.get(address(case)))
    saved = office.post(address(case), {**form, "text": "Нача", "go": "autosave"})
    assert saved.json()["saved_at"]
    office.post(address(case), {**form, "text": "Начало", "uploads": [pdf()], "go": "draft"})
    page = office.get(address(case))
    assert typed_text(page) == "Начало"
    assert len(hidden(page)["kept"]) == 1
    assert case.thread.messages.count() == 0


def test_draft_of_an_answer_saves_itself_beside_a_day_that_cannot_be_read(office, case):
    form = {**hidden(office.get(address(case))), "text": "Начало", "happened_on": "вчера"}
    assert office.post(address(case), {**form, "go": "autosave"}).json()["saved_at"]
    refused = office.post(address(case), {**form, "text": "Начало!", "go": "draft"})
    assert (refused.status_code, typed_text(refused)) == (422, "Начало!")
    assert typed_text(office.get(address(case))) == "Начало!"


# --- Writing ----------------------------------------------------------------------------------


def test_comment_with_a_file_reaches_the_applicant(office, case, letters):
    response = send(office, case, text="Посмотрите ТУ.", uploads=[pdf()])

    assert response.status_code == 302
    page = text_of(office.get(address(case)))
    assert "Комментарий отправлен заявителю." in page
    assert "Посмотрите ТУ." in page
    assert "технические условия.pdf" in page
    letter = letters()[-1]
    assert letter.to == [case.owner.email]
    assert "Посмотрите ТУ." in letter.body
    assert "технические условия.pdf" in letter.body


def test_buttons_are_those_of_the_transition_table_with_what_the_applicant_will_be_told(office, case):
    response = office.get(address(case))

    acts = re.findall(r'name="act" value="([^"]+)"', response.content.decode())
    assert acts == ["comment", "register", "request_documents", "accept", "annul"]
    page = text_of(response)
    assert "Заявка зарегистрирована. Специалист проверяет сведения и документы." in page
    assert "до 27.11.2026" in page
    assert "Комментарий обязателен." in page


def test_change_of_state_is_seen_on_the_card_and_by_letter(office, case, specialist, letters):
    response = send(office, case, act="register")

    assert response.status_code == 302
    page = text_of(office.get(address(case)))
    assert "Статус изменён: теперь он — «На проверке». Заявителю отправлено письмо." in page
    case.refresh_from_db()
    assert (case.state, case.specialist) == (State.CHECKING, specialist)
    assert "На проверке" in letters()[-1].subject


def test_change_of_state_carries_comment_and_files(office, case):
    send(office, case, act="request_documents", text="Пришлите план.", uploads=[pdf("образец плана.pdf")])

    case.refresh_from_db()
    message = case.thread.messages.get()
    assert case.state == State.AWAITING_DOCUMENTS
    assert (message.text, [file.name for file in message.files.all()]) == (
        "Пришлите план.",
        ["образец плана.pdf"],
    )


def test_double_click_sends_one_message_and_keeps_one_file(office, case, letters):
    form = {**hidden(office.get(address(case))), "act": "comment", "text": "Один раз"}

    office.post(address(case), {**form, "uploads": [pdf()]})
    response = office.post(address(case), {**form, "uploads": [pdf()]})

    assert response.status_code == 302
    assert case.thread.messages.count() == 1
    assert StoredFile.objects.filter(name="технические условия.pdf").count() == 1
    assert len([letter for letter in letters() if "Один раз" in letter.body]) == 1


def test_double_click_changes_the_state_once(office, case):
    form = {**hidden(office.get(address(case))), "act": "register", "text": "Взяли"}

    office.post(address(case), form)
    response = office.post(address(case), form)

    assert response.status_code == 302
    assert case.history.filter(action="register").count() == 1
    assert case.thread.messages.count() == 1


@pytest.mark.parametrize("act", ["comment", "accept"])
def test_stale_card_is_refused_and_keeps_text_and_files(office, case, specialist, act):
    form = hidden(office.get(address(case)))
    perform(application=case, action="register", by=specialist, at=NOW, token=uuid4())

    response = office.post(address(case), {**form, "act": act, "text": "Написано раньше", "uploads": [pdf()]})

    assert response.status_code == 409
    page = text_of(response)
    assert "Пока карточка была открыта, в заявке произошли изменения: статус теперь — «На проверке»" in page
    assert typed_text(response) == "Написано раньше"
    assert "технические условия.pdf" in page
    case.refresh_from_db()
    assert (case.state, case.thread.messages.count()) == (State.CHECKING, 0)

    again = office.post(address(case), {**hidden(response), "act": act, "text": "Написано раньше"})

    assert again.status_code == 302
    assert [file.name for file in case.thread.messages.get().files.all()] == ["технические условия.pdf"]


def test_refused_file_keeps_the_text_and_the_other_files(office, case):
    wrong = SimpleUploadedFile("программа.pdf", b"MZ" + b"\0" * 200, content_type="application/pdf")

    response = send(office, case, text="Смотрите вложения", uploads=[pdf(), wrong])

    assert response.status_code == 422
    page = text_of(response)
    assert "Файл «программа.pdf» не принят" in page
    assert typed_text(response) == "Смотрите вложения"
    assert "Уже загружены" in page
    assert case.thread.messages.count() == 0

    again = office.post(address(case), {**hidden(response), "act": "comment", "text": "Смотрите вложения"})

    assert again.status_code == 302
    message = case.thread.messages.get()
    assert [file.name for file in message.files.all()] == ["технические условия.pdf"]


def test_empty_comment_is_refused(office, case):
    response = send(office, case, text="  \n ")

    assert response.status_code == 422
    assert "Напишите текст сообщения или приложите файл." in text_of(response)


def test_missing_comment_is_asked_for_and_files_are_kept(office, case):
    response = send(office, case, act="request_documents", uploads=[pdf()])

    assert response.status_code == 422
    assert "Напишите комментарий: без него будет непонятно, что нужно сделать." in text_of(response)
    assert len(hidden(response)["kept"]) == 1
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_too_long_comment_is_refused_and_stays_whole(office, case):
    text = "д" * 10_001

    response = send(office, case, text=text)

    assert response.status_code == 422
    assert typed_text(response) == text


def test_file_that_was_unticked_is_not_sent(office, case):
    refused = send(office, case, act="request_documents", uploads=[pdf()])

    office.post(address(case), {**hidden(refused), "kept": [], "act": "comment", "text": "Без файла"})

    assert case.thread.messages.get().files.count() == 0


def test_another_persons_file_cannot_be_sent(office, case):
    foreign = make_file(case.owner, "чужой.pdf")
    attached = case.attachments.first().file

    send(office, case, text="Держите", kept=[str(foreign.pk), str(attached.pk), "не-номер"])

    assert case.thread.messages.get().files.count() == 0


def test_own_file_that_was_sent_already_is_not_sent_again(office, case, specialist):
    sent = make_file(specialist, "условия.pdf")
    APPLICATION_ENGINE.comment(
        case=make_submitted(), by=specialist, text="", files=[sent], token=uuid4(), at=NOW
    )

    send(office, case, text="Держите", kept=[str(sent.pk)])

    assert case.thread.messages.get().files.count() == 0


@pytest.mark.parametrize("act", ["submit", "supply", "withdraw", "нет такого"])
def test_act_that_is_not_the_specialists_is_refused(office, case, act):
    response = send(office, case, act=act, text="Попытка")

    assert response.status_code == 409
    assert typed_text(response) == "Попытка"
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_annulled_application_offers_no_change_of_state(office, case, specialist):
    perform(application=case, action="annul", by=specialist, at=NOW, comment="По письму", token=uuid4())

    page = office.get(address(case)).content.decode()

    assert re.findall(r'name="act" value="([^"]+)"', page) == ["comment"]
    assert "Рассмотрение прекращено" in page


def test_two_pages_opened_one_after_another_send_two_messages(office, case):
    send(office, case, text="Первое")
    send(office, case, text="Второе")

    assert [message.text for message in case.thread.messages.all()] == ["Первое", "Второе"]


def test_broken_token_does_not_lose_the_message(office, case):
    response = send(office, case, text="Всё равно", token="x")

    assert response.status_code == 302
    message = Message.objects.get(text="Всё равно")
    assert isinstance(message.token, UUID)

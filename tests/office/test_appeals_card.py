"""The card of an appeal: reading it and answering from it."""

import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.urls import reverse

from kabinet.accounts.models import Role
from kabinet.appeals.models import Appeal
from kabinet.appeals.services import reply_to_appeal
from kabinet.appeals.states import State
from kabinet.appeals.transitions import Outcome
from kabinet.core.errors import DomainError
from kabinet.core.models import JournalEntry
from kabinet.correspondence.models import Message, MessageDraft
from kabinet.office.appeals.card import APPEAL_CARD
from kabinet.office.card.answering import answer_case
from kabinet.office.card.declaration import CardAnswer
from kabinet.office.card.freshness import CardStale, Mark
from tests.appeals.builders import TEXT, act, make_appeal, make_taken
from tests.applications.builders import (
    NOW,
    make_applicant,
    make_file,
    make_specialist,
    make_submitted,
)
from tests.office.conftest import person
from tests.office.test_card import pdf, typed_text
from tests.office.test_queue import text_of
from tests.waiting import LONGEST_SECONDS


@pytest.fixture
def appeal(db):
    return make_appeal()


def address(appeal):
    return reverse("office_appeal", args=[appeal.pk])


def hidden(response):
    """The hidden and ticked inputs of the form, as a browser would send them back."""
    html = response.content.decode()
    return {
        "token": re.search(r'name="token" value="([^"]+)"', html)[1],
        "seen": re.search(r'name="seen" value="([^"]+)"', html)[1],
        "kept": re.findall(r'name="kept" value="([^"]+)"', html),
    }


def carried(response):
    """What the page that asks first sends when its button is pressed."""
    html = response.content.decode()
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    return {**found, "kept": re.findall(r'name="kept" value="([^"]+)"', html)}


def send(office, appeal, **posted):
    """Press a button of the card, and that of the page which asks first, if one comes."""
    form = {**hidden(office.get(address(appeal))), "act": "comment", "text": "", **posted}
    answer = office.post(address(appeal), form)
    asked = carried(answer)
    if "confirmed" not in asked:
        return answer
    return office.post(address(appeal), {**asked, "why": "Помогаю коллеге"})


# --- Reading ----------------------------------------------------------------------------------


def test_card_shows_appeal_contacts_term_and_other_appeals(office):
    owner = make_applicant()
    application, other = make_submitted(owner), make_appeal(owner, topic="03")
    appeal = make_appeal(
        owner, application=str(application.pk), reply_by="post", postal_address="450000, Уфа"
    )
    page = text_of(office.get(address(appeal)))
    for shown in (
        appeal.number,
        "Запрос справочной информации",
        TEXT,
        "Иванов Пётр Сергеевич (физическое лицо)",
        "письмом на почтовый адрес",
        "450000, Уфа",
        "+7 917 123-45-67",
        owner.user.email,
        application.number,
        "Ответ до 09.12.2026",
        "прил. 5, п. 1",
        f"{other.number} 24.11.2026, Жалоба: направлено",
    ):
        assert shown in page


def test_buttons_tell_beforehand_what_the_applicant_will_read(office, appeal):
    response = office.get(address(appeal))
    acts = re.findall(r'name="act" value="([^"]+)"', response.content.decode())
    assert acts == ["take", "comment", "take", "ask", "answer", "refer", "refuse"]
    page = text_of(response)
    assert "Статус станет «В работе». Заявителю: «Специалист работает над вашим обращением.»" in page
    assert "Не позднее 01.12.2026" in page
    assert "Укажите организацию" in page


def test_outcome_is_asked_of_a_complaint_only(office):
    assert "Жалоба обоснована?" in text_of(office.get(address(make_taken(topic="03"))))
    assert "Жалоба обоснована?" not in text_of(office.get(address(make_taken(topic="01"))))


def test_opening_a_card_and_a_file_is_recorded_and_marks_what_was_read(office, specialist):
    owner = make_applicant()
    appeal = make_appeal(owner, files=[make_file(owner.user)])
    file = appeal.thread.messages.get().files.get()
    office.get(address(appeal), REMOTE_ADDR="192.0.2.9")
    office.get(reverse("office_appeal_file", args=[appeal.pk, file.pk]), REMOTE_ADDR="192.0.2.9")
    opened = JournalEntry.objects.filter(actor=specialist.pk).order_by("pk")
    assert [(entry.act, entry.subject, entry.address) for entry in opened] == [
        ("appeal_opened", f"appeal:{appeal.pk}", "192.0.2.9"),
        ("appeal_file_opened", f"appeal:{appeal.pk}", "192.0.2.9"),
    ]
    assert appeal.thread.messages.get().read_at is not None


def test_history_tells_states_dates_people_and_terms(office, appeal, specialist):
    act(appeal, "take", by=specialist, at=NOW + timedelta(hours=3))
    history = text_of(office.get(address(appeal))).partition("История")[2]
    assert "Направлено 24.11.2026 в 12:00, Заявитель; срок — 09.12.2026" in history
    assert "В работе 24.11.2026 в 15:00, Смирнова Анна Викторовна; срок — 09.12.2026" in history


@pytest.mark.parametrize("size", [1, 30])
def test_card_asks_the_database_as_often_for_a_long_case_as_for_a_short_one(
    office, django_assert_max_num_queries, size
):
    owner = make_applicant()
    appeal = make_appeal(owner)
    for _ in range(size):
        make_appeal(owner)
        file = make_file(owner.user)
        reply_to_appeal(appeal=appeal, by=owner.user, text="Ещё", files=[file], token=uuid4(), at=NOW)
    office.get(address(appeal))  # from now on nothing is unread
    with django_assert_max_num_queries(24):
        office.get(address(appeal))


# --- Writing ----------------------------------------------------------------------------------


def test_message_with_a_file_reaches_the_author(office, appeal, specialist, letters):
    assert send(office, appeal, text="Ищем документы.", uploads=[pdf()]).status_code == 302
    page = text_of(office.get(address(appeal)))
    assert "Сообщение отправлено заявителю." in page
    assert "технические условия.pdf" in page
    letter = letters()[-1]
    assert "Ищем документы." in letter.body
    assert "технические условия.pdf" in letter.body
    appeal.refresh_from_db()
    assert (appeal.specialist, appeal.state) == (specialist, State.SENT)


def test_appeal_is_taken_answered_and_closed(office, appeal, specialist, letters):
    send(office, appeal, act="take")
    send(office, appeal, act="answer", text="Готовы.", uploads=[pdf()])
    response = send(office, appeal, act="close")
    assert response.status_code == 302
    appeal.refresh_from_db()
    assert (appeal.state, appeal.specialist, appeal.due_on) == (State.CLOSED, specialist, None)
    assert [letter.subject for letter in letters()][-3:] == [
        f"Обращение {appeal.number}: В работе",
        f"Обращение {appeal.number}: Ответ дан",
        f"Обращение {appeal.number}: Закрыто",
    ]


def test_complaint_is_answered_from_the_form(office):
    appeal = make_taken(topic="03")
    response = send(office, appeal, act="answer", text="Разобрались.")
    assert response.status_code == 422
    assert "Укажите, обоснована ли жалоба" in text_of(response)
    response = send(
        office,
        appeal,
        act="answer",
        text="Вы правы.",
        founded="yes",
        measures="Опора",
        measures_due_on="20.01.2027",
    )
    assert response.status_code == 302
    appeal.refresh_from_db()
    assert (appeal.state, appeal.founded) == (State.ANSWERED, True)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"act": "answer", "text": " "}, "Без комментария нельзя"),
        ({"act": "refuse", "text": "Нет"}, "Выберите причину"),
        ({"act": "comment", "text": ""}, "Напишите текст сообщения"),
        ({"act": "answer", "text": "Да", "measures_due_on": "завтра"}, "апишите дату так"),
    ],
)
def test_refused_answer_keeps_text_and_files(office, appeal, posted, said):
    uploads = [] if posted["act"] == "comment" else [pdf()]
    response = send(office, appeal, uploads=uploads, **posted)
    assert response.status_code == 422
    assert said in text_of(response)
    assert typed_text(response).strip() == posted["text"].strip()
    assert len(hidden(response)["kept"]) == len(uploads)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.thread.messages.count()) == (State.SENT, 1)


def test_draft_of_an_answer_is_kept_for_its_author_alone(office, client, appeal):
    form = hidden(office.get(address(appeal)))
    saved = office.post(address(appeal), {**form, "text": "Нача", "go": "autosave"})
    assert saved.json()["saved_at"]
    office.post(address(appeal), {**form, "text": "Начало", "uploads": [pdf()], "go": "draft"})
    page = office.get(address(appeal))
    assert typed_text(page) == "Начало"
    assert len(hidden(page)["kept"]) == 1
    client.force_login(person("other@seti.example.ru", role=Role.SPECIALIST))
    assert typed_text(client.get(address(appeal))) == ""
    assert appeal.thread.messages.count() == 1


def test_double_click_answers_once(office, appeal, letters):
    form = {**hidden(office.get(address(appeal))), "act": "answer", "text": "Один раз", "confirmed": "yes"}
    for _ in range(2):
        assert office.post(address(appeal), form).status_code == 302
    assert appeal.history.filter(action="answer").count() == 1
    assert Message.objects.filter(text="Один раз").count() == 1
    assert MessageDraft.objects.count() == 0


# --- Two people at once -----------------------------------------------------------------------


def colleague_takes(appeal):
    act(appeal, "take", by=person("p@seti.example.ru", role=Role.SPECIALIST, name="Петрова Ольга"))


def author_writes(appeal):
    reply_to_appeal(appeal=appeal, by=appeal.owner, text="Уже не нужно", files=[], token=uuid4(), at=NOW)


@pytest.mark.parametrize(
    ("meanwhile", "shown"),
    [(colleague_takes, "специалист теперь — Петрова Ольга"), (author_writes, "Уже не нужно")],
)
@pytest.mark.parametrize("action", ["comment", "answer"])
def test_stale_card_sends_nothing_shows_the_change_and_keeps_text_and_files(
    office, appeal, meanwhile, shown, action
):
    form = hidden(office.get(address(appeal)))
    meanwhile(appeal)
    before = appeal.thread.messages.count()
    response = office.post(
        address(appeal), {**form, "act": action, "text": "Написано раньше", "uploads": [pdf()]}
    )
    assert response.status_code == 409
    assert "Пока карточка была открыта, в обращении произошли изменения: " in text_of(response)
    assert shown in text_of(response)
    assert typed_text(response) == "Написано раньше"
    assert len(hidden(response)["kept"]) == 1
    assert appeal.thread.messages.count() == before
    once_more = {"act": action, "text": "Написано раньше", "confirmed": "yes", "why": "Помогаю"}
    again = office.post(address(appeal), {**hidden(response), **once_more})
    assert again.status_code == 302


def test_card_says_who_else_has_it_open_and_what_has_changed(office, client, appeal, specialist):
    colleague = person("p@seti.example.ru", role=Role.SPECIALIST, name="Петрова Ольга")
    client.force_login(colleague)
    assert "Сейчас открыта" not in text_of(client.get(address(appeal)))
    client.force_login(specialist)
    page = client.get(address(appeal))
    assert "Карточку сейчас смотрят и другие: Петрова Ольга" in text_of(page)

    url, form = reverse("office_appeal_presence", args=[appeal.pk]), {"seen": hidden(page)["seen"]}
    assert "Карточка устарела" not in text_of(client.post(url, form))
    act(appeal, "take", by=colleague)
    told = text_of(client.post(url, form))
    for change in ("Карточка устарела", "статус теперь — «В работе»", "специалист теперь — Петрова Ольга"):
        assert change in told


@pytest.mark.django_db(transaction=True)
def test_of_two_specialists_who_take_at_once_one_has_it():
    appeal = make_appeal()
    people, together, results = [make_specialist() for _ in range(2)], threading.Barrier(2), []
    seen = str(Mark.of(appeal))

    def take(who):
        try:
            together.wait(LONGEST_SECONDS)
            answer = CardAnswer(
                act="take",
                seen=seen,
                text="",
                files=[],
                given={"outcome": Outcome()},
                token=uuid4(),
                by=who,
                at=NOW,
            )
            answer_case(APPEAL_CARD, appeal, answer)
            results.append(who.pk)
        except DomainError as refusal:
            results.append(type(refusal))
        finally:
            connections.close_all()

    both = [threading.Thread(target=take, args=(who,)) for who in people]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert set(results) == {CardStale, Appeal.objects.get().specialist_id}


def test_appeal_is_handed_over_from_the_card(office, appeal, letters):
    colleague = person("p@seti.example.ru", role=Role.HEAD, name="Петрова Ольга")
    seen = hidden(office.get(address(appeal)))["seen"]
    url = reverse("office_appeal_assign", args=[appeal.pk])
    page = text_of(office.post(url, {"specialist": str(colleague.pk), "seen": seen}, follow=True))
    assert "Специалист обращения — Петрова Ольга." in page
    assert letters()[-1].to == ["p@seti.example.ru"]
    other = person("q@seti.example.ru", role=Role.SPECIALIST)
    page = text_of(office.post(url, {"specialist": str(other.pk), "seen": seen}, follow=True))
    assert "Пока карточка была открыта" in page
    for nobody in (appeal.owner.pk, "x", ""):
        page = text_of(office.post(url, {"specialist": str(nobody), "seen": seen}, follow=True))
        assert "Выберите, кому передать обращение." in page


# --- What asks first ---------------------------------------------------------------------------


def press(office, appeal, act, **posted):
    """Press a button of the card, and nothing else."""
    form = {**hidden(office.get(address(appeal))), "act": act, "text": "Ответ", **posted}
    return office.post(address(appeal), form)


@pytest.mark.parametrize(("act", "posted"), [("answer", {}), ("refer", {}), ("refuse", {"reason": "abuse"})])
def test_what_ends_the_term_of_an_appeal_is_asked_about_first(office, appeal, act, posted):
    asked = press(office, appeal, act, **posted)
    page = text_of(asked)
    assert "Срок ответа на этом заканчивается. Отменить это можно только" in page
    assert appeal.number in page
    assert appeal.applicant_name in page
    appeal.refresh_from_db()
    assert appeal.state == State.SENT
    office.post(address(appeal), carried(asked))
    appeal.refresh_from_db()
    assert (appeal.is_open, appeal.history.last().comment.endswith("Ответ")) == (False, True)


def test_what_an_answer_lacks_is_told_before_anything_is_asked(office, appeal):
    refused = press(office, appeal, "refer", text=" ")
    assert (refused.status_code, "Без комментария нельзя" in text_of(refused)) == (422, True)


def test_act_on_a_colleagues_appeal_asks_why_and_the_colleague_learns_it(office, letters):
    colleague = person("orlova@seti.example.ru", role=Role.SPECIALIST, name="Орлова Ольга")
    appeal = act(make_appeal(), "take", by=colleague)
    asked = press(office, appeal, "ask")
    assert "Обращение ведёт Орлова Ольга. Почему действуете вы * (обязательно)" in text_of(asked)
    again = office.post(address(appeal), carried(asked))
    assert (again.status_code, "Напишите причину" in text_of(again)) == (422, True)
    appeal.refresh_from_db()
    assert appeal.state == State.IN_WORK

    office.post(address(appeal), {**carried(again), "why": "Орлова в отпуске"})
    appeal.refresh_from_db()
    assert (appeal.state, appeal.specialist) == (State.CLARIFYING, colleague)
    assert "Причина: Орлова в отпуске" in text_of(office.get(address(appeal)))
    [told] = [letter for letter in letters() if letter.to == [colleague.email]]
    assert "Орлова в отпуске" in told.body

"""«Принять обращение» and the events of an appeal, as pages."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.appeals.models import Appeal, ReplyBy, Topic
from kabinet.appeals.registering import Contacts
from kabinet.appeals.states import Action, State
from kabinet.applicants.models import Applicant
from kabinet.core.channels import Channel
from kabinet.notifications.models import Letter
from kabinet.office.card.freshness import Mark
from tests.appeals.builders import act, make_appeal, make_topics
from tests.appeals.test_intake import taken
from tests.applicants.people import PERSON
from tests.applicants.people import make_applicant as registered
from tests.applicants.test_claiming import enter
from tests.applications.builders import make_specialist
from tests.office.test_documents import pdf
from tests.office.test_queue import text_of

pytestmark = pytest.mark.django_db
START = "/office/appeals/intake/"


@pytest.fixture
def entered(db):
    make_topics()
    return enter(by=make_specialist(email="other@example.ru"))


def today():
    return timezone.localdate()


def receive(applicant):
    return reverse("office_appeal_receive", args=[applicant.user_id])


def right(**typed):
    return {
        "token": uuid4(),
        "channel": "ПЧ",
        "received_on": f"{today():%d.%m.%Y}",
        "topic": Topic.objects.get(code="01").pk,
        "text": "Письмо о сроках",
        "reply_by": "post",
        "postal_address": "450000, г. Уфа, ул. Ленина, 1",
        **typed,
    }


def test_queue_leads_to_the_page_and_a_number_to_the_form(office, entered):
    assert START in office.get("/office/appeals/").content.decode()
    page = office.get(START, {"number": PERSON["snils"]})
    assert "Принять от него обращение" in text_of(page)
    assert receive(entered) in page.content.decode()
    form = text_of(office.get(receive(entered)))
    for words in ("в течение 30 дней (п. 41 «а», «д»)", "за 4 часа (п. 41 «в»)", "Заявка на ТП"):
        assert words in form.replace("\u00a0", " ")


def test_who_kept_their_numbers_is_entered_by_the_name_alone(office, db):
    make_topics()
    page = office.get(START).content.decode()
    assert "/office/appeals/intake/new/person/" in page
    for _ in range(2):
        answer = office.post(
            "/office/appeals/intake/new/person/",
            {"token": uuid4(), "last_name": "Сидоров", "first_name": "Олег", "middle_name": "Ильич"},
        )
        assert answer.status_code == 302, text_of(answer)
    assert Applicant.objects.filter(snils="", name="Сидоров Олег Ильич").count() == 2


def test_letter_is_registered_with_its_scan_and_nobody_is_said_to_have_got_one(office, specialist, entered):
    told = office.post(receive(entered), right(uploads=[pdf("письмо.pdf")]), follow=True)
    appeal = Appeal.objects.get()
    assert f"Обращение {appeal.number} зарегистрировано, ответ до {appeal.due_on:%d.%m.%Y}" in text_of(told)
    assert "Заявитель писем не получает" in text_of(told)
    assert appeal.thread.messages.get().files.get().name == "письмо.pdf"
    assert (appeal.history.get().by, appeal.channel) == (specialist, Channel.POST)
    assert not Letter.objects.exists()
    card = text_of(told)
    assert "поступило по почте" in card
    assert "письмом на почтовый адрес: 450000, г. Уфа, ул. Ленина, 1" in card
    queue = text_of(office.get("/office/appeals/", {"channel": "ПЧ"}))
    assert appeal.number in queue


def test_double_click_registers_once_and_is_refused_to_nobody(office, entered):
    form = right()
    answers = [office.post(receive(entered), form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"channel": ""}, "Выберите, как поступило обращение"),
        ({"received_on": "01.01.2099"}, "ещё не наступил"),
        ({"received_on": "вчера"}, "дат"),
        ({"topic": ""}, "Выберите тему"),
        ({"reply_by": "phone"}, "Напишите телефон"),
        ({"reply_by": "phone", "phone": "123"}, "11 цифр"),
        ({"postal_address": ""}, "Напишите почтовый адрес"),
        ({"reply_by": "cabinet"}, "Напишите адрес электронной почты"),
        ({"reply_by": "cabinet", "email": "почта"}, "нет знака «@»"),
    ],
)
def test_refusal_stands_beside_its_field_and_the_scan_stays(office, entered, typed, said):
    answer = office.post(receive(entered), right(**typed, uploads=[pdf("письмо.pdf")]))
    html = answer.content.decode()
    assert (answer.status_code, Appeal.objects.count()) == (422, 0)
    assert said in text_of(answer)
    assert 'name="kept"' in html
    assert "Письмо о сроках" in html
    kept = re.findall(r'name="kept" value="([^"]+)"', html)
    token = re.search(r'name="token" value="([^"]+)"', html)[1]
    office.post(receive(entered), right(token=token, kept=kept))
    assert Appeal.objects.get().thread.messages.get().files.get().name == "письмо.pdf"


def test_owner_of_a_cabinet_reads_how_it_came(office, client):
    make_topics()
    owner = registered()
    page = text_of(office.get(receive(owner)))
    assert "В личном кабинете и по электронной почте" in page
    assert "Электронная почта" not in page
    told = office.post(receive(owner), right(reply_by="cabinet", channel="ТЛ"), follow=True)
    assert "Заявителю отправлено письмо" in text_of(told)
    client.force_login(owner.user)
    appeal = Appeal.objects.get()
    assert "по телефону" in text_of(client.get("/appeals/"))
    shown = text_of(client.get(reverse("appeal", args=[appeal.pk])))
    assert f"поступило по телефону {today():%d.%m.%Y}" in shown
    assert "Письмо о сроках" in shown


def test_call_shows_its_hours_in_the_card_and_in_its_tab(office, entered):
    office.post(receive(entered), right(channel="ТЛ", reply_by="phone", phone="8 347 212-34-56"))
    appeal = Appeal.objects.get()
    until = f"{timezone.localtime(appeal.answer_by):%d.%m.%Y в %H:%M}"
    queue = text_of(office.get("/office/appeals/", {"state": "calls"})).replace("\u00a0", " ")
    assert f"{until} осталось 3 ч 59 мин" in queue
    card = text_of(office.get(reverse("office_appeal", args=[appeal.pk]))).replace("\u00a0", " ")
    assert f"Ответ до {until}" in card
    assert "п. 41 «в»" in card
    Appeal.objects.update(answer_by=timezone.now() - timedelta(minutes=75, seconds=1))
    assert "просрочено на 1 ч 15 мин" in text_of(
        office.get(reverse("office_appeal", args=[appeal.pk]))
    ).replace("\u00a0", " ")


# --- Events ----------------------------------------------------------------------------------------------


@pytest.fixture
def appeal(specialist):
    return taken(by=specialist, at=timezone.now(), on=today())


def event(appeal, what):
    return reverse("office_appeal_event", args=[appeal.pk, what])


def entry(appeal, action):
    return reverse(
        "office_appeal_entry", args=[appeal.pk, appeal.history(manager="every").get(action=action).pk]
    )


def post(office, address, appeal, **typed):
    appeal.refresh_from_db()
    return office.post(address, {"token": uuid4(), "seen": str(Mark.of(appeal)), **typed}, follow=True)


def test_answer_without_a_mailbox_is_to_be_told_and_then_is(office, specialist, appeal):
    act(appeal, "answer", comment="Завтра.", by=specialist, at=timezone.now())
    card = text_of(office.get(reverse("office_appeal", args=[appeal.pk])))
    assert "Решение ещё" in card
    assert appeal.number in text_of(office.get("/office/appeals/", {"state": "tell"}))
    refused = post(office, event(appeal, "tell"), appeal, text="исх. 7", uploads=[pdf("квитанция.pdf")])
    assert (refused.status_code, "Выберите, как это" in text_of(refused)) == (422, True)
    assert "квитанция.pdf" in text_of(refused)
    post(office, event(appeal, "tell"), appeal, channel="ПЧ", text="исх. 7")
    events = text_of(office.get(reverse("office_appeal_events", args=[appeal.pk])))
    assert "сообщено по почте" in events
    card = text_of(office.get(reverse("office_appeal", args=[appeal.pk])))
    assert "Решение ещё" not in card


def test_withdrawal_on_paper_is_entered_once_and_the_form_that_came_twice_leads_back(office, appeal):
    appeal.refresh_from_db()
    form = {"token": uuid4(), "seen": str(Mark.of(appeal)), "channel": "ОФ", "text": "Заявление"}
    answers = [office.post(event(appeal, "withdraw"), form, follow=True) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "невозможно" not in text_of(answers[1])
    appeal.refresh_from_db()
    assert (appeal.state, appeal.history.count()) == (State.WITHDRAWN, 2)
    assert office.get(event(appeal, "clarify")).status_code == 404


def test_going_on_asks_of_a_complaint_whether_its_facts_want_analysis(office, specialist):
    complaint = taken(by=specialist, at=timezone.now(), on=today(), topic="03")
    Appeal.objects.filter(pk=complaint.pk).update(state=State.ANSWERED, due_on=None, founded=False)
    assert "требуют анализа" in text_of(office.get(event(complaint, "reopen")))
    post(office, event(complaint, "reopen"), complaint, channel="ТЛ", text="Опять", analysed="on")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.limit) == (State.IN_WORK, "answer_phone_complaint")


def test_wrong_day_and_a_wrong_press_are_mended_on_the_page(office, specialist, appeal):
    before = today() - timedelta(days=2)
    wordless = post(
        office, entry(appeal, Action.SEND), appeal, act="redate", day=f"{before:%d.%m.%Y}", reason=""
    )
    assert (wordless.status_code, "Напишите причину" in text_of(wordless)) == (422, True)
    told = post(
        office, entry(appeal, Action.SEND), appeal, act="redate", day=f"{before:%d.%m.%Y}", reason="Штамп"
    )
    assert f"Было {today():%d.%m.%Y}, стало {before:%d.%m.%Y}: Штамп" in text_of(told)
    assert "Заявитель писем не получает" in text_of(told)
    act(appeal, "take", by=specialist, at=timezone.now())
    stale = office.post(
        entry(appeal, Action.TAKE), {"token": uuid4(), "seen": "old", "act": "take_back", "reason": "Мимо"}
    )
    assert stale.status_code == 409
    post(office, entry(appeal, Action.TAKE), appeal, act="take_back", reason="Мимо")
    appeal.refresh_from_db()
    assert appeal.state == State.SENT


def test_applicant_reads_what_was_taken_back_and_why(office, client):
    owner = registered()
    appeal = make_appeal(owner, at=timezone.now())
    colleague = make_specialist(name="Орлов Пётр")
    act(appeal, "answer", comment="Нет.", by=colleague, at=timezone.now())
    unexplained = post(office, entry(appeal, Action.ANSWER), appeal, act="take_back", reason="Не тот дом")
    assert "Обращение ведёт Орлов Пётр. Напишите, почему действуете вы" in text_of(unexplained)
    post(office, entry(appeal, Action.ANSWER), appeal, act="take_back", reason="Не тот дом", why="Отпуск")
    assert Letter.objects.filter(kind="appeal_colleague_acted", recipient=colleague.email).count() == 1
    client.force_login(owner.user)
    page = text_of(client.get(reverse("appeal", args=[appeal.pk])))
    assert "Ответ дан отменено" in page
    assert "Не тот дом" in page


def test_answer_by_mail_to_somebody_without_a_cabinet_says_nothing_of_one(office, entered, specialist):
    contacts = Contacts("", "mail@example.ru", ReplyBy.CABINET, "")
    appeal = taken(entered, contacts=contacts, by=specialist, at=timezone.now(), on=today())
    card = text_of(office.get(reverse("office_appeal", args=[appeal.pk])))
    assert "по электронной почте mail@example.ru" in card
    act(appeal, "answer", comment="Завтра.", by=specialist, at=timezone.now())
    letter = Letter.objects.filter(recipient="mail@example.ru", kind="appeal_state_changed").get()
    assert "обратитесь снова" in letter.text
    assert "/appeals/" not in letter.text

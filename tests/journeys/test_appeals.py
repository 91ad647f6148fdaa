"""Two people at once: an appeal from writing to a closed answer, a reply to an answered one."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kabinet.appeals.models import Appeal
from kabinet.appeals.states import State
from kabinet.appeals.transitions import ENGINE as APPEAL_ENGINE
from kabinet.ui.wording import ru_day
from tests.appeals.builders import act, make_appeal, make_taken, make_topics
from tests.applications.builders import make_applicant, make_file, make_user
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "ivanov@example.ru"


@pytest.fixture
def applicant(transactional_db):
    make_topics()
    return make_applicant(user=make_user(email=EMAIL))


def card(office, appeal):
    office.open("/office/appeals/?state=all")
    office.follow(appeal.number)


def write(person, papers):
    """Write a complaint: leave the page and come back to it, have a file refused, send."""
    person.follow("Написать обращение")
    person.page.get_by_label("Тема обращения").select_option("03")
    person.page.get_by_label("Текст обращения").fill("Третью неделю мигает свет.")
    expect(person.page.locator("[data-autosave-status]")).to_contain_text("Сохранено в")
    person.open("/")
    person.follow("Продолжить начатое обращение")
    expect(person.page.get_by_label("Текст обращения")).to_have_value("Третью неделю мигает свет.")
    files = person.page.locator("input[type='file']")
    files.set_input_files([str(papers["План участка.png"]), str(papers["программа.pdf"])])
    person.press("Отправить")
    person.sees("программа.pdf")
    expect(person.page.get_by_label("План участка.png")).to_be_checked()
    person.press("Отправить")
    appeal = Appeal.objects.get()
    person.sees(f"Номер обращения: {appeal.number}")
    person.sees(f"до {ru_day(appeal.due_on, today=timezone.localdate())}")
    return appeal


def clarify(person, appeal):
    """Find what is asked in the table, read it in place and answer."""
    person.open("/")
    person.sees("Пришлите уточнение")
    person.open("/appeals/")
    row = person.page.get_by_role("row").filter(has_text=appeal.number).first
    expect(row).to_contain_text("В каком доме?")
    expect(row).to_contain_text("Новый ответ")
    person.follow("Посмотреть переписку или ответить")
    expect(person.page.locator(".message__kind")).to_contain_text("Запрос")
    person.look()
    person.page.get_by_label("Сообщение").fill("В доме 5.")
    person.press("Отправить")
    person.sees("В доме 5.")
    person.sees("В работе")


def answer(office, appeal, paper):
    """Answer a complaint as founded, with measures and a file, and close it."""
    card(office, appeal)
    office.sees("В доме 5.")
    office.page.get_by_label("Комментарий").fill("Линию починят.")
    office.page.get_by_label("Обоснована", exact=True).check()
    office.page.get_by_label("Корректирующие меры").fill("Замена ответвления")
    office.page.get_by_label("Срок мер").fill("20.01.2027")
    office.page.locator("input[type='file']").set_input_files(str(paper))
    office.press("Ответить по существу")
    office.sees("Срок ответа на этом заканчивается.")
    office.press("Ответить по существу")
    office.sees("Статус изменён: теперь он — «Ответ дан»")
    office.follow(appeal.number)
    office.press("Закрыть")
    office.sees("Статус изменён: теперь он — «Закрыто»")


def test_appeal_from_writing_to_a_closed_answer(visitor, letters, specialist, applicant, papers):
    person, office = visitor(), visitor()
    person.sign_in(EMAIL)
    appeal = write(person, papers)
    assert any(appeal.number in letter.subject for letter in letters())

    office.sign_in("spec@example.ru")
    office.follow("Обращения")
    office.follow(appeal.number)
    office.sees("Третью неделю мигает свет.")
    office.press("Взять в работу")
    office.sees("Статус изменён: теперь он — «В работе»")
    office.page.get_by_label("Комментарий").fill("В каком доме?")
    office.press("Запросить уточнение")
    clarify(person, appeal)
    answer(office, appeal, papers["Доверенность № 12.docx"])

    person.open(f"/appeals/{appeal.pk}/")
    person.sees("Жалоба признана обоснованной.")
    person.sees("Корректирующие меры до 20.01.2027: Замена ответвления")
    person.sees("прочитано")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Доверенность № 12.docx").click()
    assert download.value.suggested_filename == "Доверенность № 12.docx"
    assert any("Линию починят." in letter.body for letter in letters())


def test_reply_to_an_answered_appeal_opens_it_again_without_scripts_on_a_phone(
    visitor, letters, specialist, applicant, papers
):
    appeal = act(make_taken(applicant, by=specialist), "answer", by=specialist, comment="Готовы.")
    person = visitor(viewport=PHONE, scripts=False)
    person.sign_in(EMAIL)
    person.open("/appeals/")
    person.follow("Посмотреть переписку или ответить")
    person.page.get_by_label("Сообщение").fill("А где их взять?")
    person.page.locator("input[type='file']").set_input_files(str(papers["План участка.png"]))
    person.press("Сохранить черновик")
    person.sees("Черновик сообщения сохранён.")
    expect(person.page.get_by_label("Сообщение")).to_have_value("А где их взять?")
    expect(person.page.get_by_label("План участка.png")).to_be_checked()
    person.press("Отправить и открыть обращение снова")
    person.sees("А где их взять?")
    appeal.refresh_from_db()
    assert appeal.state == State.IN_WORK
    assert letters()[-1].to == ["spec@example.ru"]

    office = visitor()
    office.sign_in("spec@example.ru")
    office.open("/office/appeals/?state=mine")
    office.sees("Новое сообщение")
    office.follow(appeal.number)
    office.sees("План участка.png")


def test_two_specialists_meet_at_one_appeal_and_the_text_of_the_second_stays(visitor, specialist, applicant):
    make_user(email="second@example.ru", role="specialist", name="Ольга Петрова")
    appeal = make_appeal(applicant, files=[make_file(applicant.user)])
    first, second = visitor(), visitor()
    first.sign_in("spec@example.ru")
    second.sign_in("second@example.ru")
    card(first, appeal)
    card(second, appeal)
    first.press("Взять в работу")
    second.page.get_by_label("Комментарий").fill("Отвечаю первой.")
    second.press("Ответить по существу")
    second.sees("Пока карточка была открыта, в обращении произошли изменения")
    second.sees("специалист теперь — Мария Специалист")
    expect(second.page.get_by_label("Комментарий")).to_have_value("Отвечаю первой.")
    appeal.refresh_from_db()
    assert (appeal.state, appeal.specialist) == (State.IN_WORK, specialist)


def test_long_conversation_is_read_page_by_page_in_place(visitor, specialist, applicant):
    from tests.applications.builders import NOW, token

    appeal = make_taken(applicant, by=specialist)
    for place in range(45):
        APPEAL_ENGINE.comment(
            case=appeal, by=specialist, text=f"Письмо {place}.", files=[], token=token(), at=NOW
        )
    person = visitor()
    person.sign_in(EMAIL)
    person.open("/appeals/")
    person.follow("Посмотреть переписку или ответить")
    more = person.page.get_by_role("link", name="Показать более ранние сообщения")
    for shown in (40, 46):
        more.click()
        expect(person.page.locator(".message")).to_have_count(shown)
    expect(more).to_have_count(0)
    person.look()


@pytest.mark.parametrize("scripts", [True, False])
def test_letter_is_registered_answered_told_and_its_day_corrected(visitor, specialist, papers, scripts):
    make_topics()
    office = visitor(viewport=PHONE, scripts=scripts)
    office.sign_in("spec@example.ru")
    office.open("/office/appeals/")
    office.follow("Принять обращение")
    office.follow("Внести заявителя: физическое лицо")
    office.page.get_by_label("Фамилия").first.fill("Сидоров")
    office.page.locator("main").get_by_label("Имя").first.fill("Олег")
    office.press("Внести и принять обращение")
    office.page.locator("input[name='channel'][value='ПЧ']").check()
    office.page.get_by_label("Тема").select_option(label="01 Запрос справочной информации")
    office.page.locator("input[type='file']").set_input_files(str(papers["План участка.png"]))
    office.press("Зарегистрировать обращение")
    office.sees("Напишите почтовый адрес: ответить просят письмом.")
    office.page.get_by_label("Почтовый адрес", exact=True).fill("450000, г. Уфа, ул. Ленина, д. 1")
    office.press("Зарегистрировать обращение")
    appeal = Appeal.objects.get()
    assert appeal.thread.messages.get().files.get().name == "План участка.png"
    office.sees(f"Обращение {appeal.number} зарегистрировано")
    office.page.get_by_label("Комментарий").fill("Свет включат завтра.")
    office.press("Ответить по существу")
    office.press("Ответить по существу")
    office.sees("Решение ещё не сообщено")
    office.follow("Записать, что ответ сообщён")
    office.page.get_by_label("по почте").check()
    office.press("Записать")
    office.sees("сообщено по почте")
    office.follow(re.compile("Исправить.*Направлено"))
    office.page.get_by_label("Верный день").fill(f"{appeal.sent_at - timedelta(days=3):%d.%m.%Y}")
    office.page.get_by_label("Причина").fill("Штамп почты")
    office.press("Исправить день")
    office.sees("Штамп почты")
    assert office.troubles == []

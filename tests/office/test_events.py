"""The page of events: facts, what came outside the cabinet, and entries that were wrong."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.states import Action, State
from kabinet.core.models import JournalEntry
from kabinet.office.card.freshness import Mark
from tests.applications.builders import make_specialist
from tests.applications.life import BIG, Case
from tests.office.test_documents import pdf
from tests.office.test_queue import text_of

pytestmark = pytest.mark.django_db


def fresh(case):
    case.application.refresh_from_db()
    return case.application


def event(case, what):
    return reverse("office_event", args=[case.application.pk, what])


def entry(case, action):
    change = case.application.history(manager="every").get(action=action)
    return reverse("office_entry", args=[case.application.pk, change.pk])


def post(office, address, case, **typed):
    seen = str(Mark.of(fresh(case)))
    return office.post(address, {"token": uuid4(), "seen": seen, **typed}, follow=True)


def test_page_tells_what_happened_and_what_may_be_written_down(office, specialist):
    case = Case("ЮЛ", specialist=specialist, at=timezone.now(), **BIG).contract(at=timezone.now())
    page = text_of(office.get(reverse("office_events", args=[case.application.pk])))
    assert "Напряжение и мощность поданы пп. 19, 19(1)" in page
    assert "Внести за заявителя" in page
    assert "Уведомить о выполнении технических условий" in page
    assert "Копии договора, заявки и документов — энергосбытовой организации — до" in page
    card = office.get(reverse("office_application", args=[case.application.pk]))
    assert reverse("office_events", args=[case.application.pk]) in card.content.decode()


def test_fact_is_written_with_its_day_and_file_and_shown_everywhere(office, specialist):
    now = timezone.now()
    case = Case("ЮЛ", specialist=specialist, at=now, **BIG).contract(at=now)
    today = timezone.localdate()
    told = post(
        office, event(case, Record.ENERGISED), case,
        happened_on=f"{today:%d.%m.%Y}", text="Протокол № 7", uploads=[pdf("протокол.pdf")],
    )  # fmt: skip
    assert "Записано: «Напряжение и мощность поданы»." in text_of(told)
    fact = case.application.history.get(action=Record.ENERGISED)
    assert (fact.on, fact.comment, fact.by) == (today, "Протокол № 7", specialist)
    assert case.application.thread.messages.last().files.get().name == "протокол.pdf"
    office.force_login(case.owner)
    page = text_of(office.get(reverse("application", args=[case.application.pk])))
    assert "Напряжение и мощность поданы" in page
    assert JournalEntry.objects.filter(act="application_fact_recorded").count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"happened_on": "31.02.2026"}, "нет такого дня|такой даты нет|Такой даты нет|не бывает"),
        ({"happened_on": "01.01.2099"}, "не позже сегодняшнего дня"),
        ({"channel": ""}, "Выберите, как это поступило"),
        ({"text": ""}, "Напишите комментарий"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(office, specialist, typed, told):
    now = timezone.now()
    case = Case(specialist=specialist, at=now).offer(at=now)
    right = {"happened_on": "", "channel": "ПЧ", "text": "Письмо № 5 о мощности"}
    answer = post(office, event(case, Action.REFUSE), case, **{**right, **typed}, uploads=[pdf("письмо.pdf")])
    page = text_of(answer)
    assert answer.status_code == 422
    assert re.search(told, page), page
    assert "письмо.pdf" in page
    if "text" not in typed:
        assert "Письмо № 5 о мощности" in answer.content.decode()
    assert fresh(case).state == State.AWAITING_PAYMENT


def test_refusal_by_post_is_entered_for_the_applicant(office, specialist):
    now = timezone.now()
    case = Case(specialist=specialist, at=now).offer(at=now)
    post(office, event(case, Action.REFUSE), case, channel="ПЧ", text="Письмо № 5: не та мощность")
    assert fresh(case).state == State.REVISING_OFFER
    page = text_of(office.get(reverse("office_events", args=[case.application.pk])))
    assert "поступило по почте" in page


def test_what_is_not_possible_any_more_leads_back(office, specialist):
    now = timezone.now()
    case = Case(specialist=specialist, at=now).accept(at=now)
    assert office.get(event(case, Action.REFUSE)).status_code == 404
    told = post(office, event(case, Action.REFUSE), case, channel="ПЧ", text="Отказ")
    assert "Сейчас это действие невозможно" in text_of(told)


def test_stale_page_and_a_colleagues_case_ask_first(office, specialist):
    now = timezone.now()
    case = Case(specialist=make_specialist(name="Орлов Пётр"), at=now).offer(at=now)
    typed = {"channel": "ПЧ", "text": "Письмо"}
    stale = office.post(event(case, Action.REFUSE), {"token": uuid4(), "seen": "old", **typed})
    assert (stale.status_code, "произошли изменения" in text_of(stale)) == (409, True)
    unexplained = post(office, event(case, Action.REFUSE), case, **typed)
    assert "Напишите, почему действуете вы" in text_of(unexplained)
    post(office, event(case, Action.REFUSE), case, **typed, why="Коллега в отпуске")
    assert fresh(case).state == State.REVISING_OFFER


def test_wrong_day_is_corrected_and_the_history_keeps_both(office, specialist):
    now = timezone.now()
    case = Case("ЮЛ", specialist=specialist, at=now - timedelta(days=9), **BIG)
    case.offer(at=now - timedelta(days=9))
    right = timezone.localdate() - timedelta(days=3)
    case.office("conclude", at=now)
    wordless = post(
        office, entry(case, Action.CONCLUDE), case, act="redate", day=f"{right:%d.%m.%Y}", reason=""
    )
    assert "Напишите причину" in text_of(wordless)
    wrong = post(office, entry(case, Action.CONCLUDE), case, act="redate", day="вчера", reason="Так")
    assert wrong.status_code == 422
    told = post(
        office, entry(case, Action.CONCLUDE), case,
        act="redate", day=f"{right:%d.%m.%Y}", reason="Штамп почты",
    )  # fmt: skip
    assert f"Было {timezone.localdate():%d.%m.%Y}, стало {right:%d.%m.%Y}: Штамп почты" in text_of(told)
    assert case.application.history.get(action=Action.CONCLUDE).on == right


def test_wrong_press_is_taken_back_from_the_page(office, specialist):
    now = timezone.now()
    case = Case(specialist=specialist, at=now).accept(at=now)
    case.office("annul", comment="Повторная заявка", at=now)
    told = post(office, entry(case, Action.ANNUL), case, act="take_back", reason="Спутаны заявки")
    assert "Запись «Аннулирована» отменена" in text_of(told)
    assert fresh(case).state == State.ACCEPTED
    again = post(office, entry(case, Action.ACCEPT), case, act="take_back", reason="Ещё")
    assert fresh(case).state == State.SUBMITTED
    assert again.status_code == 200


def test_what_may_not_be_taken_back_says_why(office, specialist):
    now = timezone.now()
    case = Case(specialist=specialist, at=now).offer(at=now)
    page = text_of(office.get(entry(case, Action.OFFER)))
    assert "Отменить запись нельзя. Полученное предложение отозвать нельзя" in page
    refused = post(office, entry(case, Action.OFFER), case, act="take_back", reason="Так")
    assert (refused.status_code, fresh(case).state) == (422, State.AWAITING_PAYMENT)


def test_form_that_came_twice_is_carried_out_once_and_refused_to_nobody(office, specialist):
    now = timezone.now()
    case = Case(specialist=specialist, at=now).offer(at=now)
    form = {"token": uuid4(), "seen": str(Mark.of(fresh(case))), "channel": "ПЧ", "text": "Письмо № 5"}
    for _ in range(2):
        page = text_of(office.post(event(case, Action.REFUSE), form, follow=True))
        assert "Сейчас это действие невозможно" not in page
    assert case.application.history.filter(action=Action.REFUSE).count() == 1
    mending = {"token": uuid4(), "seen": str(Mark.of(fresh(case))), "act": "take_back", "reason": "Ошибка"}
    for _ in range(2):
        told = text_of(office.post(entry(case, Action.REFUSE), mending, follow=True))
        assert "Запись «Документы на доработке» отменена" in told
    assert fresh(case).state == State.AWAITING_PAYMENT


def test_agreed_day_ahead_is_taken_and_what_nobody_was_told_of_is_not_offered(office, specialist):
    now = timezone.now()
    case = Case("ЮЛ", specialist=specialist, at=now, requested_power="6000").offer(at=now)
    page = reverse("office_events", args=[case.application.pk])
    assert "Согласиться на IV категорию надёжности" not in text_of(office.get(page))
    case.record(Record.FOURTH_OFFERED, at=now)
    assert "Согласиться на IV категорию надёжности" in text_of(office.get(page))
    case.office("conclude", at=now)
    case.record(Record.CONSENTS_NEEDED, text="Газопровод", at=now)
    ahead = timezone.localdate() + timedelta(days=60)
    assert "Этот день может быть впереди." in text_of(office.get(event(case, Record.CONSENTS_TERM)))
    told = post(
        office, event(case, Record.CONSENTS_TERM), case, happened_on=f"{ahead:%d.%m.%Y}", text="Письмо"
    )
    assert "Записано: «Согласован больший срок для согласий»." in text_of(told)
    assert case.application.history.get(action=Record.CONSENTS_TERM).on == ahead
    empty = post(office, event(case, Record.CONSENTS_CAME), case, channel="ПЧ", text="")
    assert empty.status_code == 422

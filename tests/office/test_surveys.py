"""«Оценки заявителей»."""

from datetime import date

import pytest

from kabinet.accounts.models import Role
from kabinet.office.surveys import Judged, summary
from tests.appeals.builders import act, make_taken
from tests.applications.builders import NOW, make_user
from tests.applications.life import Case
from tests.office.test_queue import text_of
from tests.surveys.test_services import judge

pytestmark = pytest.mark.django_db


def answered(**chosen):
    return act(make_taken(**chosen), "answer", comment="Да.")


def test_marks_are_averaged_by_month_and_by_topic():
    judge(answered(), marks={"result": 5, "speed": 4})
    judge(answered(), marks={"result": 2})
    judge(answered(topic="02"), marks={"politeness": 3})
    judge(Case().finish_works().applicant("confirm"), marks={"clarity": 5})
    old = judge(answered(), marks={"result": 1})
    type(old).objects.filter(pk=old.pk).update(on=date(2025, 11, 30))
    found = summary(today=NOW.date())
    assert found.months == [Judged(date(2026, 11, 1), 4, ["3,5", "4,0", "5,0", "3,0"])]
    assert sorted(found.topics, key=lambda one: one.title) == [
        Judged("Запрос справочной информации", 2, ["3,5", "4,0", "—", "—"]),
        Judged("Консультация (вопрос специалисту)", 1, ["—", "—", "—", "3,0"]),
        Judged("Технологическое присоединение", 1, ["—", "—", "5,0", "—"]),
    ]


def test_head_reads_the_questionnaires_in_a_fixed_number_of_statements(client, django_assert_num_queries):
    client.force_login(make_user(role=Role.HEAD))
    assert "Анкет пока нет" in text_of(client.get("/office/statistics/surveys/"))
    judge(answered(), text="Спасибо Анне")
    client.get("/office/statistics/surveys/")
    with django_assert_num_queries(6):  # session, user, 2 summaries, the page, the reading recorded before
        assert "Спасибо Анне" in text_of(client.get("/office/statistics/surveys/"))
    judge(answered(), text="Долго")
    with django_assert_num_queries(6):
        client.get("/office/statistics/surveys/")


def test_card_shows_what_its_applicant_thinks(client):
    appeal = answered()
    client.force_login(make_user(role=Role.HEAD))
    assert "Оценка заявителя" not in text_of(client.get(f"/office/appeals/{appeal.pk}/"))
    judge(appeal, text="Спасибо Анне")
    assert "Спасибо Анне" in text_of(client.get(f"/office/appeals/{appeal.pk}/"))
